import type { Account } from '../../accounts/account.ts';
import type { ActionSpec } from '../provider.ts';
import { asName, asRecord } from '../json.ts';
import { codexHeaders, fullBase } from './request.ts';

export type ConsumeAnswer = 'reset' | 'already-redeemed' | 'nothing-to-reset' | 'no-credit';

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
export function readConsumeAnswer(body: unknown): ConsumeAnswer | null {
  const code = asName(asRecord(body)?.['code']);
  return code === null ? null : (answers.get(code.toLowerCase()) ?? null);
}
