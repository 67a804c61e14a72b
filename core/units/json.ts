import { cleanText } from './text.ts';

const longestName = 200;
/** No service has more limits, currencies or grants; what stands behind that many is not looked at. */
const longestList = 200;
const mostNotes = 100;
/** With the blanks and marks around it that are taken off. */
const mostStated = 2000;

/** Where a reader leaves the path of a field whose form it did not understand. */
export type ReportUnrecognized = (path: string) => void;

/** Keeps the paths of fields that were not understood, each once and the first 100 of them. */
export function collectUnrecognizedFields(): {
  readonly report: ReportUnrecognized;
  readonly paths: readonly string[];
} {
  const paths = new Set<string>();
  return {
    report: (path) => {
      if (paths.size < mostNotes) paths.add(path);
    },
    get paths() {
      return [...paths];
    },
  };
}

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

/** The entries of a list or object that a reader looks at. */
export interface Entries {
  readonly items: readonly { readonly key: string; readonly value: unknown }[];
  /** False: there are more than a reader looks at, so that this is not all of them. */
  readonly isWhole: boolean;
}

/** The first 200 entries of a JSON array, keyed by their index; null for anything else. */
export function listOf(value: unknown): Entries | null {
  const list = asArray(value);
  if (list === null) return null;
  const items = list.slice(0, longestList).map((each, index) => ({ key: String(index), value: each }));
  return { items, isWhole: list.length <= longestList };
}

/** The first 200 entries of a JSON object. */
export function entriesOf(record: JsonRecord): Entries {
  const keys = Object.keys(record);
  const items = keys.slice(0, longestList).map((key) => ({ key, value: record[key] }));
  return { items, isWhole: keys.length <= longestList };
}

/**
 * A name to show or to key by, cleaned of everything that is no text (`cleanText`): not empty, not longer
 * than 200 characters; else null. Every text of an answer that reaches people is read here.
 */
export function asName(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > mostStated) return null;
  const text = cleanText(value);
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

const mostFields = 100;

/**
 * Names and JSON types of fields that were not understood, such as `credits.balance: boolean`: what a
 * report may say about an answer, of the first 100. Never a value of it.
 */
export function describeUnrecognized(body: unknown, paths: readonly string[]): readonly string[] {
  const entries = new Map<JsonRecord, readonly unknown[]>();
  const entryAt = (record: JsonRecord, index: number): unknown => {
    // Listed once for each object: a wide one must not cost its width for every path in it.
    const values = entries.get(record) ?? Object.values(record);
    entries.set(record, values);
    return values[index];
  };
  const named = [...new Set(paths)].slice(0, mostFields);
  return named.map((path) => `${path}: ${jsonType(valueAt(body, path, entryAt))}`);
}

/** `a.b[0].c` names a field; `$` the body itself; an index in an object counts its entries. */
function valueAt(body: unknown, path: string, entryAt: (record: JsonRecord, index: number) => unknown): unknown {
  if (path === '$') return body;
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>((value, step) => {
    const list = asArray(value);
    if (list !== null) return list[Number(step)];
    const record = asRecord(value);
    if (record === null) return undefined;
    return Object.hasOwn(record, step) ? record[step] : /^\d+$/.test(step) ? entryAt(record, Number(step)) : undefined;
  }, body);
}

function jsonType(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
