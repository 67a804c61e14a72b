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
import { isReserveLimit, reserveName } from './reserve.ts';
import { nameWindows, parseRateLimit, type PositionedWindow } from './rate-limit.ts';

/**
 * All windows of a usage body; undefined where it states none. A missing or null `rate_limit` does not state the
 * windows of the account, so the list is incomplete then.
 *
 * @param isExplained True: the service states a reason for the block that is not one of these windows.
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
  const complete = main !== null && main.isUnderstood && extra.isUnderstood;
  return { complete, items: [...(main?.items ?? []), ...extra.items] };
}

/** The windows of the whole account, named by their lengths; null where the body does not state them. */
function parseAccountWindows(
  value: unknown,
  path: string,
  asOfMs: number,
  report: ReportUnrecognized,
  isExplained = false,
): { readonly items: readonly WindowReading[]; readonly isUnderstood: boolean } | null {
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
  return { items, isUnderstood: block.isUnderstood };
}

/**
 * The ids of the account's windows. Of two windows with the same id, one is named by its position: the one without a
 * stated length, else the second.
 */
function accountWindowIds(windows: readonly PositionedWindow[]): readonly string[] {
  const ids = windows.map(({ durationSeconds, position }) => windowIdentity(durationSeconds, position).id);
  const [first, second] = windows;
  if (first === undefined || second === undefined || ids[0] !== ids[1]) return ids;
  const renamed = first.durationSeconds === null && second.durationSeconds !== null ? 0 : 1;
  return ids.map((id, index) => (index === renamed ? (windows[index]?.position ?? id) : id));
}

/** The limit of the whole account. All other limits are those of a model or a feature. */
export const accountLimitId = 'codex';
const codeReviewLimitId = 'codex_code_review';

/** The id of a limit in one spelling. Sources use dashes or underscores, and any case. */
export function normalizeLimitId(stated: string): string {
  const id = stated.trim().toLowerCase().replaceAll('-', '_');
  return id === codeReviewLimitId ? codeReview.id : id;
}

/**
 * The windows of one limit in a source other than the usage endpoint: an object with `primary` and `secondary`. A
 * model's limit without a name is named by its id.
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
  /** The key in the object form; null in the list form. */
  readonly key: string | null;
  readonly value: unknown;
}

const listKey = 'additional_rate_limits';
const codeReviewKey = 'code_review_rate_limit';
const noEntries: Entries = { items: [], isWhole: true };

/** The limits of single models and features, and that of code review. Each limit is separate. */
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
    isUnderstood:
      list?.isWhole === true && distinct.length === limits.length && limits.every(({ isUnderstood }) => isUnderstood),
  };
}

/** The entries of the list form or the object form; null where the value has neither form. */
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
  if (value === null || (entry !== null && block === null)) return { items: [], isUnderstood: true };
  const id = asName(entry?.['metered_feature']) ?? asName(key);
  if (entry === null || id === null) {
    report(path);
    return { items: [], isUnderstood: false };
  }
  const name = asName(entry['limit_name']) ?? asName(key) ?? asName(entry['normal_model_slug']) ?? id;
  return parseExtraLimit(block, path, extraWindowId(id), name, asOfMs, report);
}

/** The windows of limits that are separate from the account's limits. */
interface ExtraLimits {
  readonly items: readonly WindowReading[];
  /** True: every entry was empty or understood. */
  readonly isUnderstood: boolean;
}

/** The ids of the account's own windows. The limit of a feature must not use them. */
const reservedWindowId = /^(session|weekly|primary|secondary|\d+[mhd])$/;

/** The id and name of code review, in all sources. */
export const codeReview = { id: 'code_review', name: 'Code review' } as const;

/** The id of the windows of one model's or feature's limit. */
export function extraWindowId(limitId: string): string {
  return reservedWindowId.test(limitId) ? `limit:${limitId}` : limitId;
}

/** Parses the windows of one limit that is separate from the account's limits. */
function parseExtraLimit(
  value: unknown,
  path: string,
  id: string,
  name: string,
  asOfMs: number,
  report: ReportUnrecognized,
): ExtraLimits {
  if (value === undefined || value === null) return { items: [], isUnderstood: true };
  const record = asRecord(value);
  if (record === null) {
    report(path);
    return { items: [], isUnderstood: false };
  }
  const block = parseRateLimit(record, path, asOfMs, report);
  const kind = isReserveLimit(id)
    ? ({ name: reserveName(name), scope: 'own', isReserve: true } as const)
    : ({ name, scope: 'own' } as const);
  const items = nameWindows(block, (window, index) => ({
    id: index === longerIndex(block.windows) ? `${id}:${longerSuffix(block.windows)}` : id,
    shape: { ...kind, durationSeconds: window.durationSeconds },
  }));
  return { items, isUnderstood: block.isUnderstood };
}

/**
 * The index of the longer of two windows, which gets a longer id; -1 where there is only one. The other window has the
 * id of the limit.
 */
function longerIndex(windows: readonly PositionedWindow[]): number {
  const [first, second] = windows;
  if (first === undefined || second === undefined) return -1;
  return (first.durationSeconds ?? 0) > (second.durationSeconds ?? Infinity) ? 0 : 1;
}

function longerSuffix(windows: readonly PositionedWindow[]): string {
  const ids = windows.map(({ durationSeconds, position }) => windowIdentity(durationSeconds, position).id);
  const index = longerIndex(windows);
  return ids[0] === ids[1] ? (windows[index]?.position ?? '') : (ids[index] ?? '');
}
