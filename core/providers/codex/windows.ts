import type { WindowReading, WindowsReading } from '../../usage/observation.ts';
import {
  asName,
  asRecord,
  type Entries,
  entriesOf,
  type JsonRecord,
  listOf,
  type ReportUnrecognized,
} from '../../units/json.ts';
import { windowIdentity } from '../windows.ts';
import { nameWindows, parseRateLimit, type PositionedWindow } from './rate-limit.ts';

/**
 * All windows of a usage body (S1-5 .. S1-10). A missing or null `rate_limit` leaves the account's own
 * windows unsaid (S1-8), so the list is then not complete; undefined where nothing speaks of windows.
 *
 * @param isExplained True: the service gives a reason for a hit limit that is none of its windows.
 */
export function parseWindows(
  body: JsonRecord,
  asOfMs: number,
  report: ReportUnrecognized,
  isExplained = false,
): WindowsReading | undefined {
  const main = parseAccountWindows(body['rate_limit'], 'rate_limit', asOfMs, report, isExplained);
  const extra = parseExtraLimits(body, asOfMs, report);
  if (main === null && extra.items.length === 0) return undefined;
  const complete = main !== null && main.sound && extra.sound;
  return { complete, items: [...(main?.items ?? []), ...extra.items] };
}

/** The windows of the whole account, by their lengths; null where nothing was said of them. */
function parseAccountWindows(
  value: unknown,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
  isExplained = false,
): { readonly items: readonly WindowReading[]; readonly sound: boolean } | null {
  if (value === undefined || value === null) return null;
  const record = asRecord(value);
  if (record === null) {
    report(path);
    return null;
  }
  const block = parseRateLimit(record, path, asOfMs, report, isExplained);
  const ids = accountWindowIds(block.windows);
  const items = nameWindows(block, ({ durationSeconds }, index) => ({
    id: ids[index] ?? '',
    shape: { name: null, scope: 'account', durationSeconds },
  }));
  return { items, sound: block.sound };
}

/** Two windows of one length cannot share a name: the one that is less sure of it is called by its slot. */
function accountWindowIds(slots: readonly PositionedWindow[]): readonly string[] {
  const ids = slots.map(({ durationSeconds, position: slot }) => windowIdentity(durationSeconds, slot).id);
  const [first, second] = slots;
  if (first === undefined || second === undefined || ids[0] !== ids[1]) return ids;
  const renamed = first.durationSeconds === null && second.durationSeconds !== null ? 0 : 1;
  return ids.map((id, index) => (index === renamed ? (slots[index]?.position ?? id) : id));
}

/** The limit of the whole account; every other one is a model's or a feature's. */
export const accountLimitId = 'codex';
const codeReviewLimitId = 'codex_code_review';

/** One form of a limit's id: sources write it with dashes or underscores, and in any case (S1-22). */
export function normalizeLimitId(stated: string): string {
  const id = stated.trim().toLowerCase().replaceAll('-', '_');
  return id === codeReviewLimitId ? codeReview.id : id;
}

/**
 * The windows of one limit as a source other than the usage endpoint gives it: a block with `primary` and
 * `secondary`. Without a stated name a model's limit goes by its id.
 */
export function parseLimitWindows(
  limitId: string,
  statedName: string | null,
  block: JsonRecord,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
): readonly WindowReading[] {
  if (limitId === accountLimitId) return parseAccountWindows(block, path, asOfMs, report)?.items ?? [];
  const name = statedName ?? (limitId === codeReview.id ? codeReview.name : limitId);
  return parseExtraLimit(block, path, extraWindowId(limitId), name, asOfMs, report).items;
}

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
export function parseExtraLimits(body: JsonRecord, asOfMs: number, report: ReportUnrecognized): ExtraLimits {
  const list = listEntries(body[listKey]);
  if (list?.isWhole !== true) report(listKey);
  const limits = (list?.entries ?? []).map((entry) => parseEntry(entry, asOfMs, report));
  limits.push(parseExtraLimit(body[codeReviewKey], codeReviewKey, codeReview.id, codeReview.name, asOfMs, report));
  const taken = new Set<string>();
  const distinct = limits.filter(({ items }) => {
    const isFree = items.every(({ id }) => !taken.has(id));
    for (const { id } of items) taken.add(id);
    return isFree;
  });
  if (distinct.length < limits.length) report(listKey);
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

function parseEntry({ path, key, value }: Entry, asOfMs: number, report: ReportUnrecognized): ExtraLimits {
  const entry = asRecord(value);
  const block = entry?.['rate_limit'] === undefined ? entry : entry['rate_limit'];
  if (value === null || (entry !== null && block === null)) return { items: [], sound: true };
  const id = asName(entry?.['metered_feature']) ?? asName(key);
  if (entry === null || id === null) {
    report(path);
    return { items: [], sound: false };
  }
  const name = asName(entry['limit_name']) ?? asName(key) ?? id;
  return parseExtraLimit(block, path, extraWindowId(id), name, asOfMs, report);
}

/** The windows of limits that are pools of their own. */
interface ExtraLimits {
  readonly items: readonly WindowReading[];
  /** True: every entry was empty or understood. */
  readonly sound: boolean;
}

/** Names that windows of the whole account go by, which a feature's id must not take. */
const reservedWindowId = /^(session|weekly|primary|secondary|\d+[mhd])$/;

/** Code review's own id and name, whichever source speaks of it. */
export const codeReview = { id: 'code_review', name: 'Code review' } as const;

/** The id of the windows of one model's or feature's limit. */
export function extraWindowId(limitId: string): string {
  return reservedWindowId.test(limitId) ? `limit:${limitId}` : limitId;
}

/** Reads the windows of one limit that the account's limits do not touch. */
function parseExtraLimit(
  value: unknown,
  path: string,
  id: string,
  name: string,
  asOfMs: number,
  report: ReportUnrecognized,
): ExtraLimits {
  if (value === undefined || value === null) return { items: [], sound: true };
  const record = asRecord(value);
  if (record === null) {
    report(path);
    return { items: [], sound: false };
  }
  const block = parseRateLimit(record, path, asOfMs, report);
  const items = nameWindows(block, (slot, index) => ({
    id: index === longerIndex(block.windows) ? `${id}:${longerSuffix(block.windows)}` : id,
    shape: { name, scope: 'own', durationSeconds: slot.durationSeconds },
  }));
  return { items, sound: block.sound };
}

/** Of two windows the longer one gets a longer id; the shorter, or the only one, goes by the limit's own. */
function longerIndex(slots: readonly PositionedWindow[]): number {
  const [first, second] = slots;
  if (first === undefined || second === undefined) return -1;
  return (first.durationSeconds ?? 0) > (second.durationSeconds ?? Infinity) ? 0 : 1;
}

function longerSuffix(slots: readonly PositionedWindow[]): string {
  const ids = slots.map(({ durationSeconds, position: slot }) => windowIdentity(durationSeconds, slot).id);
  const index = longerIndex(slots);
  return ids[0] === ids[1] ? (slots[index]?.position ?? '') : (ids[index] ?? '');
}
