import type { WindowReading, WindowsReading } from '../../quota/observation.ts';
import { asRecord, firstOf, type JsonRecord, mentions, type NoteOdd } from '../json.ts';
import { readFigures } from './read-figures.ts';
import { readLimits } from './read-limits.ts';
import { type WindowKind, windowKinds } from './windows.ts';

/**
 * All windows of a usage body (S4-18). A key of its own goes before the same window in `limits[]`, which
 * fills in where the key is null, absent or malformed. Undefined where nothing speaks of windows.
 */
export function readWindows(body: JsonRecord, odd: NoteOdd): WindowsReading | undefined {
  const isSpokenOf = mentions(body, [...windowKinds.flatMap(({ keys }) => keys), 'limits']);
  if (!isSpokenOf) return undefined;
  const flat = windowKinds.map((kind) => readFlat(body, kind, odd));
  const limits = readLimits(body['limits'], odd);
  const items = flat.flatMap(({ item }) => (item === null ? [] : [item]));
  const added = limits.items.filter((limit) => !items.some((item) => isSame(item, limit)));
  return { complete: limits.sound && flat.every(({ sound }) => sound), items: [...items, ...added] };
}

function readFlat(
  body: JsonRecord,
  { id, keys, shape }: WindowKind,
  odd: NoteOdd,
): { readonly item: WindowReading | null; readonly sound: boolean } {
  const value = firstOf(body, keys);
  if (value === undefined) return { item: null, sound: true };
  const path = keys.find((key) => body[key] === value) ?? '';
  const window = asRecord(value);
  if (window === null) odd(path);
  const figures = window === null ? null : readFigures(window, 'utilization', path, odd);
  return figures === null ? { item: null, sound: false } : { item: { id, shape, ...figures }, sound: true };
}

/** The same window, or the same model by a longer name: `weekly:opus` and `weekly:claude-opus-4-5`. */
function isSame(flat: WindowReading, limit: WindowReading): boolean {
  if (flat.id === limit.id) return true;
  const [, flatSlug = ''] = flat.id.split(':');
  const [, limitSlug = ''] = limit.id.split(':');
  return flatSlug !== '' && limitSlug.split('-').includes(flatSlug);
}
