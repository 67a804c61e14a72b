import { cleanText } from './text.ts';

const longestName = 200;
/** No service lists more limits, currencies or grants. Parsers ignore further entries. */
const longestList = 200;
const mostReports = 100;
/** The longest text that is cleaned. It may lose control characters and blanks around the name. */
const longestUncleanedName = 2000;

/**
 * Deeper JSON is rejected, because code that walks the value uses one function call for each level and could
 * exhaust the stack.
 */
const deepestJson = 100;

/**
 * The value of a JSON text, with or without a byte order mark. Undefined where the text is no JSON or is nested
 * deeper than 100 levels (JSON itself has no undefined). Never throws.
 */
export function parseJson(text: string): unknown {
  if (jsonDepth(text) > deepestJson) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for a JSON object; false for anything else, including arrays. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object; null for anything else, including arrays. */
export function asRecord(value: unknown): JsonRecord | null {
  return isRecord(value) ? value : null;
}

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

/** The largest number of brackets and braces that are open at once, outside of quotes. */
function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (isQuoted) {
      if (sign === '\\') index += 1;
      else if (sign === '"') isQuoted = false;
    } else if (sign === '"') {
      isQuoted = true;
    } else if (sign === '{' || sign === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (sign === '}' || sign === ']') {
      depth -= 1;
    }
  }
  return deepest;
}
