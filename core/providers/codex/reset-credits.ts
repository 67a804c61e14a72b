import type { Account } from '../account.ts';
import { currentValue, type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Facts } from '../../usage/facts.ts';
import type { ResetCreditsReading } from '../../usage/observation.ts';
import { parseCount } from '../../units/number.ts';
import { hourMs, parseInstantMs } from '../../units/time.ts';
import {
  asName,
  asRecord,
  firstOf,
  type JsonRecord,
  listOf,
  type ReportUnrecognized,
  describeUnrecognized,
} from '../../units/json.ts';
import type {
  ActionSpec,
  Endpoint,
  ParseResult,
  RedeemableCredit,
  RedeemableResets,
  RequestSpec,
  ResetRedemption,
} from '../provider.ts';
import { codexHeaders, fullBase, hasVendorPaths } from './request.ts';

const countKey = 'rate_limit_reset_credits';

/**
 * The number of banked resets that the user can redeem now, and of those that cannot be used now. 0 is 0; null and
 * blank are unknown. Where the service does not say how many can be used, all of them count as usable.
 */
export function parseResetCredits(value: unknown, report: ReportUnrecognized): Stated<ResetCreditsReading> | undefined {
  if (value === undefined) return undefined;
  if (value === null) return statedUnknown;
  const block = asRecord(value);
  if (block === null) {
    report(countKey);
    return undefined;
  }
  const stated = block['available_count'] ?? null;
  const available = parseCount(stated);
  if (available !== null) return statedValue({ ...parseUsable(block, available, report), nextExpiresAtMs: null });
  if (stated !== null && stated !== '') report(`${countKey}.available_count`);
  return statedUnknown;
}

/** The same, where the service says how many can be used now; undefined where it does not say. */
export function parseUsableResets(value: unknown): Stated<ResetCreditsReading> | undefined {
  const block = asRecord(value);
  const total = parseCount(block?.['available_count'] ?? null);
  const usable = block === null ? null : parseCount(firstOf(block, usableKeys) ?? null);
  if (block === null || total === null || usable === null || usable > total) return undefined;
  return statedValue({ ...parseUsable(block, total), nextExpiresAtMs: null });
}

const usableKeys = ['applicable_available_count', 'applicableAvailableCount'] as const;

/** Splits the number of banked resets into those that can be used now and the rest. */
function parseUsable(
  block: JsonRecord,
  total: number,
  report: ReportUnrecognized = () => undefined,
): Pick<ResetCreditsReading, 'available' | 'unusable'> {
  const stated = firstOf(block, usableKeys) ?? null;
  const usable = parseCount(stated);
  if (usable !== null && usable <= total) {
    return usable === total ? { available: total } : { available: usable, unusable: total - usable };
  }
  if (stated !== null && stated !== '') report(`${countKey}.${usableKeys[0]}`);
  return { available: total };
}

/** How many banked resets the account has, whether they can be used now or not. */
function totalOf({ available, unusable = 0 }: ResetCreditsReading): number {
  return available + unusable;
}

/** The single banked resets and when they expire. Polled hourly, and only where the usage answer counts some. */
export const resetListEndpoint: Endpoint = {
  pollInterval: { defaultMs: hourMs, minimumMs: 300_000, isFixed: true },
  optional: true,
  isWanted: isResetListWanted,
  request: codexResetListRequest,
  parse: parseResetListAnswer,
};

/** True where there are banked resets and the known list is missing, an hour old, or counts another number. */
export function isResetListWanted(account: Account, facts: Facts, nowMs: number): boolean {
  const known = currentValue(facts.resetCredits);
  const counted = known === null ? 0 : totalOf(known);
  if (counted === 0 || !hasVendorPaths(account)) return false;
  const list = currentValue(facts.resetCreditList);
  const listAsOfMs = facts.resetCreditList.said?.asOfMs ?? 0;
  return list === null || totalOf(list) !== counted || nowMs - listAsOfMs >= hourMs;
}

/** The request for the single banked resets. It works only where the base URL has the vendor's own paths. */
export function codexResetListRequest(account: Account): RequestSpec {
  return {
    method: 'GET',
    url: `${fullBase(account)}/wham/rate-limit-reset-credits`,
    headers: codexHeaders(account),
    timeoutMs: 12_000,
    maximumBytes: 262_144,
  };
}

/** Parses the answer of that endpoint into the list and the newest count. Never throws. */
export function parseResetListAnswer(body: unknown, asOfMs: number): ParseResult {
  const list = parseResetList(body, asOfMs);
  if (list === null) return { ok: false, paths: describeUnrecognized(body, ['$']) };
  const usableResets = parseUsableResets(body);
  return {
    ok: true,
    observation: {
      source: 'poll',
      asOfMs,
      resetCredits: statedValue({ ...list, nextExpiresAtMs: null }),
      resetCreditList: statedValue(list),
      ...(usableResets === undefined ? {} : { usableResets }),
      oddPaths: [],
    },
  };
}

/**
 * Parses a list of banked resets, in the spelling of the endpoint or of the Codex tool. The result is how many can be
 * redeemed now, by the stated count or else by counting, how many cannot, and when the first one expires. Null where
 * the body is no such list. Never throws.
 */
