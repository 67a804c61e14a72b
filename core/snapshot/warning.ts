import type { WindowSnapshot } from './schema.ts';

/**
 * How far a use is by the user's warning steps (S1-36): critical from the highest one on, a warning from a
 * lower one on, `used >= step`. Null: below all of them, or not known.
 *
 * @param steps Percentages, ascending; none: nothing warns.
 */
export function warningOf(usedPercent: number | null, steps: readonly number[]): WindowSnapshot['warning'] {
  const [lowest] = steps;
  const highest = steps.at(-1);
  if (usedPercent === null || lowest === undefined || highest === undefined) return null;
  if (usedPercent >= highest) return 'critical';
  return usedPercent >= lowest ? 'warning' : null;
}
