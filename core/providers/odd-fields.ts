import { asArray, asRecord } from './shape.ts';

/**
 * Names and JSON types of fields that were not understood, such as `credits.balance: boolean`: what a
 * report may say about an answer. Never a value of it.
 */
export function oddFields(body: unknown, paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].map((path) => `${path}: ${jsonType(valueAt(body, path))}`);
}

/** `a.b[0].c` names a field; `$` the body itself; an index in an object counts its entries. */
function valueAt(body: unknown, path: string): unknown {
  if (path === '$') return body;
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>((value, step) => {
    const list = asArray(value);
    if (list !== null) return list[Number(step)];
    const record = asRecord(value);
    if (record === null) return undefined;
    return Object.hasOwn(record, step)
      ? record[step]
      : /^\d+$/.test(step)
        ? Object.values(record)[Number(step)]
        : undefined;
  }, body);
}

function jsonType(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
