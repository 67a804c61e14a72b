import type { WindowReading } from '../../quota/observation.ts';
import { asArray, asName, asRecord, type JsonRecord, type NoteOdd } from '../shape.ts';
import { readFigures } from './read-figures.ts';
import { slugOf, weeklyPart, windowKinds } from './window-kinds.ts';

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
  const list = asArray(value);
  if (list === null) {
    odd('limits');
    return { items: [], sound: false };
  }
  const items: WindowReading[] = [];
  let sound = true;
  for (const [index, each] of list.entries()) {
    if (each === null) continue;
    const path = `limits[${index}]`;
    const limit = asRecord(each);
    if (limit === null) odd(path);
    const kind = limit === null ? null : kindOf(limit);
    const figures = limit === null || kind === null ? null : readFigures(limit, 'percent', path, odd);
    if (limit === null || (kind !== null && figures === null)) sound = false;
    if (kind === null || figures === null || items.some(({ id }) => id === kind.id)) continue;
    items.push({ id: kind.id, shape: kind.shape, ...figures });
  }
  return { items, sound };
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
