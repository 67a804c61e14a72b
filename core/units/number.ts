const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const longestText = 100;

/**
 * Returns the trimmed text of a decimal number. The JSON value must be a finite number, or digits with an optional
 * sign, fraction and exponent. Null for anything else, such as an empty string.
 */
export function decimalTextOf(input: unknown): string | null {
  if (typeof input === 'number') return Number.isFinite(input) ? String(input) : null;
  if (typeof input !== 'string') return null;
  const text = input.trim();
  return text.length <= longestText && decimalText.test(text) ? text : null;
}

/** Returns the finite number in a JSON number or decimal string; null for anything else. The result is never `-0`. */
export function parseNumber(input: unknown): number | null {
  const text = decimalTextOf(input);
  if (text === null) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : null;
}

/** Returns the whole number in a JSON value, 0 or more; null for anything else. An empty string is therefore not 0. */
export function parseCount(input: unknown): number | null {
  const value = parseNumber(input);
  return value !== null && value >= 0 && Number.isSafeInteger(value) ? value : null;
}

/** Some plans go over their limit. A larger number than this has another unit than percent. */
const largestPercent = 1000;

/**
 * Returns the used percentage in a JSON value, 0 to 100, or above 100 if the source says so. Null: a negative number, a
 * number above 1000, or no number. The function never guesses the scale from the size: 0.02 is 0.02 %.
 */
export function parsePercent(input: unknown): number | null {
  const value = parseNumber(input);
  return value !== null && value >= 0 && value <= largestPercent ? value : null;
}
