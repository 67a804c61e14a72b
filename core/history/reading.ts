import type { AccountState } from '../accounts/account-state.ts';
import { currentValue, type Fact, isWithdrawn, type Source } from '../usage/fact.ts';
import type { WindowFacts } from '../usage/facts.ts';
import { isWaiting } from '../usage/windows.ts';
import { minuteMs } from '../units/time.ts';

/**
 * What the readings of one series are about. A `window` counts the percentage used; the others count the amount left.
 */
export interface HistorySeries {
  readonly accountId: string;
  readonly kind: 'window' | 'credits' | 'prepaid';
  /** The id of the window, or the currency of prepaid money; empty for credits. */
  readonly name: string;
}

/** One figure at one time. */
export interface HistoryReading {
  readonly atMs: number;
  /** The percentage used of a window, or an amount in the unit of the series. At most four decimals. */
  readonly value: number;
  /** When the window resets; null: there is no reset, or it is unknown. */
  readonly resetsAtMs: number | null;
  readonly source: Source;
}

/**
 * A stored figure: one reading, or the last of several rolled-up readings with their lowest and highest value.
 * All readings of one point belong to the same period of the window.
 */
export interface HistoryPoint extends HistoryReading {
  readonly low: number;
  readonly high: number;
  /** The time span of the rolled-up readings; 0: a single reading. */
  readonly spanMs: number;
}

export interface SeriesReading {
  readonly series: HistorySeries;
  readonly reading: HistoryReading;
}

/** A unique key of a series. */
export function seriesKey({ accountId, kind, name }: HistorySeries): string {
  return `${kind} ${name}\n${accountId}`;
}

/** Whether a key made by `seriesKey` belongs to this account. */
export function isSeriesOf(key: string, accountId: string): boolean {
  return key.endsWith(`\n${accountId}`);
}

/** A point of a single reading. */
export function pointOf(reading: HistoryReading): HistoryPoint {
  return { ...reading, low: reading.value, high: reading.value, spanMs: 0 };
}

const wobbleMs = minuteMs;

/** Whether two reset times are the same reset. Services repeat a reset with a difference of seconds. */
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

/** The series of an account by its id. */
export function seriesOf(accountId: string, id: string): HistorySeries {
  if (id === '$credits') return { accountId, kind: 'credits', name: '' };
  return id.startsWith('$prepaid:')
    ? { accountId, kind: 'prepaid', name: id.slice('$prepaid:'.length) }
    : { accountId, kind: 'window', name: id };
}

/** The current readings of all series of an account. Unknown and withdrawn figures give none. */
export function readingsOf({ account, facts }: AccountState): readonly SeriesReading[] {
  const series = (kind: HistorySeries['kind'], name: string): HistorySeries => ({ accountId: account.id, kind, name });
  const prepaid = currentValue(facts.prepaid);
  const balance = readingOf(facts.balance, Number, 10_000);
  const money = readingOf(facts.prepaid, (said) => Number(said.balance), 10_000);
  return [
    ...facts.windows.flatMap((window) => {
      const reading = readingOf(window.usedPercent, (percent) => percent, 100, resetOf(window));
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

/**
 * Returns the reset of a reading; null: unknown, or the window is not started, or it is already past at the time of the
 * reading, so that it belongs to an earlier period.
 */
function resetOf(window: WindowFacts): number | null {
  const atMs = isWaiting(window) ? null : currentValue(window.resetsAtMs);
  const { said } = window.usedPercent;
  return atMs === null || (said !== null && atMs <= said.asOfMs) ? null : atMs;
}
