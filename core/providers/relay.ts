import { said } from '../quota/fact.ts';
import type { MeteredReading, Observation } from '../quota/observation.ts';
import { parseCount } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';
import type { ReadResult } from './provider.ts';
import { resultOf } from './parse.ts';
import { asName, asRecord, firstOf, type JsonRecord } from './json.ts';

/** Which allowance a tier of the relay is counted by, where the envelope does not say it. */
const cappedByTier: ReadonlyMap<string, string> = new Map([
  ['core', 'lifetime'],
  ['pro', 'monthly'],
]);

/**
 * Reads the envelope around every answer of a relay, of a success as of a refusal (S3 wire). Null credits
 * are without limit; missing or malformed ones are not understood. Never throws.
 */
export function readBalance(body: unknown, asOfMs: number): ReadResult {
  const envelope = asRecord(body);
  const reading = envelope === null ? null : readMetered(envelope);
  if (reading === null) return resultOf(body, asOfMs, {}, envelope === null ? ['$'] : oddPathsOf(envelope));
  // A balance costs nothing, so what it does not charge says nothing about the call before it.
  const lastCharge = reading.lastCharge === 0 ? null : reading.lastCharge;
  return resultOf(body, asOfMs, { ledger: said({ ...reading, lastCharge }) }, []);
}

/** The envelope that another program saw around a call it made; null where it is none. Never throws. */
export function readPostedEnvelope(body: unknown, asOfMs: number): Observation | null {
  const envelope = asRecord(body);
  const reading = envelope === null ? null : readMetered(envelope);
  return reading === null ? null : { source: 'headers', asOfMs, ledger: said(reading), oddPaths: [] };
}

function readMetered(envelope: JsonRecord): MeteredReading | null {
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

function oddPathsOf(envelope: JsonRecord): readonly string[] {
  const isCount = envelope['credits_remaining'] === null || parseCount(envelope['credits_remaining']) !== null;
  return [...(isCount ? [] : ['credits_remaining']), ...(asName(envelope['tier']) === null ? ['tier'] : [])];
}
