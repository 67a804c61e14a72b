import { Big } from 'big.js';
import { type DecimalString, parseDecimal } from './decimal.ts';

/**
 * The decimals of ISO 4217 for currencies with a number other than 2. `Intl` does not give them. Its tables hold the
 * usual decimals in print, such as 0 for HUF, COP and PKR. With those, an amount in minor units would be 100 times too
 * large.
 */
const unusualDecimals: ReadonlyMap<string, number> = new Map([
  ...listed(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...listed(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...listed(4, 'CLF UYW'),
]);
const mostDecimals = 8;

/** Returns the currency code in upper case; null: the input is not a text of three letters. */
export function parseCurrency(input: unknown): string | null {
  const code = typeof input === 'string' ? input.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/** Returns the decimals of a currency by ISO 4217: JPY 0, USD 2, KWD 3. Null: the text is no code. */
export function currencyExponent(currency: string): number | null {
  const code = parseCurrency(currency);
  return code === null ? null : (unusualDecimals.get(code) ?? 2);
}

/**
 * Returns an amount of minor units as money with exactly its currency's decimals: 763 EUR gives `"7.63"`. Parts of a
 * minor unit are rounded half to even.
 *
 * @param exponent The decimals that the service itself states. They count before ISO 4217. Anything but a whole number
 * from 0 to 8 counts as not stated.
 * @returns null if the amount is no number or the currency is no code.
 */
export function fromMinorUnits(amount: unknown, currency: string, exponent?: unknown): DecimalString | null {
  const minorUnits = parseDecimal(amount);
  const decimals = currencyExponent(currency);
  if (minorUnits === null || decimals === null) return null;
  const scale = isExponent(exponent) ? exponent : decimals;
  return fixed(new Big(minorUnits).times(`1e-${scale}`), decimals);
}

/** Returns `a − b` for two amounts of one currency, with exactly its decimals; null: the currency is no code. */
export function subtractMoney(a: DecimalString, b: DecimalString, currency: string): DecimalString | null {
  const decimals = currencyExponent(currency);
  return decimals === null ? null : fixed(new Big(subtractDecimals(a, b)), decimals);
}

/**
 * Returns `a + b` for two amounts of one currency, exactly, with at least its decimals. A text that is no code counts
 * as a currency with 2 decimals.
 */
export function addMoney(a: DecimalString, b: DecimalString, currency: string): DecimalString {
  const sum = new Big(a).plus(b);
  const decimals = currencyExponent(currency) ?? 2;
  return sum.round(decimals).eq(sum) ? fixed(sum, decimals) : sum.toFixed();
}

/** Returns `a + b`, exactly, in canonical form. */
export function addDecimals(a: DecimalString, b: DecimalString): DecimalString {
  return canonical(new Big(a).plus(b));
}

/** Returns `a − b`, exactly, in canonical form. The result is negative if `b` is larger. */
export function subtractDecimals(a: DecimalString, b: DecimalString): DecimalString {
  return canonical(new Big(a).minus(b));
}

/**
 * Returns `a ÷ b` with exactly this number of decimals, including trailing zeros; null: `b` is 0. The exact quotient is
 * rounded once, half to even.
 */
export function divideDecimals(a: DecimalString, b: DecimalString, decimals: number): DecimalString | null {
  const divisor = new Big(b);
  if (divisor.eq(0)) return null;
  const Exact = Big();
  Exact.DP = decimals;
  Exact.RM = Big.roundHalfEven;
  return fixed(new Exact(a).div(divisor), decimals);
}

/**
 * Returns `amount × factor` with exactly the currency's decimals, rounded once, half to even; null: the currency is no
 * code.
 */
export function multiplyMoney(amount: DecimalString, factor: DecimalString, currency: string): DecimalString | null {
  const decimals = currencyExponent(currency);
  return decimals === null ? null : fixed(new Big(amount).times(factor), decimals);
}

/** Returns a part in percent of the whole, for drawing and warning; null: the whole is 0 or less. */
export function percentOf(part: DecimalString, whole: DecimalString): number | null {
  const of = new Big(whole);
  return of.gt(0) ? Number(new Big(part).times(100).div(of)) : null;
}

function canonical(value: Big): DecimalString {
  return value.eq(0) ? '0' : value.toFixed();
}

function fixed(value: Big, decimals: number): DecimalString {
  const rounded = value.round(decimals, Big.roundHalfEven);
  return (rounded.eq(0) ? rounded.abs() : rounded).toFixed(decimals);
}

function isExponent(input: unknown): input is number {
  return typeof input === 'number' && Number.isInteger(input) && input >= 0 && input <= mostDecimals;
}

function listed(decimals: number, codes: string): readonly (readonly [string, number])[] {
  return codes.split(' ').map((code) => [code, decimals] as const);
}
