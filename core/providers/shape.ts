const longestName = 200;

/** Where a reader leaves the path of a field whose form it did not understand. */
export type NoteOdd = (path: string) => void;

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A JSON object; null for anything else, arrays included. */
export function asRecord(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;
}

/** The part of an answer that holds the figures: `data` where there is one, else the answer. */
export function dataOf(body: unknown): JsonRecord | null {
  const record = asRecord(body);
  return asRecord(record?.['data']) ?? record;
}

/** A JSON array; null for anything else. */
export function asArray(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** A name to show or to key by: trimmed, not empty, not longer than 200 characters; else null. */
export function asName(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text.length > longestName ? null : text;
}

/** The first of several spellings of a field that holds something; undefined where none does. */
export function firstOf(record: JsonRecord, keys: readonly string[]): unknown {
  const key = keys.find((each) => record[each] !== undefined && record[each] !== null);
  return key === undefined ? undefined : record[key];
}

/** True where the source speaks about a field, be it only by `null`. */
export function mentions(record: JsonRecord, keys: readonly string[]): boolean {
  return keys.some((key) => record[key] !== undefined);
}
