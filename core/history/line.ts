import { type HistoryPoint, isSameResetTime } from './reading.ts';
import { longestWatchedMs } from './runs.ts';
import { thinOut } from './thin-out.ts';

/** A line to draw: where its value is null nobody looked, and it is broken. */
export interface Line {
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
    line.push(...thinOut(stretch, share).map(({ atMs, value }) => ({ atMs, value })));
    if (isBroken) line.push({ atMs: resetAtMs ?? point.atMs + 1000, value: null });
    from = index + 1;
  }
  return { points: line, resetsMs };
}

/** When a window began anew between two points, or after the last one; null: it did not. */
export function resetBetween(before: HistoryPoint, after: HistoryPoint | null, toMs: number): number | null {
  const { resetsAtMs } = before;
  if (after === null) return resetsAtMs !== null && resetsAtMs <= toMs ? resetsAtMs : null;
  if (resetsAtMs !== null && resetsAtMs <= after.atMs) return resetsAtMs;
  const isMoved = !isSameResetTime(resetsAtMs, after.resetsAtMs);
  const isKnown = resetsAtMs !== null && after.resetsAtMs !== null;
  return isMoved && isKnown && after.value < before.value ? after.atMs - 1 : null;
}

/** Whether nobody looked between two points, however fine the points are. */
export function isUnwatched(before: HistoryPoint, after: HistoryPoint): boolean {
  return after.atMs - before.atMs > Math.max(longestWatchedMs, 2 * before.spanMs, 2 * after.spanMs);
}
