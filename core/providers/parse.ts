import { type Said, said, saidUnknown } from '../quota/fact.ts';
import type { Observation } from '../quota/observation.ts';
import type { Failure } from '../refresh/failure.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { multiplyMoney } from '../units/money.ts';
import { parseNumber } from '../units/number.ts';
import { parsePercent } from '../units/percent.ts';
import { parseInstantMs } from '../units/time.ts';
import { envelopeFailure, saysRefused } from './envelope.ts';
import { oddFields } from './odd-fields.ts';
import type { ReadResult } from './provider.ts';
import { showsSomething } from './statements.ts';

const clockSlackMs = 60_000;
const longestWindowSeconds = 366 * 86_400;

/** What an answer says, without when and by whom it was said. */
export type ReadParts = Omit<Observation, 'source' | 'asOfMs' | 'oddPaths'>;

/**
 * The result of reading one answer: a reading where there is something to show. Else what the service says
 * outright in its envelope, else the names of what was not understood, else that there is nothing to show.
 *
 * @param isAnswer True where "there is none" is the answer, such as of a wallet that a key does not have.
 */
export function resultOf(
  body: unknown,
  asOfMs: number,
  parts: ReadParts,
  oddPaths: readonly string[],
  isAnswer = false,
): ReadResult {
  const observation: Observation = { source: 'poll', asOfMs, ...parts, oddPaths: oddFields(body, oddPaths) };
  if (!saysRefused(body) && (isAnswer || showsSomething(observation))) return { ok: true, observation };
  return unreadable(body, asOfMs, oddPaths);
}

type UnreadableResult = Extract<ReadResult, { readonly ok: false }>;

/** An answer of which nothing can be shown, with the reason for it. */
export function unreadable(body: unknown, asOfMs: number, oddPaths: readonly string[]): UnreadableResult {
  const paths = oddFields(body, oddPaths.length > 0 ? oddPaths : ['$']);
  const stated = envelopeFailure(body, asOfMs);
  const failure = stated ?? (oddPaths.length === 0 ? nothingShown : null);
  return { ok: false, paths, ...(failure === null ? {} : { failure }) };
}

const nothingShown: Failure = { kind: 'nothing-shown' };

/** A decimal amount as money with exactly its currency's decimals, rounded half to even; null for none. */
export function moneyOf(value: unknown, currency: string): DecimalString | null {
  const amount = parseDecimal(value);
  return amount === null ? null : multiplyMoney(amount, '1', currency);
}

/** How many percent of a limit are used, both 0 or more; unknown where the limit is 0 or there is none. */
export function usedOfLimit(used: unknown, limit: unknown): Said<number> | null {
  const [part, whole] = [parseNumber(used), parseNumber(limit)];
  if (part === null || part < 0) return null;
  if (whole === null || whole <= 0) return saidUnknown;
  const percent = parsePercent((100 * part) / whole);
  return percent === null ? null : said(percent);
}

/**
 * A used share of 1 as a percentage, without the digits that binary fractions add; null where the service
 * says that it does not know, undefined where there is none.
 */
export function percentOfShare(share: unknown): number | null | undefined {
  if (share === null) return null;
  const value = parseNumber(share);
  return value === null ? undefined : Math.round(value * 1e8) / 1e6;
}

/** The length of a window of so many units; null where that is no whole number of seconds, or over a year. */
export function windowSeconds(count: unknown, unitSeconds: number): number | null {
  const seconds = (parseNumber(count) ?? 0) * unitSeconds;
  return Number.isInteger(seconds) && seconds > 0 && seconds <= longestWindowSeconds ? seconds : null;
}

/** When a window begins anew; null where that is no time, or one that is over when it is said. */
export function sayReset(value: unknown, asOfMs: number): Said<number> | null {
  const atMs = parseInstantMs(value);
  return atMs === null || atMs < asOfMs - clockSlackMs ? null : said(atMs);
}

/** For a service whose model calls tell nothing in their headers. */
export function noHeaders(): null {
  return null;
}
