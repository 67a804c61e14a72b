import type { Account } from '../accounts/account.ts';
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

/** A recap relay with metered installs, by its balance (S3 wire). An install without a licence has no key. */
export const relayProvider: Provider = {
  id: 'relay',
  displayName: 'Recap relay',
  signInCommand: null,
  key: { page: null, defaultBaseUrl: null, optional: true },
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

/** Which allowance a tier of the relay is counted by, where the envelope does not say it. */
const cappedByTier: ReadonlyMap<string, string> = new Map([
  ['core', 'lifetime'],
  ['pro', 'monthly'],
]);

/**
 * Reads the envelope around every answer of a relay, of a success as of a refusal (S3 wire). Null credits
 * are without limit; missing or malformed ones are not understood. Never throws.
 */
export function parseBalance(body: unknown, asOfMs: number): ParseResult {
  const envelope = asRecord(body);
  const reading = envelope === null ? null : parseMetered(envelope);
  if (reading === null) return parseResult(body, asOfMs, {}, envelope === null ? ['$'] : unrecognizedPathsOf(envelope));
  // A balance costs nothing, so what it does not charge says nothing about the call before it.
  const lastCharge = reading.lastCharge === 0 ? null : reading.lastCharge;
  return parseResult(body, asOfMs, { ledger: statedValue({ ...reading, lastCharge }) }, []);
}

/** The envelope that another program saw around a call it made; null where it is none. Never throws. */
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
