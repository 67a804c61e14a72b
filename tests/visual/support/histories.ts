import { seriesId, seriesOf, type HistoryPoint, pointOf } from '../../../core/history/reading.ts';
import { historyView, timeSpanOf } from '../../../core/history/view.ts';
import { historyRanges, type HistoryView } from '../../../core/history/view-model.ts';
import type { LocaleContext } from '../../../core/i18n/translate.ts';
import type { PaceReading } from '../../../core/pace/pace.ts';
import type { RecentReadings } from '../../../core/pace/readings.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../../../core/snapshot/schema.ts';
import { periodView } from '../../../core/views/history-period.ts';
import type { PeaksView } from '../../../core/views/page-model.ts';
import { peakSpans, peaksView, peakTimes } from '../../../core/views/peaks.ts';
import { demoAccounts } from '../../../scripts/demo/accounts.ts';
import { usedPart } from '../../../scripts/demo/seed-history.ts';
import { nowMs } from '../../unit/demo/demo-reading.ts';

/** Returns every history of an account by the id of its limit and the range: readings that end at what is used now. */
export function historiesOf(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
): Readonly<Record<string, HistoryView>> {
  const views = account.windows.flatMap((window) =>
    historyRanges.map(
      (range) => [`${window.id} ${range}`, historyOf(account, window, range, settings, locale)] as const,
    ),
  );
  return Object.fromEntries(views);
}

function historyOf(
  account: AccountSnapshot,
  window: WindowSnapshot,
  range: (typeof historyRanges)[number],
  settings: Settings,
  locale: LocaleContext,
): HistoryView {
  const series = seriesOf(account.id, window.id);
  const startMs = Date.parse(window.resetsAt ?? new Date(nowMs).toISOString()) - lengthMs(window);
  const { fromMs, rowMs } = timeSpanOf(range, startMs, nowMs);
  const query = {
    ...{ accountId: account.id, windowId: seriesId(series), kind: series.kind, range, fromMs, rowMs, currency: '' },
    windows: account.windows.map(({ id, label }) => ({ id, label })),
    label: account.label,
    lengthMs: lengthMs(window),
    meterShows: settings.meterShows,
    historyDays: settings.historyDays,
  };
  const points = readingsOf(window, isUsedEvenly(account)).filter(({ atMs }) => atMs >= fromMs);
  const view = historyView(query, points, null, locale, nowMs);
  const period = range === 'period' ? periodView(window, points, settings, locale, nowMs) : null;
  return period === null ? view : { ...view, period };
}

/** Whether the demo says so of the account, or of the one that it is a copy of. */
function isUsedEvenly({ email }: AccountSnapshot): boolean {
  return demoAccounts.some((demo) => demo.isUsedEvenly === true && demo.email === email?.replace(/-\d+@/, '@'));
}

const lengthMs = ({ durationSeconds }: WindowSnapshot): number => (durationSeconds ?? 18_000) * 1000;

/** Thirty days of a limit. */
function readingsOf(window: WindowSnapshot, isEven: boolean): readonly HistoryPoint[] {
  const stepMs = Math.max(600_000, lengthMs(window) / 60);
  const points: HistoryPoint[] = [];
  for (let atMs = nowMs - Math.floor((30 * 86_400_000) / stepMs) * stepMs; atMs <= nowMs; atMs += stepMs)
    points.push(pointOf({ atMs, ...figureAt(window, atMs, isEven), source: 'poll' }));
  return points;
}

/**
 * Returns what was used of a limit at a time: each period fills differently, and the running one ends at what is used now.
 * What is nearly used up was used evenly, the others became slower.
 */
function figureAt(
  window: WindowSnapshot,
  atMs: number,
  isEven: boolean,
): { readonly value: number; readonly resetsAtMs: number } {
  const length = lengthMs(window);
  const resetMs = Date.parse(window.resetsAt ?? new Date(nowMs + length / 2).toISOString());
  const periodsAgo = Math.floor((resetMs - atMs) / length);
  const resetsAtMs = resetMs - periodsAgo * length;
  const share = 1 - (resetsAtMs - atMs) / length;
  if (periodsAgo > 0) return { value: Math.round((40 + ((periodsAgo * 37) % 61)) * share), resetsAtMs };
  const used = window.usedPercent ?? 0;
  const part = share / Math.max(0.01, 1 - (resetMs - nowMs) / length);
  return { value: Math.min(100, Math.round(used * usedPart(part, isEven || used >= 80))), resetsAtMs };
}

/** Gives the readings of the running period of each limit, so that the pace is known. */
export function recentOf({ accounts }: Pick<Snapshot, 'accounts'>): RecentReadings {
  const byAccount = new Map(
    accounts.map((account) => [
      account.id,
      new Map(account.windows.map((window) => [window.id, paceReadingsOf(window, isUsedEvenly(account))])),
    ]),
  );
  return (state) => ({ state, byWindow: byAccount.get(state.account.id) ?? new Map() });
}

function paceReadingsOf(window: WindowSnapshot, isEven: boolean): readonly PaceReading[] {
  const startMs = Date.parse(window.resetsAt ?? new Date(nowMs).toISOString()) - lengthMs(window);
  const stepMs = Math.max(60_000, (nowMs - startMs) / 40);
  const readings: PaceReading[] = [];
  for (let atMs = Math.max(startMs, nowMs - 40 * stepMs); atMs < nowMs; atMs += stepMs) {
    const { value, resetsAtMs } = figureAt(window, atMs, isEven);
    readings.push({ atMs, usedPercent: value, resetsAtMs });
  }
  return readings;
}

/** Returns the fullest periods of the account's shortest limit; null: it has none of a day or less. */
export function peaksOf(account: AccountSnapshot, locale: LocaleContext): PeaksView | null {
  const window = account.windows.find(({ durationSeconds }) => (durationSeconds ?? Infinity) <= 86_400);
  if (window === undefined) return null;
  const points = readingsOf(window, isUsedEvenly(account));
  const spans = peakSpans('month', nowMs, locale);
  const times = peakTimes(spans, nowMs);
  const highest = spans.map((_, index) => {
    const inside = points.filter(({ atMs }) => atMs >= (times[index] ?? 0) && atMs < (times[index + 1] ?? 0));
    return inside.length === 0 ? null : Math.max(...inside.map(({ value }) => value));
  });
  return peaksView(account.id, window, 'month', spans, highest, locale, nowMs);
}
