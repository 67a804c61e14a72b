import { asArray, asName, asRecord, type JsonRecord, type NoteOdd } from '../shape.ts';
import { codeReview, type OwnLimits, ownWindowId, readOwnLimit } from './read-own-limit.ts';

interface Entry {
  readonly path: string;
  /** The key of the object form; null in the array form. */
  readonly key: string | null;
  readonly value: unknown;
}

const listKey = 'additional_rate_limits';
const codeReviewKey = 'code_review_rate_limit';

/** The limits of single models and features, each a pool of its own, and code review (S1-7, S1-17). */
export function readExtraLimits(body: JsonRecord, asOfMs: number, odd: NoteOdd): OwnLimits {
  const list = listEntries(body[listKey]);
  if (list === null) odd(listKey);
  const limits = (list ?? []).map((entry) => readEntry(entry, asOfMs, odd));
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
