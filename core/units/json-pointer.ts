import { asArray, asRecord } from './json.ts';

/** Matches a JSON Pointer (RFC 6901) of bounded length. The empty text is the whole value. */
export const jsonPointer = /^(?:\/(?:[^~/]|~[01]){0,200}){0,20}$/;

/**
 * Returns the value at a JSON Pointer; undefined: there is none. Only own members of objects and items of lists count.
 * Never throws.
 */
export function valueAtPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value;
  return pointer.split('/').slice(1).map(unescaped).reduce(memberOf, value);
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function memberOf(value: unknown, step: string): unknown {
  const list = asArray(value);
  if (list !== null) return /^(?:0|[1-9]\d{0,8})$/.test(step) ? list[Number(step)] : undefined;
  const record = asRecord(value);
  return record !== null && Object.hasOwn(record, step) ? record[step] : undefined;
}
