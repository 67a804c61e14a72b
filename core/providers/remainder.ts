import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { subtractDecimals } from '../units/money.ts';

/**
 * The used amount of a limit of which so much is left; null where one of them is no number, or where more is left than
 * the limit allows. Computed in decimals, so that no binary fraction appears.
 */
export function usedOfRemaining(limit: unknown, remaining: unknown): DecimalString | null {
  const [whole, left] = [parseDecimal(limit), parseDecimal(remaining)];
  const used = whole === null || left === null ? null : subtractDecimals(whole, left);
  return used === null || used.startsWith('-') ? null : used;
}
