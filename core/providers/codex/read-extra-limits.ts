import { asName, asRecord, type Entries, entriesOf, type JsonRecord, listOf, type NoteOdd } from '../json.ts';
import { codeReview, type OwnLimits, ownWindowId, readOwnLimit } from './windows.ts';

interface Entry {
  readonly path: string;
  /** The key of the object form; null in the array form. */
  readonly key: string | null;
  readonly value: unknown;
}

const listKey = 'additional_rate_limits';
const codeReviewKey = 'code_review_rate_limit';
const noEntries: Entries = { items: [], isWhole: true };

/** The limits of single models and features, each a pool of its own, and code review (S1-7, S1-17). */
export function readExtraLimits(body: JsonRecord, asOfMs: number, odd: NoteOdd): OwnLimits {
  const list = listEntries(body[listKey]);
  if (list?.isWhole !== true) odd(listKey);
  const limits = (list?.entries ?? []).map((entry) => readEntry(entry, asOfMs, odd));
  limits.push(readOwnLimit(body[codeReviewKey], codeReviewKey, codeReview.id, codeReview.name, asOfMs, odd));
  const taken = new Set<string>();
  const distinct = limits.filter(({ items }) => {
    const isFree = items.every(({ id }) => !taken.has(id));
    for (const { id } of items) taken.add(id);
    return isFree;
  });
  if (distinct.length < limits.length) odd(listKey);
  return {
    items: distinct.flatMap(({ items }) => items),
    sound: list?.isWhole === true && distinct.length === limits.length && limits.every(({ sound }) => sound),
  };
}

/** The entries of both forms; null where the value has neither. */
function listEntries(value: unknown): { readonly entries: readonly Entry[]; readonly isWhole: boolean } | null {
  const record = asRecord(value);
  const list = value === undefined || value === null ? noEntries : (listOf(value) ?? (record && entriesOf(record)));
  if (list === null) return null;
  const entries = list.items.map(({ key, value: each }, index) => ({
    path: `${listKey}[${index}]`,
    key: record === null ? null : key,
    value: each,
  }));
  return { entries, isWhole: list.isWhole };
}

function readEntry({ path, key, value }: Entry, asOfMs: number, odd: NoteOdd): OwnLimits {
  const entry = asRecord(value);
  const block = entry?.['rate_limit'] === undefined ? entry : entry['rate_limit'];
  if (value === null || (entry !== null && block === null)) return { items: [], sound: true };
  const id = asName(entry?.['metered_feature']) ?? asName(key);
  if (entry === null || id === null) {
    odd(path);
    return { items: [], sound: false };
  }
  const name = asName(entry['limit_name']) ?? asName(key) ?? id;
  return readOwnLimit(block, path, ownWindowId(id), name, asOfMs, odd);
}
