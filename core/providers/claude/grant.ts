import type { Account } from '../account.ts';
import { currentValue, statedValue } from '../../usage/fact.ts';
import type { Facts } from '../../usage/facts.ts';
import { isGrantFresh } from '../../usage/grant.ts';
import type { GrantReading, Observation } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, type JsonRecord, describeUnrecognized } from '../../units/json.ts';
import type { Endpoint, ParseResult, RequestSpec } from '../provider.ts';

/**
 * The credit for extra usage that the service offers to the organisation. The app only shows it; the user claims it at
 * the service.
 */
export const grantEndpoint: Endpoint = {
  pollInterval: { defaultMs: 3_600_000, minimumMs: 300_000, isFixed: true },
  optional: true,
  isWanted: isGrantWanted,
  request: grantRequest,
  parse: parseGrant,
};

/** True where the account has an organisation and no answer of the last hour is known, from any source. */
export function isGrantWanted(account: Account, facts: Facts, nowMs: number): boolean {
  const hasOrganization = (account.organizationId ?? '').trim() !== '';
  return hasOrganization && !isGrantFresh(currentValue(facts.grant)?.answeredAtMs ?? null, nowMs);
}

/** The request for the grant, with the app's own User-Agent. It waits 5 s, because the grant is optional. */
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

/** Parses the answer. An answer of another form is a failed request. Never throws. */
export function parseGrant(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  const offer = record === null ? null : parseGrantOffer(record);
  if (offer === null) return { ok: false, paths: describeUnrecognized(body, record === null ? ['$'] : grantKeys) };
  return {
    ok: true,
    observation: { source: 'poll', asOfMs, grant: statedValue({ ...offer, answeredAtMs: asOfMs }), oddPaths: [] },
  };
}

const grantKeys: readonly string[] = ['available', 'eligible', 'granted', 'amount_minor_units', 'currency'];

/**
 * A grant without its age: three flags, a whole amount or null, and a currency or null. Null where one of them has
 * another form.
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
 * The grant that Claude Code keeps in its own state file for the organisation that is signed in. Null where the file
 * has no entry for it, or one of another form. Never throws.
 *
 * The observation has the time of the entry. Without a usable time (missing, not a number, in the future) it has the
 * time of the file, and the grant states that its age is unknown.
 *
 * @param state The decoded `.claude.json`. The organisation and the entry come from the same text, so that a grant
 * never belongs to another organisation.
 * @param fileTimeMs When the file was written, in epoch ms.
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
