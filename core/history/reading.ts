import type { Source } from '../quota/fact.ts';

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
