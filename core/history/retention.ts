import { type HistoryPoint, type HistoryReading, isSameResetTime } from './reading.ts';

/** A figure that stayed the same: its newest reading, and when the newest that was written was read. */
export interface Run {
  readonly newest: HistoryReading;
  readonly writtenAtMs: number;
}

/** Whether a reading says something new: another figure, or another reset than one that only wobbles. */
function isChange(before: HistoryReading, now: HistoryReading): boolean {
  return before.value !== now.value || !isSameResetTime(before.resetsAtMs, now.resetsAtMs);
}

const minuteMs = 60_000;
/** While nothing changes, this often the history says so, to tell a quiet time from one nobody watched. */
export const confirmEveryMs = 6 * 60 * minuteMs;
/** A pause longer than this between two readings was not watched. */
export const longestWatchedMs = confirmEveryMs + 60 * minuteMs;

/**
 * What a reading adds to the history: a changed one is kept, with the end of the figure before it, so that
 * a line between the two does not begin too early. One that confirms is kept now and then only. A reading
 * that is not newer adds nothing.
 */
export function recordReading(
  run: Run | null,
  reading: HistoryReading,
): { readonly run: Run; readonly kept: readonly HistoryReading[] } {
  if (run === null) return { run: startRun(reading), kept: [reading] };
  if (reading.atMs <= run.newest.atMs) return { run, kept: [] };
  if (isChange(run.newest, reading)) return { run: startRun(reading), kept: [...unwrittenEnd(run), reading] };
  if (reading.atMs - run.writtenAtMs < confirmEveryMs) return { run: { ...run, newest: reading }, kept: [] };
  return { run: { ...run, newest: reading, writtenAtMs: reading.atMs }, kept: [reading] };
}

/** The newest reading of a figure that was not written yet and is worth it: for a change, and at the end. */
export function unwrittenEnd({ newest, writtenAtMs }: Run): readonly HistoryReading[] {
  return newest.atMs - writtenAtMs < minuteMs ? [] : [newest];
}

/** A run that begins with a reading that is kept. */
export function startRun(reading: HistoryReading): Run {
  return { newest: reading, writtenAtMs: reading.atMs };
}

const dayMs = 86_400_000;

/** How exact the history is at an age: older than `olderThanMs`, one point for each `spanMs`. */
interface Resolution {
  readonly olderThanMs: number;
  readonly spanMs: number;
}

/** Every reading for a week, then one point for 5 minutes, after a month for an hour, after a year for a day. */
export const resolutions: readonly Resolution[] = [
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
    if (last !== undefined && canCombine(last, point, spanMs)) rolled[rolled.length - 1] = combine(last, point, spanMs);
    else rolled.push(point);
  }
  return rolled;
}

function canCombine(a: HistoryPoint, b: HistoryPoint, spanMs: number): boolean {
  return Math.floor(a.atMs / spanMs) === Math.floor(b.atMs / spanMs) && isSameResetTime(a.resetsAtMs, b.resetsAtMs);
}

function combine(a: HistoryPoint, b: HistoryPoint, spanMs: number): HistoryPoint {
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
