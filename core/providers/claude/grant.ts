import type { Account } from '../../accounts/account.ts';
import { currentValue, statedValue } from '../../usage/fact.ts';
import type { Facts } from '../../usage/facts.ts';
import { isGrantFresh } from '../../usage/grant.ts';
import type { GrantReading, Observation } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, type JsonRecord, describeUnrecognized } from '../../units/json.ts';
import type { Endpoint, ParseResult, RequestSpec } from '../provider.ts';

/**
 * The credit for extra usage that is on offer to the organisation (S0). It is only ever read: to claim
 * it is the user's own step at the service.
 */
export const grantEndpoint: Endpoint = {
  pollInterval: { defaultMs: 3_600_000, minimumMs: 300_000, isFixed: true },
  optional: true,
  isWanted: isGrantWanted,
  request: grantRequest,
  parse: parseGrant,
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
export function parseGrant(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const offer = record === null ? null : parseGrantOffer(record);
  if (offer === null) return { ok: false, paths: describeUnrecognized(body, record === null ? ['$'] : keys) };
  return {
    ok: true,
    observation: { source: 'poll', asOfMs, grant: statedValue({ ...offer, answeredAtMs: asOfMs }), oddPaths: [] },
  };
}

const keys: readonly string[] = ['available', 'eligible', 'granted', 'amount_minor_units', 'currency'];

/**
 * A credit grant as the service words it, without its age (S0-18): three flags that are flags, a whole
 * amount or none, a currency or none. Null where one of them is not as it should be.
 */
export function parseGrantOffer(info: JsonRecord): Omit<GrantReading, 'answeredAtMs'> | null {
  const [available, eligible, granted] = ['available', 'eligible', 'granted'].map((key) => parseFlag(info[key]));
  const amountMinorUnits = info['amount_minor_units'];
  const currency = info['currency'];
  if (available == null || eligible == null || granted == null) return null;
  if (!isAmount(amountMinorUnits) || !isCurrency(currency)) return null;
  return { available, eligible, granted, amountMinorUnits, currency: currency?.toUpperCase() ?? null };
}

function isAmount(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
}

function isCurrency(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value));
}

/**
 * What Claude Code's own state file says about the credit grant of the organisation that is signed in
 * (S0): the entry under that organisation's id, which is read once, from the same text (S0-20). Null where
 * there is no entry for it, or one that is not as it should be (S0-18). Never throws.
 *
 * The observation is as old as the entry says. An entry without a usable time (S0-21: missing, not a
 * number, in the future) is as old as its file at best, and its reading says that its age is not known.
 *
 * @param state The decoded `.claude.json`.
 * @param fileTimeMs When the file was written, epoch ms.
 */
export function parseGrantCache(state: unknown, fileTimeMs: number, nowMs: number): Observation | null {
  const file = asRecord(state);
  const organisation = asName(asRecord(file?.['oauthAccount'])?.['organizationUuid']);
  const cache = asRecord(file?.['overageCreditGrantCache']);
  if (organisation === null || cache === null || !Object.hasOwn(cache, organisation)) return null;
  const entry = asRecord(cache[organisation]);
  const info = asRecord(entry?.['info']);
  const offer = info === null ? null : parseGrantOffer(info);
  if (offer === null) return null;
  const answeredAtMs = parseTimestamp(entry?.['timestamp'], nowMs);
  return {
    source: 'cache',
    asOfMs: answeredAtMs ?? Math.min(fileTimeMs, nowMs),
    grant: statedValue({ ...offer, answeredAtMs }),
    oddPaths: [],
  };
}

function parseTimestamp(value: unknown, nowMs: number): number | null {
  return typeof value === 'number' && value > 0 && value <= nowMs ? Math.round(value) : null;
}
