import { type HistoryPoint, isSameResetTime } from './reading.ts';

/**
 * At most about so many points of a series for a drawing: of each stretch of time the first, the least, the
 * most and the last, so that no peak is lost; the points on both sides of a reset always stay. Fewer
 * points are given back as they are.
 */
export function thinOut(points: readonly HistoryPoint[], most: number): readonly HistoryPoint[] {
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
