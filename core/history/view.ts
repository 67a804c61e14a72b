import { creditsText, moneyText, percentText, unknownText } from '../text/numbers.ts';
import { calendarDay, clockTime } from '../text/times.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { fullestOfDays, lineOf, type MeanPoint } from './line.ts';
import { type HistoryPoint, type HistoryReading, type HistorySeries, pointOf } from './reading.ts';
import { rollUp } from './retention.ts';
import type { HistoryChoice, HistoryRange, HistoryTable, HistoryView } from './view-model.ts';
import { dayMs, hourMs } from '../units/time.ts';

/** What the user wants to see, and the settings that the view needs. */
export interface HistoryQuery {
  readonly accountId: string | null;
  readonly windowId: string;
  readonly kind: HistorySeries['kind'];
  /** The currency of prepaid money; otherwise empty. */
  readonly currency: string;
  readonly windows: readonly HistoryChoice[];
  /** How long a period of the limit is; null: unknown, or a balance. */
  readonly lengthMs: number | null;
  readonly range: HistoryRange;
  readonly fromMs: number;
  readonly rowMs: number;
  /** The name of the account, for the summary. */
  readonly label: string;
  /** The setting: windows show what is left, or what is used. */
  readonly meterShows: 'left' | 'used';
  readonly historyDays: number;
}

const maxPoints = 600;

/** The history of one window or balance. `newest` is the newest reading, which may not be stored yet. */
export function historyView(
  query: HistoryQuery,
  kept: readonly HistoryPoint[],
  newest: HistoryReading | null,
  locale: LocaleContext,
  nowMs: number,
): HistoryView {
  const last = kept.at(-1);
  const points = newest !== null && newest.atMs > (last?.atMs ?? 0) ? [...kept, pointOf(newest)] : kept;
  const line = lineOf(points, nowMs, maxPoints);
  const inside = points.filter(({ atMs }) => atMs >= query.fromMs);
  // A limit of hours is reset more than a hundred times in a month
  if (query.range === 'month' && query.lengthMs !== null && query.lengthMs < dayMs) {
    const fullest = fullestOfDays(inside, (atMs) => calendarDay(atMs, locale));
    const days = fullest.filter(({ value }) => value !== null).map(({ atMs, value }) => [atMs, [value]] as const);
    return { ...viewOf(query, fullest, [], days, locale, nowMs), note: locale.t('history.fullest') };
  }
  const rows = rollUp(inside, query.rowMs).map((point) => [point.atMs, [point.value]] as const);
  return viewOf(query, line.points, line.resetsMs, rows, locale, nowMs);
}

/** The mean over all accounts that have this window. */
export function meanView(
  query: HistoryQuery,
  points: readonly MeanPoint[],
  locale: LocaleContext,
  nowMs: number,
): HistoryView {
  const known = Math.max(0, ...points.map((point) => point.known));
  const every = Math.max(1, Math.floor((query.rowMs * (points.length - 1)) / Math.max(1, nowMs - query.fromMs)));
  const rows = points
    .filter(({ value }, index) => value !== null && index % every === 0)
    .map((point) => [point.atMs, [point.value, point.known]] as const);
  const view = viewOf(query, points, [], rows, locale, nowMs);
  return { ...view, note: known === 0 ? null : locale.t('history.pooled-note', { count: known }) };
}

type Row = readonly [atMs: number, cells: readonly (number | null)[]];

function viewOf(
  query: HistoryQuery,
  points: readonly { readonly atMs: number; readonly value: number | null }[],
  resetsMs: readonly number[],
  rows: readonly Row[],
  locale: LocaleContext,
  nowMs: number,
): HistoryView {
  const { kind, meterShows, fromMs } = query;
  const shown = (value: number): number =>
    kind === 'window' && meterShows === 'left' ? Math.max(0, 100 - value) : value;
  const text = (value: number | null): string =>
    value === null ? unknownText : figureText(shown(value), query, locale);
  // A figure that stands alone says what it counts; the table says it in its head
  const worded = (value: number | null): string =>
    value === null || kind !== 'window' ? text(value) : locale.t(`window.${meterShows}`, { percent: text(value) });
  const values = points.map(({ value }) => (value === null ? null : shown(value)));
  const ticks = tickValues(kind === 'window' ? 'percent' : 'amount', Math.max(0, ...values.map((value) => value ?? 0)));
  const inside = resetsMs.filter((atMs) => atMs >= fromMs && atMs <= nowMs);
  const isEmpty = !values.some((value) => value !== null);
  return {
    accountId: query.accountId,
    windowId: query.windowId,
    range: query.range,
    windows: query.windows,
    locale: locale.formats.times,
    timeZone: locale.timeZone,
    from: fromMs / 1000,
    to: nowMs / 1000,
    top: ticks.at(-1) ?? 100,
    times: points.map(({ atMs }) => atMs / 1000),
    values,
    texts: points.map(({ value }) => worded(value)),
    resets: inside.map((atMs) => atMs / 1000),
    ticks: ticks.map((at) => ({ at, text: figureText(at, query, locale) })),
    summary: summary(query, rows, inside.length, text, locale),
    emptyText: isEmpty ? locale.t(query.historyDays > 0 ? 'history.empty' : 'history.off') : null,
    note: null,
    table: table(query, rows, inside, text, locale, nowMs),
  };
}

