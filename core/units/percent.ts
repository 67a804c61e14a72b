import { parseNumber } from './number.ts';

/** Some plans go over their limit and say so; beyond this it is another unit, not a percentage. */
const largestPercent = 1000;

/**
 * A used percentage, 0..100, or above where the source says so. The scale is never guessed from
 * the size: 0.02 is 0.02 %. Null for negative numbers, beyond 1000 and for what is no number.
 */
export function parsePercent(input: unknown): number | null {
  const value = parseNumber(input);
  return value !== null && value >= 0 && value <= largestPercent ? value : null;
}
