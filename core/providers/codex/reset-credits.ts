import type { Account } from '../../accounts/account.ts';
import { currentValue, type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { Facts } from '../../usage/facts.ts';
import type { ResetCreditsReading } from '../../usage/observation.ts';
import { parseCount } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import {
  asName,
  asRecord,
  firstOf,
  type JsonRecord,
  listOf,
  type ReportUnrecognized,
  describeUnrecognized,
} from '../../units/json.ts';
import type { ActionSpec, Endpoint, ParseResult, RequestSpec } from '../provider.ts';
import { codexHeaders, fullBase, hasVendorPaths } from './request.ts';

const countKey = 'rate_limit_reset_credits';

/** How many resets of a limit the user may still redeem (S1-11): 0 is 0, null and blank are unknown. */
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
  if (available !== null) return statedValue({ available, nextExpiresAtMs: null });
  if (stated !== null && stated !== '') report(`${countKey}.available_count`);
  return statedUnknown;
}

const hourMs = 3_600_000;

/** The single banked resets and when they expire; asked hourly, and only where the usage answer counts some. */
export const resetListEndpoint: Endpoint = {
  pollInterval: { defaultMs: hourMs, minimumMs: 300_000, isFixed: true },
  optional: true,
  isWanted: isResetListWanted,
  request: codexResetListRequest,
  parse: parseResetListAnswer,
};

/** There are some, and the list that is known is none, an hour old, or of another number of them. */
export function isResetListWanted(account: Account, facts: Facts, nowMs: number): boolean {
  const counted = currentValue(facts.resetCredits)?.available ?? 0;
  if (counted === 0 || !hasVendorPaths(account)) return false;
  const list = currentValue(facts.resetCreditList);
  const listAsOfMs = facts.resetCreditList.said?.asOfMs ?? 0;
  return list === null || list.available !== counted || nowMs - listAsOfMs >= hourMs;
}

/** Asks for the single banked resets. Only where the base has the vendor's own paths. */
export function codexResetListRequest(account: Account): RequestSpec {
  return {
    method: 'GET',
    url: `${fullBase(account)}/wham/rate-limit-reset-credits`,
    headers: codexHeaders(account),
    timeoutMs: 12_000,
    maximumBytes: 262_144,
  };
}

/** Reads the answer of that endpoint, which is its list and also the newest count. Never throws. */
export function parseResetListAnswer(body: unknown, asOfMs: number): ParseResult {
  const list = parseResetList(body, asOfMs);
  if (list === null) return { ok: false, paths: describeUnrecognized(body, ['$']) };
  return {
    ok: true,
    observation: {
      source: 'poll',
      asOfMs,
      resetCredits: statedValue({ available: list.available, nextExpiresAtMs: null }),
      resetCreditList: statedValue(list),
      oddPaths: [],
    },
  };
}

/** A banked reset that can still be redeemed. */
export interface RedeemableCredit {
  readonly id: string;
  /** As the service names it; null: it does not. */
  readonly title: string | null;
  /** null: not known, or never. */
  readonly expiresAtMs: number | null;
}

/**
 * What a list of single banked resets says, in the endpoint's spelling or that of the Codex tool: how
 * many can be redeemed, by the service's own count, else by counting them, and when the first of them
 * expires. Null where the body is no such list. Never throws.
 */
export function parseResetList(body: unknown, nowMs: number): ResetCreditsReading | null {
  const record = asRecord(body);
  const credits = listOf(record?.['credits']);
  if (record === null || credits === null) return null;
  const open = credits.items.flatMap(({ value }) => openCredit(value, nowMs));
  const isCounted = credits.isWhole && credits.items.every(({ value }) => asRecord(value) !== null);
  const counted = isCounted ? open.length : null;
  const available = parseCount(firstOf(record, ['available_count', 'availableCount'])) ?? counted;
  if (available === null) return null;
  const expiries = open.flatMap(({ expiresAtMs }) => (expiresAtMs === null ? [] : [expiresAtMs]));
  return { available, nextExpiresAtMs: available > 0 && expiries.length > 0 ? Math.min(...expiries) : null };
}

/**
 * The banked resets of a list that can be redeemed now, the one that expires first at the front and
 * those without an expiry at the end. One without an id cannot be named in a request and is left out.
 * Never throws.
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

/** One that is available: its status says so or is left out, and its time has not passed. */
function openCredit(value: unknown, nowMs: number): readonly OpenCredit[] {
  const record = asRecord(value);
  if (record === null) return [];
  const status = record['status'] ?? 'available';
  const isAvailable = typeof status === 'string' && status.trim().toLowerCase() === 'available';
  const expiresAtMs = parseInstantMs(firstOf(record, ['expires_at', 'expiresAt']) ?? null);
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs;
  return isAvailable && !isOver ? [{ record, expiresAtMs }] : [];
}

type ConsumeAnswer = 'reset' | 'already-redeemed' | 'nothing-to-reset' | 'no-credit';

const answers: ReadonlyMap<string, ConsumeAnswer> = new Map([
  ['reset', 'reset'],
  ['already_redeemed', 'already-redeemed'],
  ['nothing_to_reset', 'nothing-to-reset'],
  ['no_credit', 'no-credit'],
]);

/**
 * Redeems one banked reset, which cannot be undone (X.3). The same request id is sent again at each
 * further attempt, so that one wish never takes two.
 *
 * @param requestId A UUID of version 4.
 * @param creditId Which one; null leaves the choice to the service.
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
 * What the service did. Null where its body does not say so: then nothing is known to have happened,
 * whatever the status of the answer is. Never throws.
 */
export function parseConsumeAnswer(body: unknown): ConsumeAnswer | null {
  const code = asName(asRecord(body)?.['code']);
  return code === null ? null : (answers.get(code.toLowerCase()) ?? null);
}
