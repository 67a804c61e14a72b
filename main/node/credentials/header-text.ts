import { cleanText } from '../../../core/units/text.ts';

/** Returns the value if it is a non-empty text, trimmed and without terminal control characters, or null. */
export function asText(value: unknown): string | null {
  const text = typeof value === 'string' ? cleanText(value) : '';
  return text === '' ? null : text;
}

/** Returns the value if it is safe in a request header (a token, an id), or null. */
export function asHeaderSafeText(value: unknown): string | null {
  const text = asText(value);
  return text !== null && /^[\x21-\x7e]+$/.test(text) ? text : null;
}
