import type { Account } from '../../accounts/account.ts';
import { currentValue, said } from '../../quota/fact.ts';
import type { Facts } from '../../quota/facts.ts';
import { isGrantFresh } from '../../quota/grant-freshness.ts';
import { asRecord, oddFields } from '../json.ts';
import type { Endpoint, ReadResult, RequestSpec } from '../provider.ts';
import { readOffer } from './read-offer.ts';

/**
 * The credit for extra usage that is on offer to the organisation (S0). It is only ever read: to claim
 * it is the user's own step at the service.
 */
export const grantEndpoint: Endpoint = {
  cadence: { defaultMs: 3_600_000, minimumMs: 300_000, ownLife: true },
  optional: true,
  isWanted: isGrantWanted,
  request: grantRequest,
  read: readGrant,
};

/** With an organisation to ask for (S0-1, S0-5), unless an answer of the last hour is known, whoever asked (S0-3). */
export function isGrantWanted(account: Account, facts: Facts, nowMs: number): boolean {
  const hasOrganization = (account.organizationId ?? '').trim() !== '';
  return hasOrganization && !isGrantFresh(currentValue(facts.grant)?.answeredAtMs ?? null, nowMs);
}

/** Asks by the headers of S0(b), under the app's own name (X.3), and waits 5 s (S0-17). */
export function grantRequest(account: Account): RequestSpec {
  const organization = encodeURIComponent((account.organizationId ?? '').trim());
  return {
    method: 'GET',
    url: `${account.baseUrl.replace(/\/+$/, '')}/api/oauth/organizations/${organization}/overage_credit_grant`,
    headers: {
      Authorization: 'Bearer {{secret:accessToken}}',
      'Content-Type': 'application/json',
      'anthropic-version': '2023-06-01',
      'User-Agent': 'quota-tray/{{version}}',
    },
    timeoutMs: 5000,
    maximumBytes: 65_536,
  };
}

/** Reads the answer; one that is not as it should be is a failed request (S0-18). Never throws. */
export function readGrant(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  const offer = record === null ? null : readOffer(record);
  if (offer === null) return { ok: false, paths: oddFields(body, record === null ? ['$'] : keys) };
  return {
    ok: true,
    observation: { source: 'poll', asOfMs, grant: said({ ...offer, answeredAtMs: asOfMs }), oddPaths: [] },
  };
}

const keys: readonly string[] = ['available', 'eligible', 'granted', 'amount_minor_units', 'currency'];
