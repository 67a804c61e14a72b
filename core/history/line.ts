import { type HistoryPoint, isSameResetTime } from './reading.ts';
import { longestWatchedMs } from './retention.ts';
import { dayMs } from '../units/time.ts';

/** A line to draw. It is broken where a value is null, because the app was not running. */
interface Line {
  readonly points: readonly { readonly atMs: number; readonly value: number | null }[];
  /** The resets of the window within the line. */
  readonly resetsMs: readonly number[];
}

const fewestPerStretch = 8;

/**
 * The line through the points of one series, oldest first. It is broken at each reset, because the use is unknown
 * until the next reading, and where the app was not running.
 *
 * @param most About how many points are drawn. A line with many breaks has more.
 */
export function lineOf(points: readonly HistoryPoint[], toMs: number, most: number): Line {
  const line: { readonly atMs: number; readonly value: number | null }[] = [];
  const resetsMs: number[] = [];
  let from = 0;
  for (const [index, point] of points.entries()) {
    const next = points[index + 1] ?? null;
    const resetAtMs = resetBetween(point, next, toMs);
    if (resetAtMs !== null) resetsMs.push(resetAtMs);
    const isBroken = resetAtMs !== null || (next !== null && isUnwatched(point, next));
    if (!isBroken && next !== null) continue;
    const stretch = points.slice(from, index + 1);
    const share = Math.max(fewestPerStretch, Math.round((most * stretch.length) / points.length));
    line.push(...downsample(stretch, share).map(({ atMs, value }) => ({ atMs, value })));
    if (isBroken) line.push({ atMs: resetAtMs ?? point.atMs + 1000, value: null });
    from = index + 1;
  }
  return { points: line, resetsMs };
}

/** When a window was reset between two points, or after the last one; null: it was not. */
function resetBetween(before: HistoryPoint, after: HistoryPoint | null, toMs: number): number | null {
  const { resetsAtMs } = before;
  if (after === null) return resetsAtMs !== null && resetsAtMs <= toMs ? resetsAtMs : null;
  if (resetsAtMs !== null && resetsAtMs <= after.atMs) return resetsAtMs;
  const isMoved = !isSameResetTime(resetsAtMs, after.resetsAtMs);
  // After a reset a window that is not started has none.
  return isMoved && resetsAtMs !== null && after.value < before.value ? after.atMs - 1 : null;
}

/** Whether the app was not running between two points, at any resolution of the points. */
function isUnwatched(before: HistoryPoint, after: HistoryPoint): boolean {
  return after.atMs - before.atMs > Math.max(longestWatchedMs, 2 * before.spanMs, 2 * after.spanMs);
}

/**
 * Returns the fullest reading of each day, oldest first: for a limit that is reset several times a day, whose own line would
 * be a saw. The line is broken at a day without a reading.
 *
 * @param dayOf Returns the calendar day of a time, `YYYY-MM-DD`.
 */
export function fullestOfDays(points: readonly HistoryPoint[], dayOf: (atMs: number) => string): Line['points'] {
  const line: { atMs: number; value: number | null }[] = [];
  let before = '';
  for (const { atMs, high } of points) {
    const day = dayOf(atMs);
    const last = line.at(-1);
    if (day === before && last !== undefined) {
      if (high > (last.value ?? -1)) line[line.length - 1] = { atMs, value: high };
      continue;
    }
    const isGap = before !== '' && Date.parse(day) - Date.parse(before) > dayMs;
    if (isGap && last !== undefined) line.push({ atMs: last.atMs + 1000, value: null });
    line.push({ atMs, value: high });
    before = day;
  }
  return line;
}

/** The mean use of several accounts at one time. */
export interface MeanPoint {
  readonly atMs: number;
  /** The mean percentage used; null: it is unknown for all accounts. */
  readonly value: number | null;
  /** For how many accounts the use is known at this time. */
  readonly known: number;
}

/**
 * The mean of the same window over several accounts, at evenly spaced times. An account counts at a time if its
 * figure is known then: there is a reading, no reset since, and the app was running.
 *
 * @param series The points of each account, oldest first.
 */
export function meanOverAccounts(
  series: readonly (readonly HistoryPoint[])[],
  fromMs: number,
  toMs: number,
  steps: number,
): readonly MeanPoint[] {
  const places = series.map(() => -1);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const atMs = fromMs + ((toMs - fromMs) * step) / steps;
    const values = series.flatMap((points, index) => {
      let place = places[index] ?? -1;
      while ((points[place + 1]?.atMs ?? Infinity) <= atMs) place += 1;
      places[index] = place;
      const point = points[place];
      return point !== undefined && holds(point, points[place + 1] ?? null, atMs) ? [point.value] : [];
    });
    const sum = values.reduce((total, value) => total + value, 0);
    return { atMs, value: values.length === 0 ? null : sum / values.length, known: values.length };
  });
}

/**
 * Whether a point's figure still holds at a time. After the newest point it holds until the next confirmation is
 * overdue.
 */
function holds(point: HistoryPoint, next: HistoryPoint | null, atMs: number): boolean {
  if ((resetBetween(point, next, atMs) ?? Infinity) <= atMs) return false;
  return !isUnwatched(point, next ?? { ...point, atMs });
}

/**
 * Reduces points to about `most` for a chart. Of each stretch of time it keeps the first, lowest, highest and last
 * point, so that no peak is lost. It always keeps the points on both sides of a reset.
 */
export function downsample(points: readonly HistoryPoint[], most: number): readonly HistoryPoint[] {
  const [first] = points;
  const last = points.at(-1);
  if (points.length <= most || first === undefined || last === undefined) return points;
  const stretchMs = Math.max(1, (last.atMs - first.atMs) / Math.max(1, Math.floor(most / 4)));
  const stretchOf = (point: HistoryPoint): number => Math.floor((point.atMs - first.atMs) / stretchMs);
  const kept = new Set<HistoryPoint>();
  let from = 0;
  for (let index = 1; index <= points.length; index += 1) {
    const before = points[index - 1];
    const point = points[index];
    if (before === undefined) continue;
    const isEnd = point === undefined || stretchOf(point) !== stretchOf(before);
    if (!isEnd && isSameResetTime(before.resetsAtMs, point.resetsAtMs)) continue;
    for (const each of extremes(points, from, index)) kept.add(each);
    from = index;
  }
  return points.filter((point) => kept.has(point));
}

function extremes(points: readonly HistoryPoint[], from: number, to: number): readonly HistoryPoint[] {
  const part = points.slice(from, to);
  const [first] = part;
  const last = part.at(-1);
  if (first === undefined || last === undefined) return [];
  const least = part.reduce((a, b) => (b.low < a.low ? b : a));
  const most = part.reduce((a, b) => (b.high > a.high ? b : a));
  return [first, least, most, last];
}
