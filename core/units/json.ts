import { cleanText } from './text.ts';

const longestName = 200;
/** No service lists more limits, currencies or grants. Parsers ignore further entries. */
const longestList = 200;
const mostReports = 100;
/**
 * The longest text that is cleaned. A name may lose control characters and blanks, so its text may be longer than 200.
 */
const longestUncleanedName = 2000;

/**
 * The deepest JSON that is accepted. Code that walks a value calls a function for each level, so deeper JSON could
 * exhaust the stack.
 */
const deepestJson = 100;

/**
 * Returns the value of a JSON text, with or without a byte order mark. Undefined: the text is no JSON, or it has more
 * than 100 levels. JSON itself has no undefined. Never throws.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}

/** Returns true for a text with more than 100 levels of JSON. */
export function isTooDeep(text: string): boolean {
  return jsonDepth(text) > deepestJson;
}

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Returns true for a JSON object, and false for anything else, including arrays. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a JSON object; null for anything else, including arrays. */
export function asRecord(value: unknown): JsonRecord | null {
  return isRecord(value) ? value : null;
}

/** Takes the path of an unrecognized field. */
export type ReportUnrecognized = (path: string) => void;

/** Collects the paths of unrecognized fields, each path once, at most 100. */
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

/**
 * Returns the object under `data`, in which many services wrap their answer. Without such an object it returns the
 * body.
 */
export function dataOf(body: unknown): JsonRecord | null {
  const record = asRecord(body);
  return asRecord(record?.['data']) ?? record;
}

/** Returns a JSON array; null for anything else. */
export function asArray(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** The entries of a list or object that a parser reads. */
export interface Entries {
  readonly items: readonly { readonly key: string; readonly value: unknown }[];
  /** False: the list is longer than the limit, so some entries are missing. */
  readonly isWhole: boolean;
}

/** Returns the first 200 entries of a JSON array, with their index as key; null for anything else. */
export function listOf(value: unknown): Entries | null {
  const list = asArray(value);
  if (list === null) return null;
  const items = list.slice(0, longestList).map((each, index) => ({ key: String(index), value: each }));
  return { items, isWhole: list.length <= longestList };
}

/** Returns the first 200 entries of a JSON object. */
export function entriesOf(record: JsonRecord): Entries {
  const keys = Object.keys(record);
  const items = keys.slice(0, longestList).map((key) => ({ key, value: record[key] }));
  return { items, isWhole: keys.length <= longestList };
}

/**
 * Returns a text of an answer after `cleanText`; null: it is empty or longer than 200 characters. Every text that the
 * app shows or uses as a key passes through this function. A service could send control characters.
 */
export function asName(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > longestUncleanedName) return null;
  const text = cleanText(value);
  return text === '' || text.length > longestName ? null : text;
}

/** Returns the value of the first of these keys that is neither null nor missing, else undefined. */
export function firstOf(record: JsonRecord, keys: readonly string[]): unknown {
  const key = keys.find((each) => record[each] !== undefined && record[each] !== null);
  return key === undefined ? undefined : record[key];
}

/** Returns true if at least one of these keys is present, even with the value null. */
export function mentions(record: JsonRecord, keys: readonly string[]): boolean {
  return keys.some((key) => record[key] !== undefined);
}

const mostFields = 100;

/**
 * Describes the fields at these paths by name and JSON type, such as `credits.balance: boolean`. It lists at most 100
 * fields and never a value. Reports must not contain what a service said about the user.
 */
export function describeUnrecognized(body: unknown, paths: readonly string[]): readonly string[] {
  const entries = new Map<JsonRecord, readonly unknown[]>();
  const entryAt = (record: JsonRecord, index: number): unknown => {
    // Lists the values once per object. Otherwise each path would cost the whole width of a wide object.
    const values = entries.get(record) ?? Object.values(record);
    entries.set(record, values);
    return values[index];
  };
  const named = [...new Set(paths)].slice(0, mostFields);
  return named.map((path) => `${path}: ${jsonType(valueAt(body, path, entryAt))}`);
}

/**
 * Returns the value at a path such as `a.b[0].c`. `$` is the body itself. An index into an object counts its entries.
 */
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

/** Returns the largest number of brackets and braces that are open at once, outside of quotes. */
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
