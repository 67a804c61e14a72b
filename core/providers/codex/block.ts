import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { BlockCode, BlockReading } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, type JsonRecord } from '../../units/json.ts';

/** What the service says outright about whether an account may work; null: it does not say. */
export interface BlockSignals {
  readonly allowed: boolean | null;
  readonly limitReached: boolean | null;
  /** The code of a stated reason; null: no reason was stated. */
  readonly reason: BlockCode | null;
  /** True: the source says that there is no such reason. */
  readonly saysNoReason: boolean;
  readonly spendReached: boolean | null;
  readonly ordinaryUsageAllowed: boolean | null;
}

const reasons: ReadonlyMap<string, BlockCode> = new Map([
  ['rate_limit_reached', 'unknown'],
  ['workspace_owner_credits_depleted', 'workspace-credits'],
  ['workspace_member_credits_depleted', 'workspace-credits'],
  ['workspace_owner_usage_limit_reached', 'spend-cap'],
  ['workspace_member_usage_limit_reached', 'spend-cap'],
]);

/**
 * The code of a `rate_limit_reached_type`, a text or an object with `type` or `kind`. `unknown` for a word
 * that is not known here; null where no reason stands there.
 */
export function parseBlockCode(value: unknown): BlockCode | null {
  const record = asRecord(value);
  const word = asName(record === null ? value : (record['type'] ?? record['kind']));
  return word === null ? null : (reasons.get(word.toLowerCase()) ?? 'unknown');
}

/** The same of a header, where a word that is not known says nothing. */
export function parseKnownBlockCode(value: string | undefined): BlockCode | null {
  return reasons.get((value ?? '').trim().toLowerCase()) ?? null;
}

/** The outright words of a body of the usage endpoint. */
export function parseBlockSignals(body: JsonRecord): BlockSignals {
  const limit = asRecord(body['rate_limit']);
  const stated = body['rate_limit_reached_type'];
  return {
    allowed: parseFlag(limit?.['allowed']),
    limitReached: parseFlag(limit?.['limit_reached']),
    reason: parseBlockCode(stated),
    saysNoReason: stated === null,
    spendReached: parseFlag(asRecord(body['spend_control'])?.['reached']),
    ordinaryUsageAllowed: null,
  };
}

/**
 * What the words come to: a block with its reason, the most telling one first; a null value where the
 * service says that nothing stops the account; unknown where it says nothing about it.
 *
 * @param spendResetsAtMs When the spend limit in force begins anew; null: not known.
 */
export function statedBlock(words: BlockSignals, spendResetsAtMs: number | null): Stated<BlockReading | null> {
  const code = codeOf(words);
  if (code !== null) return statedValue({ code, endsAtMs: code === 'spend-cap' ? spendResetsAtMs : null });
  const isAllowed =
    words.allowed === true ||
    words.limitReached === false ||
    words.saysNoReason ||
    words.spendReached === false ||
    words.ordinaryUsageAllowed === true;
  return isAllowed ? statedValue(null) : statedUnknown;
}

/** A reason that explains a hit limit without any window: then no window is taken for the hit one. */
export function explainsHit(words: BlockSignals): boolean {
  const code = codeOf(words);
  return code === 'workspace-credits' || code === 'spend-cap';
}

function codeOf(words: BlockSignals): BlockCode | null {
  if (words.reason !== null && words.reason !== 'unknown') return words.reason;
  if (words.spendReached === true) return 'spend-cap';
  if (words.ordinaryUsageAllowed === false) return 'ordinary-usage-off';
  return words.reason !== null || words.allowed === false || words.limitReached === true ? 'unknown' : null;
}
