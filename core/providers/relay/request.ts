import type { Account } from '../../accounts/account.ts';
import { keyRequest } from '../request.ts';
import type { RequestSpec } from '../provider.ts';

const paymentRequired = 402;

/** The id of the install whose credits are asked for; null: none, or nothing that a header can carry. */
export function installIdOf({ organizationId, vendorAccountId }: Account): string | null {
  const id = organizationId ?? vendorAccountId;
  return id !== null && /^[\x21-\x7e]{1,200}$/.test(id) ? id : null;
}

/**
 * Asks what an install has left, which is free of charge (S3 wire). Without a licence there is no
 * `Authorization`: the HTTP adapter leaves a header with an empty slot out. A 402 carries the envelope.
 */
export function balanceRequest(account: Account): RequestSpec {
  const id = installIdOf(account);
  const headers = {
    ...(id === null ? {} : { 'X-Recap-Install-Id': id }),
    Authorization: 'Bearer {{secret:accessToken}}',
  };
  return { ...keyRequest(account, '/relay/balance', headers), answerStatuses: [paymentRequired] };
}
