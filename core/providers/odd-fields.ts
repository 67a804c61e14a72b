import { asArray, asRecord, type JsonRecord } from './json.ts';

const mostFields = 100;

/**
 * Names and JSON types of fields that were not understood, such as `credits.balance: boolean`: what a
 * report may say about an answer, of the first 100. Never a value of it.
 */
export function oddFields(body: unknown, paths: readonly string[]): readonly string[] {
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
