import type { WindowReading } from '../../quota/observation.ts';
import { asArray, asName, asRecord, type JsonRecord, type NoteOdd } from '../shape.ts';
import { windowIdentity } from '../windows.ts';
import { nameWindows, readBlock } from './read-block.ts';
import type { SlotReading } from './read-slot.ts';

export interface ExtraLimits {
  readonly items: readonly WindowReading[];
  /** True: every entry was empty or understood. */
  readonly sound: boolean;
}

interface Entry {
  readonly path: string;
  /** The key of the object form; null in the array form. */
  readonly key: string | null;
  readonly value: unknown;
}

/** Names that windows of the whole account go by, which a feature's id must not take. */
const accountIds = /^(session|weekly|primary|secondary|\d+[mhd])$/;
const listKey = 'additional_rate_limits';
const codeReviewKey = 'code_review_rate_limit';

/** The limits of single models and features, each a pool of its own, and code review (S1-7, S1-17). */
export function readExtraLimits(body: JsonRecord, asOfMs: number, odd: NoteOdd): ExtraLimits {
  const list = listEntries(body[listKey]);
  if (list === null) odd(listKey);
  const limits = (list ?? []).map((entry) => readEntry(entry, asOfMs, odd));
  limits.push(readLimit(body[codeReviewKey], codeReviewKey, 'code_review', 'Code review', asOfMs, odd));
  const taken = new Set<string>();
  const distinct = limits.filter(({ items }) => {
    const isFree = items.every(({ id }) => !taken.has(id));
    for (const { id } of items) taken.add(id);
    return isFree;
  });
  if (distinct.length < limits.length) odd(listKey);
  return {
    items: distinct.flatMap(({ items }) => items),
    sound: list !== null && distinct.length === limits.length && limits.every(({ sound }) => sound),
  };
}

/** The entries of both forms; null where the value has neither. */
function listEntries(value: unknown): readonly Entry[] | null {
  if (value === undefined || value === null) return [];
  const array = asArray(value);
  if (array !== null) return array.map((each, index) => ({ path: `${listKey}[${index}]`, key: null, value: each }));
  const record = asRecord(value);
  if (record === null) return null;
  return Object.entries(record).map(([key, each], index) => ({ path: `${listKey}[${index}]`, key, value: each }));
}

function readEntry({ path, key, value }: Entry, asOfMs: number, odd: NoteOdd): ExtraLimits {
  const entry = asRecord(value);
  const block = entry?.['rate_limit'] === undefined ? entry : entry['rate_limit'];
  if (value === null || (entry !== null && block === null)) return { items: [], sound: true };
  const id = asName(entry?.['metered_feature']) ?? asName(key);
  if (entry === null || id === null) {
    odd(path);
    return { items: [], sound: false };
  }
  const name = asName(entry['limit_name']) ?? asName(key) ?? id;
  return readLimit(block, path, accountIds.test(id) ? `limit:${id}` : id, name, asOfMs, odd);
}

function readLimit(value: unknown, path: string, id: string, name: string, asOfMs: number, odd: NoteOdd): ExtraLimits {
  if (value === undefined || value === null) return { items: [], sound: true };
  const record = asRecord(value);
  if (record === null) {
    odd(path);
    return { items: [], sound: false };
  }
  const block = readBlock(record, path, asOfMs, odd);
  const items = nameWindows(block, (slot, index) => ({
    id: index === longerIndex(block.slots) ? `${id}:${longerSuffix(block.slots)}` : id,
    shape: { name, scope: 'own', durationSeconds: slot.durationSeconds },
  }));
  return { items, sound: block.sound };
}

/** Of two windows the longer one gets a longer id; the shorter, or the only one, goes by the limit's own. */
function longerIndex(slots: readonly SlotReading[]): number {
  const [first, second] = slots;
  if (first === undefined || second === undefined) return -1;
  return (first.durationSeconds ?? 0) > (second.durationSeconds ?? Infinity) ? 0 : 1;
}

function longerSuffix(slots: readonly SlotReading[]): string {
  const ids = slots.map(({ durationSeconds, slot }) => windowIdentity(durationSeconds, slot).id);
  const index = longerIndex(slots);
  return ids[0] === ids[1] ? (slots[index]?.slot ?? '') : (ids[index] ?? '');
}
