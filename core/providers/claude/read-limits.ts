import type { WindowReading } from '../../quota/observation.ts';
import { asName, asRecord, type JsonRecord, listOf, type NoteOdd } from '../json.ts';
import { readFigures } from './read-figures.ts';
import { slugOf, weeklyPart, windowKinds } from './windows.ts';

/** What the newer list `limits[]` says. */
export interface Limits {
  /** Windows that may also stand under a key of their own. */
  readonly items: readonly WindowReading[];
  /** True: every entry was understood or of a kind that is not read. */
  readonly sound: boolean;
}

/** Reads `limits[]`: session, the whole week, and weeks of single models by the model's name. */
export function readLimits(value: unknown, odd: NoteOdd): Limits {
  if (value === undefined || value === null) return { items: [], sound: true };
  const list = listOf(value);
  if (list === null) {
    odd('limits');
    return { items: [], sound: false };
  }
  const items = new Map<string, WindowReading>();
  let sound = list.isWhole;
  if (!list.isWhole) odd('limits');
  for (const { key, value: each } of list.items) {
    if (each === null) continue;
    const path = `limits[${key}]`;
    const limit = asRecord(each);
    if (limit === null) odd(path);
    const kind = limit === null ? null : kindOf(limit);
    const figures = limit === null || kind === null ? null : readFigures(limit, 'percent', path, odd);
    if (limit === null || (kind !== null && figures === null)) sound = false;
    if (kind === null || figures === null || items.has(kind.id)) continue;
    items.set(kind.id, { id: kind.id, shape: kind.shape, ...figures });
  }
  return { items: [...items.values()], sound };
}

/** Which window an entry is; null for kinds that are not known and for a weekly limit without a model. */
function kindOf(limit: JsonRecord): Pick<WindowReading, 'id' | 'shape'> | null {
  if (limit['kind'] !== 'weekly_scoped') {
    return windowKinds.find(({ limitKind }) => limitKind !== null && limitKind === limit['kind']) ?? null;
  }
  const name = asName(asRecord(asRecord(limit['scope'])?.['model'])?.['display_name']);
  const slug = name === null ? '' : slugOf(name);
  return name === null || slug === '' ? null : weeklyPart(slug, name, []);
}
