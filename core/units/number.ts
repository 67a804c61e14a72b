const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const longestText = 100;

/**
 * The text of a decimal number, trimmed, when a JSON value is one by X-3: a finite number, or a string
 * of digits with an optional sign, fraction and exponent. Null for anything else, blanks included.
 */
export function decimalTextOf(input: unknown): string | null {
  if (typeof input === 'number') return Number.isFinite(input) ? String(input) : null;
  if (typeof input !== 'string') return null;
  const text = input.trim();
  return text.length <= longestText && decimalText.test(text) ? text : null;
}

/** A finite number from a JSON number or decimal string; null for anything else. Never `-0`. */
export function parseNumber(input: unknown): number | null {
  const text = decimalTextOf(input);
  if (text === null) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : null;
}

/** A whole number of things, 0 or more (S1-11); null for anything else, so that a blank is not 0. */
export function parseCount(input: unknown): number | null {
  const value = parseNumber(input);
  return value !== null && value >= 0 && Number.isSafeInteger(value) ? value : null;
}

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
