import type { AccountState } from '../accounts/account-state.ts';
import { currentValue, type Fact, isWithdrawn, type Source } from '../usage/fact.ts';

/** What one row of figures is about. Only `window` counts percents used; the others count what is left. */
export interface HistorySeries {
  readonly accountId: string;
  readonly kind: 'window' | 'credits' | 'prepaid';
  /** The window's id, or the currency of prepaid money; empty for credits. */
  readonly name: string;
}

/** One figure as it was read. */
export interface HistoryReading {
  readonly atMs: number;
  /** Percent used of a window; else an amount in the series' own unit. At most four decimals. */
  readonly value: number;
  /** When the window begins anew; null: it has no reset, or it was not said. */
  readonly resetsAtMs: number | null;
  readonly source: Source;
}

/**
 * A figure that is kept: one reading, or the last of several that were rolled up, with the least and the
 * most of them. All readings of one point belong to the same reset.
 */
export interface HistoryPoint extends HistoryReading {
  readonly low: number;
  readonly high: number;
  /** Over how much time readings were rolled up; 0: it is one reading. */
  readonly spanMs: number;
}

export interface SeriesReading {
  readonly series: HistorySeries;
  readonly reading: HistoryReading;
}

/** The same text for the same series and for no other. */
export function seriesKey({ accountId, kind, name }: HistorySeries): string {
  return `${kind} ${name}\n${accountId}`;
}

/** Whether a key of `seriesKey` is that of a series of this account. */
export function isSeriesOf(key: string, accountId: string): boolean {
  return key.endsWith(`\n${accountId}`);
}

/** A reading as a point of its own. */
export function pointOf(reading: HistoryReading): HistoryPoint {
  return { ...reading, low: reading.value, high: reading.value, spanMs: 0 };
}

const wobbleMs = 60_000;

/** A reset that moved by less than a minute is the same reset. */
export function isSameResetTime(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) < wobbleMs;
}

/** The name of a series within an account, as pages use it: a window's own id, or one with a `$` before it. */
export function seriesId({ kind, name }: Pick<HistorySeries, 'kind' | 'name'>): string {
  switch (kind) {
    case 'window':
      return name;
    case 'credits':
      return '$credits';
    default:
      return `$prepaid:${name}`;
  }
}

/** The series of an account by that name. */
export function seriesOf(accountId: string, id: string): HistorySeries {
  if (id === '$credits') return { accountId, kind: 'credits', name: '' };
  return id.startsWith('$prepaid:')
    ? { accountId, kind: 'prepaid', name: id.slice('$prepaid:'.length) }
    : { accountId, kind: 'window', name: id };
}

/** Every figure of an account that has a history, as it stands now; what is unknown or withdrawn has none. */
export function readingsOf({ account, facts }: AccountState): readonly SeriesReading[] {
  const series = (kind: HistorySeries['kind'], name: string): HistorySeries => ({ accountId: account.id, kind, name });
  const prepaid = currentValue(facts.prepaid);
  const balance = readingOf(facts.balance, Number, 10_000);
  const money = readingOf(facts.prepaid, (said) => Number(said.balance), 10_000);
  return [
    ...facts.windows.flatMap((window) => {
      const reading = readingOf(
        window.usedPercent,
        (percent) => percent,
        100,
        resetOf(window.resetsAtMs, window.usedPercent),
      );
      return reading === null ? [] : [{ series: series('window', window.id), reading }];
    }),
    ...(balance === null ? [] : [{ series: series('credits', ''), reading: balance }]),
    ...(prepaid === null || money === null ? [] : [{ series: series('prepaid', prepaid.currency), reading: money }]),
  ];
}

function readingOf<T>(
  fact: Fact<T>,
  figure: (value: T) => number,
  stepsPerUnit: number,
  resetsAtMs: number | null = null,
): HistoryReading | null {
  if (fact.said === null || isWithdrawn(fact)) return null;
  const steps = Math.round(figure(fact.said.value) * stepsPerUnit);
  if (!Number.isSafeInteger(steps)) return null;
  const value = steps / stepsPerUnit;
  return { atMs: fact.said.asOfMs, value, resetsAtMs, source: fact.said.source };
}

/** A reset that had passed when the figure was read belongs to an earlier period. */
function resetOf(resetsAtMs: Fact<number>, { said }: Fact<number>): number | null {
  const atMs = currentValue(resetsAtMs);
  return atMs === null || (said !== null && atMs <= said.asOfMs) ? null : atMs;
}
