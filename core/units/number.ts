const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const longestText = 100;

/**
 * The text of a decimal number, trimmed. The JSON value must be a finite number, or a string of digits with an optional
 * sign, fraction and exponent. Null for anything else, such as an empty string.
 */
export function decimalTextOf(input: unknown): string | null {
  if (typeof input === 'number') return Number.isFinite(input) ? String(input) : null;
  if (typeof input !== 'string') return null;
  const text = input.trim();
  return text.length <= longestText && decimalText.test(text) ? text : null;
}

/** The finite number in a JSON number or decimal string; null for anything else. Never `-0`. */
export function parseNumber(input: unknown): number | null {
  const text = decimalTextOf(input);
  if (text === null) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : null;
}

/** The whole number, 0 or more, in a JSON value; null for anything else, so that an empty string is not 0. */
export function parseCount(input: unknown): number | null {
  const value = parseNumber(input);
  return value !== null && value >= 0 && Number.isSafeInteger(value) ? value : null;
}

/** Some plans go over their limit. A larger number than this is in another unit than percent. */
const largestPercent = 1000;

/**
 * The used percentage in a JSON value, 0..100, or above where the source states so. Null for a negative number, one
 * above 1000, and no number. The scale is never guessed from the size: 0.02 is 0.02 %.
 */
export function parsePercent(input: unknown): number | null {
  const value = parseNumber(input);
  return value !== null && value >= 0 && value <= largestPercent ? value : null;
}
