import { type HistoryPoint, isSameResetTime } from './reading.ts';
import { longestWatchedMs } from './retention.ts';

/** A line to draw: where its value is null nobody looked, and it is broken. */
interface Line {
  readonly points: readonly { readonly atMs: number; readonly value: number | null }[];
  /** When the window began anew, within the line. */
  readonly resetsMs: readonly number[];
}

const fewestPerStretch = 8;

/**
 * The line through points of one series, oldest first. It is broken at each reset, because until the next
 * reading nobody knows what is used, and where nobody looked for long.
 *
 * @param most About how many points are drawn; a line of many breaks has more.
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

/** When a window began anew between two points, or after the last one; null: it did not. */
function resetBetween(before: HistoryPoint, after: HistoryPoint | null, toMs: number): number | null {
  const { resetsAtMs } = before;
  if (after === null) return resetsAtMs !== null && resetsAtMs <= toMs ? resetsAtMs : null;
  if (resetsAtMs !== null && resetsAtMs <= after.atMs) return resetsAtMs;
  const isMoved = !isSameResetTime(resetsAtMs, after.resetsAtMs);
  const isKnown = resetsAtMs !== null && after.resetsAtMs !== null;
  return isMoved && isKnown && after.value < before.value ? after.atMs - 1 : null;
}

/** Whether nobody looked between two points, however fine the points are. */
function isUnwatched(before: HistoryPoint, after: HistoryPoint): boolean {
  return after.atMs - before.atMs > Math.max(longestWatchedMs, 2 * before.spanMs, 2 * after.spanMs);
}

/** What several accounts used on average at a time. */
export interface MeanPoint {
  readonly atMs: number;
  /** Percent used; null: not known of any of them. */
  readonly value: number | null;
  /** Of how many accounts it is known then. */
  readonly known: number;
}

/**
 * The mean of the same window over several accounts, at evenly spaced times. An account counts at a time if
 * its figure was known then: read before, not reset since, and still watched.
 *
 * @param series Points of each account, oldest first.
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

/** Also true after the newest reading, for as long as an unchanged figure is not confirmed anew. */
function holds(point: HistoryPoint, next: HistoryPoint | null, atMs: number): boolean {
  if ((resetBetween(point, next, atMs) ?? Infinity) <= atMs) return false;
  return !isUnwatched(point, next ?? { ...point, atMs });
}

/**
 * At most about so many points of a series for a drawing: of each stretch of time the first, the least, the
 * most and the last, so that no peak is lost; the points on both sides of a reset always stay. Fewer
 * points are given back as they are.
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
