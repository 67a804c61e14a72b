import { isUnwatched, resetBetween } from './line.ts';
import type { HistoryPoint } from './reading.ts';

/** What several accounts used on average at a time. */
export interface PooledPoint {
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
export function pooled(
  series: readonly (readonly HistoryPoint[])[],
  fromMs: number,
  toMs: number,
  steps: number,
): readonly PooledPoint[] {
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
