import { cleanText } from './text.ts';

const longestName = 200;
/** No service lists more limits, currencies or grants. Parsers ignore further entries. */
const longestList = 200;
const mostReports = 100;
/** The longest text that is cleaned. It may lose control characters and blanks around the name. */
const longestUncleanedName = 2000;

/** Takes the path of a field that a parser did not understand. */
export type ReportUnrecognized = (path: string) => void;

/** Collects the paths of fields that a parser did not understand: each path once, at most 100. */
export function collectUnrecognizedFields(): {
  readonly report: ReportUnrecognized;
  readonly paths: readonly string[];
} {
  const paths = new Set<string>();
  return {
    report: (path) => {
      if (paths.size < mostReports) paths.add(path);
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

/** The object under `data`, in which many services wrap their answer; without one, the body itself. */
export function dataOf(body: unknown): JsonRecord | null {
  const record = asRecord(body);
  return asRecord(record?.['data']) ?? record;
}

/** A JSON array; null for anything else. */
export function asArray(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** The entries of a list or object that a parser looks at. */
export interface Entries {
  readonly items: readonly { readonly key: string; readonly value: unknown }[];
  /** False: the list is longer than the limit, so entries are missing here. */
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
 * A text of an answer, cleaned by `cleanText`; null where it is empty or longer than 200 characters. Every text
 * that the app shows or uses as a key passes through here, because a service could send control characters.
 */
export function asName(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > longestUncleanedName) return null;
  const text = cleanText(value);
  return text === '' || text.length > longestName ? null : text;
}

/** The value under the first of these keys that is neither null nor missing; else undefined. */
export function firstOf(record: JsonRecord, keys: readonly string[]): unknown {
  const key = keys.find((each) => record[each] !== undefined && record[each] !== null);
  return key === undefined ? undefined : record[key];
}

/** True where at least one of these keys is present, even with the value null. */
export function mentions(record: JsonRecord, keys: readonly string[]): boolean {
  return keys.some((key) => record[key] !== undefined);
}

const mostFields = 100;

/**
 * Describes the fields at these paths by name and JSON type, such as `credits.balance: boolean`. Lists at most
 * 100 and never a value, because reports must not contain what a service said about the user.
 */
export function describeUnrecognized(body: unknown, paths: readonly string[]): readonly string[] {
  const entries = new Map<JsonRecord, readonly unknown[]>();
  const entryAt = (record: JsonRecord, index: number): unknown => {
    // Lists the values once per object, so that a wide object does not cost its width for every path.
    const values = entries.get(record) ?? Object.values(record);
    entries.set(record, values);
    return values[index];
  };
  const named = [...new Set(paths)].slice(0, mostFields);
  return named.map((path) => `${path}: ${jsonType(valueAt(body, path, entryAt))}`);
}

/** The value at a path such as `a.b[0].c`. `$` is the body itself; an index into an object counts its entries. */
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
