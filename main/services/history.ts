import { meanOverAccounts, type MeanPoint } from '../../core/history/line.ts';
import {
  type HistoryPoint,
  type HistorySeries,
  readingsOf,
  seriesId,
  seriesKey,
  seriesOf,
} from '../../core/history/reading.ts';
import type { HistoryStore } from '../../core/history/store.ts';
import type { HistoryChoice, HistoryRange, HistoryView } from '../../core/history/view-model.ts';
import { type HistoryQuery, historyView, meanView, timeSpanOf } from '../../core/history/view.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../../core/snapshot/schema.ts';
import { limitTitle } from '../../core/text/limit.ts';
import { periodView } from '../../core/views/history-period.ts';
import type { Publisher } from '../features/publisher.ts';
import type { Services } from './create-services.ts';

/** Which history chart is wanted. */
interface HistoryQuestion {
  readonly accountId: string | null;
  readonly windowId: string | null;
  readonly range: HistoryRange;
}

const meanPoints = 300;

/** Returns the view of a history chart. Null: there is no such account or no history. */
export async function readHistory(
  services: Pick<Services, 'history' | 'engine' | 'settings' | 'locale' | 'clock'>,
  snapshot: Snapshot,
  question: HistoryQuestion,
): Promise<HistoryView | null> {
  const store = await services.history.store();
  if (store === null) return null;
  const locale = services.locale();
  const nowMs = services.clock.nowMs();
  const { accountId } = question;
  const account = snapshot.accounts.find(({ id }) => id === accountId) ?? null;
  if (accountId !== null && account === null) return null;
  const stored = store.series();
  const windows = account === null ? commonChoices(snapshot, stored, locale) : choicesOf(account, stored, locale);
  const windowId = question.windowId ?? windows[0]?.id ?? 'weekly';
  const series = seriesOf(accountId ?? '', windowId);
  const { fromMs, rowMs } = timeSpanOf(question.range, periodFromMs(account, windowId), nowMs);
  const { meterShows, historyDays } = services.settings.get();
  const query: HistoryQuery = {
    ...{ accountId, windowId, kind: series.kind, range: question.range, fromMs, rowMs, meterShows, historyDays },
    currency: series.kind === 'prepaid' ? series.name : '',
    windows: windows.some(({ id }) => id === windowId) ? windows : [...windows, { id: windowId, label: windowId }],
    label: account?.label ?? locale.t('history.all-accounts'),
    lengthMs: lengthMsOf(account, windowId),
  };
  if (account === null)
    return meanView(query, await meanOfAccounts(store, snapshot, windowId, fromMs, nowMs), locale, nowMs);
  const points = store.points(series, fromMs, nowMs);
  const view = historyView(query, points, newestOf(services, series), locale, nowMs);
  const window = question.range === 'period' ? account.windows.find(({ id }) => id === windowId) : undefined;
  const period = window === undefined ? null : periodView(window, points, { meterShows }, locale, nowMs);
  return period === null ? view : { ...view, period };
}

/** Returns how long a period of a limit is; null: unknown, or a balance. */
function lengthMsOf(account: AccountSnapshot | null, windowId: string): number | null {
  const { durationSeconds = null } = account?.windows.find(({ id }) => id === windowId) ?? {};
  return durationSeconds === null ? null : durationSeconds * 1000;
}

/** Returns the account's current windows, then the other series that are stored of it. */
function choicesOf(
  account: AccountSnapshot,
  stored: readonly HistorySeries[],
  locale: LocaleContext,
): readonly HistoryChoice[] {
  const now = account.windows.map((window) => ({ id: window.id, label: limitTitle(window, locale) }));
  const known = new Set(now.map(({ id }) => id));
  const more = stored.filter((series) => series.accountId === account.id && !known.has(seriesId(series)));
  return [...now, ...more.map((series) => ({ id: seriesId(series), label: labelOf(series, locale) }))];
}

function labelOf({ kind, name }: HistorySeries, { t }: LocaleContext): string {
  if (kind === 'window') return name;
  return kind === 'credits' ? t('history.credits') : t('history.prepaid', { currency: name });
}

/** Returns each current window of any account once. Weekly ones come first, because every service has them. */
function commonChoices(
  { accounts }: Snapshot,
  stored: readonly HistorySeries[],
  locale: LocaleContext,
): readonly HistoryChoice[] {
  const known = new Set(stored.map(({ name }) => name));
  const windows = accounts
    .flatMap((account) => account.windows)
    .filter(({ id, name }) => name === null && known.has(id));
  const rank = (window: WindowSnapshot): number => (window.label === 'weekly' ? 0 : 1);
  const byId = new Map(windows.map((window) => [window.id, window]));
  return [...byId.values()]
    .sort((a, b) => rank(a) - rank(b))
    .map((window) => ({ id: window.id, label: limitTitle(window, locale) }));
}

/** Reads one account at a time and yields in between, because a thousand accounts take seconds. */
async function meanOfAccounts(
  store: HistoryStore,
  { accounts }: Snapshot,
  windowId: string,
  fromMs: number,
  nowMs: number,
): Promise<readonly MeanPoint[]> {
  const series: (readonly HistoryPoint[])[] = [];
  for (const { id, windows } of accounts) {
    if (!windows.some((window) => window.id === windowId)) continue;
    series.push(store.points(seriesOf(id, windowId), fromMs, nowMs));
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return meanOverAccounts(series, fromMs, nowMs, meanPoints);
}

function periodFromMs(account: AccountSnapshot | null, windowId: string): number | null {
  const window = account?.windows.find(({ id }) => id === windowId);
  if (window?.resetsAt == null || window.durationSeconds === null) return null;
  return Date.parse(window.resetsAt) - window.durationSeconds * 1000;
}

/** Returns the newest reading, which may not be stored yet. */
function newestOf({ engine }: Pick<Services, 'engine'>, series: HistorySeries) {
  const state = engine.accounts().find(({ account }) => account.id === series.accountId);
  const key = seriesKey(series);
  const found = state === undefined ? undefined : readingsOf(state).find((each) => seriesKey(each.series) === key);
  return found?.reading ?? null;
}

/**
 * Starts to record the history, and loads the recent readings for the pace. Used by the app and by
 * `quota-tray serve`. Call it when the tray is up, because it opens the database.
 */
export function recordHistory(
  { engine, history, log }: Pick<Services, 'engine' | 'history' | 'log'>,
  publisher: Pick<Publisher, 'publish'>,
): void {
  engine.subscribe(history.record);
  history.start().then(
    () => {
      history.record();
      publisher.publish();
    },
    (cause: unknown) => log.error('The history was not read', cause),
  );
}
