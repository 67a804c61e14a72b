import type { Account } from '../providers/account.ts';
import { providers } from '../providers/registry.ts';
import type { Failure } from '../polling/failure.ts';
import type { Settings } from '../settings/settings.ts';
import { ago, clockTime } from '../text/times.ts';
import { joinSentences, joinWithDot } from '../text/layout.ts';
import { plainStyle, tableLines, type TerminalStyle } from '../text/table.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { dateAfter } from '../units/calendar.ts';
import { usageChart } from './chart.ts';
import type { DailyUsageDay } from './day.ts';
import { type NotRequestedReason, notRequestedReason } from './request.ts';
import { splitsCredits, usageSeries } from './series.ts';
import type { RequestRecord } from './store.ts';
import { figureText, problemText } from './text.ts';
import type {
  DailyUsageNotice,
  DailyUsageView,
  UsageMeasure,
  UsageMeasureView,
  UsageSplit,
  UsageSplitView,
} from './view-model.ts';

/** Everything that is known about the daily usage of one account. */
export interface DailyUsageReading {
  readonly account: Account;
  /** The stored days in the order of their dates. */
  readonly days: readonly DailyUsageDay[];
  readonly asked: RequestRecord | null;
  /** The failure of this process's last request; null: it succeeded, or there was none. */
  readonly failure: Failure | null;
  /** True if the service refused the sign-in and it has not changed since, so that another request would fail too. */
  readonly refused: boolean;
  /** How many parts of the last answer were not understood. */
  readonly oddParts: number;
}

/** The most days of a chart. A narrow panel has no room for more bars; the export has all days. */
const shownDays = 60;
const splits: readonly UsageSplit[] = ['client', 'model'];
const measures: readonly UsageMeasure[] = ['credits', 'turns', 'tokens'];

/** The daily usage drawer: every text and every height. */
export function dailyUsageView(
  reading: DailyUsageReading,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): DailyUsageView {
  const { t } = locale;
  const { account, days, asked } = reading;
  const notAsked = notRequestedReason(settings, account);
  const newest = days.at(-1)?.date;
  const shown = newest === undefined ? [] : days.filter(({ date }) => date > dateAfter(newest, -shownDays));
  const waits = asked !== null && asked.notBeforeMs > nowMs;
  const readAtMs = asked?.answeredAtMs ?? null;
  const oddText = reading.oddParts === 0 ? null : t('daily-usage.odd', { count: reading.oddParts });
  return {
    accountId: account.id,
    title: t('daily-usage.title'),
    notice: noticeOf(notAsked, reading, locale),
    problem: reading.failure === null ? oddText : problemText(reading.failure, account, locale),
    ageText:
      readAtMs === null
        ? null
        : joinWithDot([t('daily-usage.read', { age: ago(readAtMs, nowMs, locale) }), t('daily-usage.source')]),
    keptText: keptText(days.length, shown.length, locale),
    canRefresh: notAsked === null && !waits && !reading.refused,
    waitText:
      notAsked === null && waits && !reading.refused
        ? t('daily-usage.wait', { time: clockTime(asked.notBeforeMs, nowMs, locale) })
        : null,
    splits: shown.length === 0 ? [] : splits.map((split) => splitView(shown, days, split, locale)),
  };
}

function keptText(kept: number, shown: number, { t }: LocaleContext): string | null {
  if (kept === 0) return null;
  const all = t('daily-usage.kept', { count: kept });
  return shown === kept ? all : joinSentences([all, t('daily-usage.shown', { shown })], { t });
}

function noticeOf(
  notAsked: NotRequestedReason | null,
  reading: DailyUsageReading,
  { t }: LocaleContext,
): DailyUsageNotice | null {
  if (notAsked !== null) {
    const { displayName } = providers[reading.account.provider];
    return {
      title: t(`daily-usage.${notAsked}-title`),
      text: t(`daily-usage.${notAsked}-text`, { service: displayName }),
      canTurnOn: notAsked === 'off',
    };
  }
  if (reading.days.length > 0 || reading.failure !== null) return null;
  const answered = reading.asked !== null && reading.asked.answeredAtMs !== null;
  return {
    title: t(answered ? 'daily-usage.empty-title' : 'daily-usage.unread-title'),
    text: t(answered ? 'daily-usage.empty-text' : 'daily-usage.unread-text'),
    canTurnOn: false,
  };
}

function splitView(
  shown: readonly DailyUsageDay[],
  kept: readonly DailyUsageDay[],
  split: UsageSplit,
  locale: LocaleContext,
): UsageSplitView {
  const { t } = locale;
  return {
    id: split,
    label: t(`daily-usage.by-${split}`),
    measures: measures.map((measure): UsageMeasureView => {
      const label = t(`daily-usage.measure-${measure}`);
      if (measure === 'credits' && split === 'model' && !splitsCredits(kept, split))
        return { id: measure, label, note: t('daily-usage.note-model-credits'), chart: null };
      const chart = usageChart(fromFirstKnown(shown, measure), split, measure, locale);
      const note = chart === null ? t(`daily-usage.none-${measure}`) : noteOf(measure, shown, locale);
      return { id: measure, label, note, chart };
    }),
  };
}

/**
 * The days from the first one that states a measure. The Codex tool states the tokens of many earlier days, for which
 * nobody knows credits and turns.
 */
function fromFirstKnown(days: readonly DailyUsageDay[], measure: UsageMeasure): readonly DailyUsageDay[] {
  const first = usageSeries(days, 'client', measure).days.findIndex(({ total }) => total !== null);
  return first === -1 ? days : days.slice(first);
}

function noteOf(measure: UsageMeasure, shown: readonly DailyUsageDay[], { t }: LocaleContext): string | null {
  if (measure !== 'tokens') return null;
  const late = shown.some(({ tokens }) => tokens === null);
  const byKind = t('daily-usage.note-tokens-kind');
  return joinSentences([byKind, late ? t('daily-usage.note-tokens-late') : null], { t });
}

/** The stored days as a table for the terminal, newest last. An unknown figure is a dash. */
export function dailyUsageTable(
  days: readonly DailyUsageDay[],
  locale: LocaleContext,
  style: TerminalStyle = plainStyle,
): string {
  const { t } = locale;
  const figures = measures.map((measure) =>
    usageSeries(days, 'client', measure).days.map(({ total }) => figureText(total, measure, locale)),
  );
  const columns = [
    { title: t('daily-usage.column-day') },
    ...measures.map((measure) => ({ title: t(`daily-usage.measure-${measure}`), align: 'right' as const })),
  ];
  const rows = days.map(({ date }, index) => [date, ...figures.map((column) => column[index] ?? '')]);
  return tableLines(columns, rows, style).join('\n');
}