export function parseResetList(body: unknown, nowMs: number): ResetCreditsReading | null {
  const record = asRecord(body);
  const credits = listOf(record?.['credits']);
  if (record === null || credits === null) return null;
  const open = credits.items.flatMap(({ value }) => openCredit(value, nowMs));
  const isCounted = credits.isWhole && credits.items.every(({ value }) => asRecord(value) !== null);
  const counted = isCounted ? open.length : null;
  const total = parseCount(firstOf(record, ['available_count', 'availableCount'])) ?? counted;
  if (total === null) return null;
  const expiries = open.flatMap(({ expiresAtMs }) => (expiresAtMs === null ? [] : [expiresAtMs]));
  const nextExpiresAtMs = total > 0 && expiries.length > 0 ? Math.min(...expiries) : null;
  return { ...parseUsable(record, total), nextExpiresAtMs };
}

/**
 * The banked resets that can be redeemed now. The first to expire comes first; those without an expiry come last. A
 * reset without an id is left out, because a request cannot name it. Never throws.
 */
export function redeemableCredits(body: unknown, nowMs: number): readonly RedeemableCredit[] {
  const credits = listOf(asRecord(body)?.['credits'])?.items ?? [];
  const redeemable = credits
    .flatMap(({ value }) => openCredit(value, nowMs))
    .flatMap(({ record, expiresAtMs }): readonly RedeemableCredit[] => {
      const id = asName(record['id']);
      return id === null ? [] : [{ id, title: asName(record['title']), expiresAtMs }];
    });
  return [...redeemable].sort((a, b) => (a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity) || 0);
}

interface OpenCredit {
  readonly record: JsonRecord;
  readonly expiresAtMs: number | null;
}

/** The entry if it can be redeemed: its status is `available` or missing, and it has not expired. */
function openCredit(value: unknown, nowMs: number): readonly OpenCredit[] {
  const record = asRecord(value);
  if (record === null) return [];
  const status = record['status'] ?? 'available';
  const isAvailable = typeof status === 'string' && status.trim().toLowerCase() === 'available';
  const expiresAtMs = parseInstantMs(firstOf(record, ['expires_at', 'expiresAt']) ?? null);
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs;
  return isAvailable && !isOver ? [{ record, expiresAtMs }] : [];
}

/** How the app redeems a banked reset of Codex. */
export const codexResetRedemption: ResetRedemption = {
  isAvailable: hasVendorPaths,
  listRequest: codexResetListRequest,
  parseList: parseRedeemableResets,
  request: codexConsumeRequest,
};

function parseRedeemableResets(body: unknown, asOfMs: number): RedeemableResets | null {
  const result = parseResetListAnswer(body, asOfMs);
  const list = parseResetList(body, asOfMs);
  if (!result.ok || list === null) return null;
  const redeemable = redeemableCredits(body, asOfMs);
  const available = Math.max(totalOf(list), redeemable.length);
  return { observation: result.observation, redeemable, available, isUsableNow: list.available > 0 };
}

/** What the service did with a request to redeem a banked reset. */
export type ConsumeAnswer = 'reset' | 'already-redeemed' | 'nothing-to-reset' | 'no-credit';

const answers: ReadonlyMap<string, ConsumeAnswer> = new Map([
  ['reset', 'reset'],
  ['already_redeemed', 'already-redeemed'],
  ['nothing_to_reset', 'nothing-to-reset'],
  ['no_credit', 'no-credit'],
]);

/** The same answers in the spelling of the Codex tool. */
const toolAnswers: ReadonlyMap<string, ConsumeAnswer> = new Map([
  ['reset', 'reset'],
  ['alreadyRedeemed', 'already-redeemed'],
  ['nothingToReset', 'nothing-to-reset'],
  ['noCredit', 'no-credit'],
]);

/**
 * The request that redeems one banked reset, which cannot be undone. A repeated attempt sends the same request id, so
 * that one confirmation never redeems two.
 *
 * @param requestId A UUID of version 4.
 * @param creditId The banked reset to redeem; null: the service chooses.
 */
export function codexConsumeRequest(account: Account, requestId: string, creditId: string | null): ActionSpec {
  return {
    method: 'POST',
    url: `${fullBase(account)}/wham/rate-limit-reset-credits/consume`,
    headers: { ...codexHeaders(account), 'Content-Type': 'application/json' },
    body: { redeem_request_id: requestId, ...(creditId === null ? {} : { credit_id: creditId }) },
    timeoutMs: 12_000,
    maximumBytes: 65_536,
  };
}

/**
 * What the service did. Null where the body does not say, whatever the status of the answer: then nothing is known to
 * have happened. Never throws.
 */
export function parseConsumeAnswer(body: unknown): ConsumeAnswer | null {
  const code = asName(asRecord(body)?.['code']);
  return code === null ? null : (answers.get(code.toLowerCase()) ?? null);
}

/** What the service did, as the Codex tool states it. Null where the answer does not say. Never throws. */
export function parseToolConsumeAnswer(result: unknown): ConsumeAnswer | null {
  const outcome = asName(asRecord(result)?.['outcome']);
  return outcome === null ? null : (toolAnswers.get(outcome) ?? null);
}
