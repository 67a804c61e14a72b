import { Big } from 'big.js';
import { decimalTextOf } from './number.ts';

/**
 * An exact decimal in canonical form: optional minus, digits without leading zeros, and a fraction without trailing
 * zeros. It has no exponent and is never `-0`. Amounts of money keep their currency's decimals.
 */
export type DecimalString = string;

/**
 * No real amount needs a larger exponent. A larger amount is a fault or an attack, and the app would write out all its
 * digits.
 */
const largestExponent = 40;
/** A JSON number within these exponents has no more decimals. The app can still store a sum of two such numbers. */
const mostDecimals = 56;

/**
 * Returns the exact decimal in a JSON number or decimal string: `"0E-10"` gives `"0"`, `150.0` gives `"150"`. Null for
 * anything else, for exponents beyond ±40 and for more than 56 decimals.
 */
export function parseDecimal(input: unknown): DecimalString | null {
  const text = decimalTextOf(input);
  if (text === null) return null;
  const value = new Big(text.replace(/^\+/, ''));
  if (value.eq(0)) return '0';
  const decimals = value.c.length - 1 - value.e;
  return Math.abs(value.e) > largestExponent || decimals > mostDecimals ? null : value.toFixed();
}

/** Returns a negative number, 0 or a positive number: `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: DecimalString, b: DecimalString): number {
  return new Big(a).cmp(b);
}
