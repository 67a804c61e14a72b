import { parseJson } from '../../../core/units/json.ts';

/** Returns a value of an editor's database as text. Editors store it as text, as JSON text or as bytes of UTF-8 or UTF-16. */
export function databaseText(value: unknown, mostBytes: number): string | null {
  const text =
    value instanceof ArrayBuffer || value instanceof Uint8Array ? decoded(new Uint8Array(value), mostBytes) : value;
  if (typeof text !== 'string' || text.length > mostBytes) return null;
  const inner = text.startsWith('"') ? parseJson(text) : text;
  return typeof inner === 'string' ? inner : null;
}

function decoded(bytes: Uint8Array, mostBytes: number): string | null {
  if (bytes.length > mostBytes) return null;
  return new TextDecoder(bytes[1] === 0 ? 'utf-16le' : 'utf-8').decode(bytes);
}
