import { type Said, said, saidUnknown } from '../quota/fact.ts';
import type { Observation } from '../quota/observation.ts';
import { type DecimalString, parseDecimal } from '../units/decimal.ts';
import { multiplyMoney } from '../units/money.ts';
import { parseNumber } from '../units/number.ts';
import { parsePercent } from '../units/percent.ts';
import { parseInstantMs } from '../units/time.ts';
import { oddFields } from './odd-fields.ts';
import type { ReadResult } from './provider.ts';
import { saysSomething } from './statements.ts';

const clockSlackMs = 60_000;
const longestWindowSeconds = 366 * 86_400;

/** What an answer says, without when and by whom it was said. */
export type ReadParts = Omit<Observation, 'source' | 'asOfMs' | 'oddPaths'>;

/**
 * The result of reading one answer: a reading where it says a thing, or where it was understood although it
 * says nothing; else the names of what was not.
 */
export function resultOf(
  body: unknown,
  asOfMs: number,
  parts: ReadParts,
  oddPaths: readonly string[],
  isUnderstood = false,
): ReadResult {
  const observation: Observation = { source: 'poll', asOfMs, ...parts, oddPaths: oddFields(body, oddPaths) };
  if (isUnderstood || saysSomething(observation)) return { ok: true, observation };
  return { ok: false, paths: oddFields(body, oddPaths.length > 0 ? oddPaths : ['$']) };
}

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