function figureText(value: number, { kind, currency }: HistoryQuery, locale: LocaleContext): string {
  switch (kind) {
    case 'window':
      return percentText(value, locale);
    case 'credits':
      return creditsText(String(value), locale);
    default:
      return moneyText(String(value), currency, locale);
  }
}

function summary(
  { windows, windowId, label, range, kind, meterShows }: HistoryQuery,
  rows: readonly Row[],
  resets: number,
  text: (value: number | null) => string,
  { t }: LocaleContext,
): string {
  const name = windows.find(({ id }) => id === windowId)?.label ?? windowId;
  const what = kind === 'window' && meterShows === 'used' ? t('history.column-used') : t('history.column-left');
  return t('history.summary', {
    ...{ name, label, what },
    range: t(`history.range-${range}`),
    first: text(rows[0]?.[1][0] ?? null),
    last: text(rows.at(-1)?.[1][0] ?? null),
    resets: t('history.resets', { count: resets }),
  });
}

function table(
  { accountId, kind, meterShows }: HistoryQuery,
  rows: readonly Row[],
  resetsMs: readonly number[],
  text: (value: number | null) => string,
  locale: LocaleContext,
  nowMs: number,
): HistoryTable {
  const { t } = locale;
  const isPooled = accountId === null;
  const figure = kind === 'window' && meterShows === 'used' ? t('history.column-used') : t('history.column-left');
  const events = [
    ...rows.map(([atMs, [value = null, known = null]]) => ({
      atMs,
      cells: isPooled ? [text(value), String(known ?? 0)] : [text(value), ''],
    })),
    ...(isPooled ? [] : resetsMs.map((atMs) => ({ atMs, cells: [unknownText, t('history.reset')] }))),
  ].sort((a, b) => b.atMs - a.atMs);
  return {
    columns: [t('history.column-time'), figure, isPooled ? t('history.column-accounts') : t('history.column-event')],
    rows: events.map(({ atMs, cells }) => ({ name: clockTime(atMs, nowMs, locale), cells })),
  };
}

interface TimeSpan {
  readonly lengthMs: number;
  /** The time span of one table row. */
  readonly rowMs: number;
}

const timeSpans: Readonly<Record<Exclude<HistoryRange, 'period'>, TimeSpan>> = {
  hours: { lengthMs: 5 * hourMs, rowMs: hourMs / 4 },
  day: { lengthMs: 24 * hourMs, rowMs: hourMs },
  week: { lengthMs: 168 * hourMs, rowMs: 6 * hourMs },
  month: { lengthMs: 720 * hourMs, rowMs: 24 * hourMs },
};

/**
 * The time span of a range that ends now. The range `period` begins with the window; if that time is unknown, it
 * is the last day.
 */
export function timeSpanOf(
  range: HistoryRange,
  periodFromMs: number | null,
  nowMs: number,
): { readonly fromMs: number; readonly rowMs: number } {
  if (range !== 'period') {
    const { lengthMs, rowMs } = timeSpans[range];
    return { fromMs: nowMs - lengthMs, rowMs };
  }
  const lengthMs = periodFromMs === null || periodFromMs >= nowMs ? timeSpans.day.lengthMs : nowMs - periodFromMs;
  const all = Object.values(timeSpans);
  const rowMs = (all.find((each) => each.lengthMs >= lengthMs) ?? timeSpans.month).rowMs;
  return { fromMs: nowMs - lengthMs, rowMs };
}

/** The lines of an axis: at most six values from 0 on. The last one is not below the largest value. */
export function tickValues(unit: 'percent' | 'amount', largest: number): readonly number[] {
  if (unit === 'percent' && largest <= 100) return [0, 25, 50, 75, 100];
  if (!(largest > 0)) return [0, 1];
  const roughly = largest / 4;
  const power = 10 ** Math.floor(Math.log10(roughly));
  const step = ([1, 2, 5, 10].find((each) => each * power >= roughly) ?? 10) * power;
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}
