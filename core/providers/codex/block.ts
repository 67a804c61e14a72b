import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { BlockCode, BlockReading } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, type JsonRecord } from '../../units/json.ts';

/** What the service states about whether an account may work; null: it does not say. */
export interface BlockSignals {
  readonly allowed: boolean | null;
  readonly limitReached: boolean | null;
  /** The code of the stated reason; null: the service states no reason. */
  readonly reason: BlockCode | null;
  /** True: the service states explicitly that there is no reason. */
  readonly statesNoReason: boolean;
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
 * The code of `rate_limit_reached_type`, which is a text or an object with `type` or `kind`. `unknown` for a reason
 * that is not known here; null where no reason is stated.
 */
export function parseBlockCode(value: unknown): BlockCode | null {
  const record = asRecord(value);
  const word = asName(record === null ? value : (record['type'] ?? record['kind']));
  return word === null ? null : (reasons.get(word.toLowerCase()) ?? 'unknown');
}

/** The code of a reason in a header; null where the header has no reason that is known here. */
export function parseKnownBlockCode(value: string | undefined): BlockCode | null {
  return reasons.get((value ?? '').trim().toLowerCase()) ?? null;
}

/** The block signals in a body of the usage endpoint. */
export function parseBlockSignals(body: JsonRecord): BlockSignals {
  const limit = asRecord(body['rate_limit']);
  const stated = body['rate_limit_reached_type'];
  return {
    allowed: parseFlag(limit?.['allowed']),
    limitReached: parseFlag(limit?.['limit_reached']),
    reason: parseBlockCode(stated),
    statesNoReason: stated === null,
    spendReached: parseFlag(asRecord(body['spend_control'])?.['reached']),
    ordinaryUsageAllowed: null,
  };
}

/**
 * The block that the signals amount to, by the most specific reason. A null value means that the service states that
 * the account is not blocked; unknown means that it does not say.
 *
 * @param spendResetsAtMs When the spend limit in force resets; null: unknown.
 */
export function statedBlock(signals: BlockSignals, spendResetsAtMs: number | null): Stated<BlockReading | null> {
  const code = codeOf(signals);
  if (code !== null) return statedValue({ code, endsAtMs: code === 'spend-cap' ? spendResetsAtMs : null });
  const isAllowed =
    signals.allowed === true ||
    signals.limitReached === false ||
    signals.statesNoReason ||
    signals.spendReached === false ||
    signals.ordinaryUsageAllowed === true;
  return isAllowed ? statedValue(null) : statedUnknown;
}

/** True where the stated reason is not a window. Then no window counts as the one that was hit. */
export function explainsHit(signals: BlockSignals): boolean {
  const code = codeOf(signals);
  return code === 'workspace-credits' || code === 'spend-cap';
}

function codeOf(signals: BlockSignals): BlockCode | null {
  if (signals.reason !== null && signals.reason !== 'unknown') return signals.reason;
  if (signals.spendReached === true) return 'spend-cap';
  if (signals.ordinaryUsageAllowed === false) return 'ordinary-usage-off';
  return signals.reason !== null || signals.allowed === false || signals.limitReached === true ? 'unknown' : null;
}
