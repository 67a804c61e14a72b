import { type HistoryPoint, isSameResetTime } from './reading.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** How exact the history is at an age: older than `olderThanMs`, one point for each `spanMs`. */
export interface Tier {
  readonly olderThanMs: number;
  readonly spanMs: number;
}

/** Every reading for a week, then one point for 5 minutes, after a month for an hour, after a year for a day. */
export const tiers: readonly Tier[] = [
  { olderThanMs: 7 * dayMs, spanMs: 5 * minuteMs },
  { olderThanMs: 30 * dayMs, spanMs: 60 * minuteMs },
  { olderThanMs: 365 * dayMs, spanMs: dayMs },
];

/**
 * Points of one series, oldest first, as one point for each span. A point stands at the time of the last
 * reading in it, with the least and the most of all; spans begin at whole multiples since 1970, UTC.
 * Readings on both sides of a reset are never put together, so each reset stays where it was. Rolling up
 * what is rolled up changes nothing.
 */
export function rollUp(points: readonly HistoryPoint[], spanMs: number): readonly HistoryPoint[] {
  const rolled: HistoryPoint[] = [];
  for (const point of points) {
    const last = rolled.at(-1);
    if (last !== undefined && belongTogether(last, point, spanMs))
      rolled[rolled.length - 1] = together(last, point, spanMs);
    else rolled.push(point);
  }
  return rolled;
}

function belongTogether(a: HistoryPoint, b: HistoryPoint, spanMs: number): boolean {
  return Math.floor(a.atMs / spanMs) === Math.floor(b.atMs / spanMs) && isSameResetTime(a.resetsAtMs, b.resetsAtMs);
}

function together(a: HistoryPoint, b: HistoryPoint, spanMs: number): HistoryPoint {
  return {
    ...b,
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    spanMs: Math.max(spanMs, a.spanMs, b.spanMs),
  };
}

/** Before which time nothing is kept; null: everything goes, because the user wants no history. */
export function keptSinceMs(historyDays: number, nowMs: number): number | null {
  return historyDays <= 0 ? null : nowMs - historyDays * dayMs;
}
