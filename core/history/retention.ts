import { type HistoryPoint, type HistoryReading, isSameResetTime } from './reading.ts';
import { dayMs, hourMs, minuteMs } from '../units/time.ts';

/** A series of readings with the same figure: the newest reading, and the time of the last stored one. */
export interface Run {
  readonly newest: HistoryReading;
  readonly writtenAtMs: number;
}

/** Whether a reading differs from the one before: in its figure or its reset. */
function isChange(before: HistoryReading, now: HistoryReading): boolean {
  return before.value !== now.value || !isSameResetTime(before.resetsAtMs, now.resetsAtMs);
}

/** How often an unchanged figure is stored. It shows that the app was running and the figure did not change. */
export const confirmEveryMs = 6 * hourMs;
/** A longer gap between two stored readings means that the app was not running. */
export const longestWatchedMs = confirmEveryMs + hourMs;

/**
 * The next run, and the readings to store. A changed reading is stored together with the end of the run before
 * it, so that the line between the two does not rise too early. An unchanged reading is stored once in
 * `confirmEveryMs`. A reading that is not newer changes nothing.
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

/** The newest reading of a run if it is not stored yet; empty if the stored one is less than a minute older. */
export function unwrittenEnd({ newest, writtenAtMs }: Run): readonly HistoryReading[] {
  return newest.atMs - writtenAtMs < minuteMs ? [] : [newest];
}

/** A run that begins with a stored reading. */
export function startRun(reading: HistoryReading): Run {
  return { newest: reading, writtenAtMs: reading.atMs };
}

/** How exact the history is at an age: points older than `olderThanMs` are rolled up to one per `spanMs`. */
interface Resolution {
  readonly olderThanMs: number;
  readonly spanMs: number;
}

/** Every reading for a week, then one point per 5 minutes, after a month one per hour, after a year one per day. */
export const resolutions: readonly Resolution[] = [
  { olderThanMs: 7 * dayMs, spanMs: 5 * minuteMs },
  { olderThanMs: 30 * dayMs, spanMs: hourMs },
  { olderThanMs: 365 * dayMs, spanMs: dayMs },
];

/**
 * Rolls up the points of one series, oldest first, to one point per span. A point has the time and value of its last
 * reading, and the lowest and highest value of all. Spans begin at whole multiples of `spanMs` since 1970.
 * Points before and after a reset are never combined, so that each reset keeps its place. A second roll-up
 * changes nothing.
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

/** The start of the history; null: the user wants no history, so nothing is kept. */
export function keptSinceMs(historyDays: number, nowMs: number): number | null {
  return historyDays <= 0 ? null : nowMs - historyDays * dayMs;
}
