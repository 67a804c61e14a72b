import { cleanText } from '../../../core/units/text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses JSON, with or without a byte order mark. Returns undefined for other text; JSON has no undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Returns the value if it is a plain JSON object, or null. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

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
