import { cleanText } from '../../../core/units/text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses JSON, with or without a byte order mark; undefined if it is none (JSON itself has no undefined). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** The value if it is a plain JSON object, else null. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The value if it is a text with something in it, cleaned of what drives a terminal and trimmed, else null. */
export function asText(value: unknown): string | null {
  const text = typeof value === 'string' ? cleanText(value) : '';
  return text === '' ? null : text;
}

/** The value if it can stand in a request header as it is (a token, an id), else null. */
export function asHeaderSafeText(value: unknown): string | null {
  const text = asText(value);
  return text !== null && /^[\x21-\x7e]+$/.test(text) ? text : null;
}
