import type { Account } from './account.ts';
import { statedValue } from '../usage/fact.ts';
import type { MeteredReading, Observation } from '../usage/observation.ts';
import { parseCount } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';
import { asName, asRecord, firstOf, type JsonRecord } from '../units/json.ts';
import { ignoreHeaders, parseResult } from './parse.ts';
import type { Provider, ParseResult, RequestSpec } from './provider.ts';
import { keyRequest } from './request.ts';

const tiers: ReadonlyMap<string, string> = new Map([
  ['core', 'Core'],
  ['pro', 'Pro'],
  ['max', 'Max'],
]);

/** A recap relay with metered installs, polled for its balance. An install without a licence has no key. */
export const relayProvider: Provider = {
  id: 'relay',
  displayName: 'Recap relay',
  tile: 'Re',
  shows: ['limits'],
  signInCommand: null,
  key: { page: null, defaultBaseUrl: null, optional: true, idOf: 'install' },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      isWanted: (account) => installIdOf(account) !== null,
      request: balanceRequest,
      parse: parseBalance,
    },
  },
  parseHeaders: ignoreHeaders,
  parseBody: parseExternalEnvelope,
  planName: (tier) => tiers.get(tier.trim().toLowerCase()) ?? tier,
};

const paymentRequired = 402;

/** The id of the install; null where there is none, or where a header cannot carry it. */
export function installIdOf({ organizationId, vendorAccountId }: Account): string | null {
  const id = organizationId ?? vendorAccountId;
  return id !== null && /^[\x21-\x7e]{1,200}$/.test(id) ? id : null;
}

/**
 * The request for the balance of an install, which costs no credits. Without a licence, the HTTP adapter omits
 * `Authorization`, because its secret is empty. A 402 carries the same envelope as a 200.
 */
export function balanceRequest(account: Account): RequestSpec {
  const id = installIdOf(account);
  const headers = {
    ...(id === null ? {} : { 'X-Recap-Install-Id': id }),
    Authorization: 'Bearer {{secret:accessToken}}',
  };
  return { ...keyRequest(account, '/relay/balance', headers), answerStatuses: [paymentRequired] };
}

/** The allowance that counts for a tier, for envelopes that do not name it. */
const cappedByTier: ReadonlyMap<string, string> = new Map([
  ['core', 'lifetime'],
  ['pro', 'monthly'],
]);

/**
 * Parses the envelope, which is the same in successful answers and refusals. Null credits mean no limit. Missing or
 * malformed credits are unrecognized. Never throws.
 */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const envelope = asRecord(body);
  const reading = envelope === null ? null : parseMetered(envelope);
  if (reading === null) return parseResult(body, asOfMs, {}, envelope === null ? ['$'] : unrecognizedPathsOf(envelope));
  // Asking for the balance is free, so a charge of 0 says nothing about the last model call.
  const lastCharge = reading.lastCharge === 0 ? null : reading.lastCharge;
  return parseResult(body, asOfMs, { ledger: statedValue({ ...reading, lastCharge }) }, []);
}

/** Parses the envelope of a call that another program made; null where the body is no envelope. Never throws. */
function parseExternalEnvelope(body: unknown, asOfMs: number): Observation | null {
  const envelope = asRecord(body);
  const reading = envelope === null ? null : parseMetered(envelope);
  return reading === null ? null : { source: 'headers', asOfMs, ledger: statedValue(reading), oddPaths: [] };
}

function parseMetered(envelope: JsonRecord): MeteredReading | null {
  const credits = envelope['credits_remaining'];
  const remaining = parseCount(credits);
  const tier = asName(envelope['tier']);
  if (tier === null || (remaining === null && credits !== null)) return null;
  const resetsAt = firstOf(envelope, ['resets_at', 'credits_reset_at', 'renews_at']);
  return {
    remaining,
    tier,
    capped: remaining === null ? 'none' : (asName(envelope['capped']) ?? cappedByTier.get(tier) ?? null),
    geminiRemaining: parseCount(envelope['gemini_remaining']),
    lastCharge: chargeOf(envelope['credit_charged']),
    resetsAtMs: parseInstantMs(resetsAt),
  };
}

function chargeOf(charged: unknown): number | null {
  return typeof charged === 'boolean' ? Number(charged) : parseCount(charged);
}

function unrecognizedPathsOf(envelope: JsonRecord): readonly string[] {
  const isCount = envelope['credits_remaining'] === null || parseCount(envelope['credits_remaining']) !== null;
  return [...(isCount ? [] : ['credits_remaining']), ...(asName(envelope['tier']) === null ? ['tier'] : [])];
}
