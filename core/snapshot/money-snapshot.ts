import { isTooOld } from '../accounts/judge-account.ts';
import { currentValue, type Fact, isWithdrawn } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import type { SpendReading } from '../quota/observation.ts';
import { toIso } from '../units/time.ts';
import type { Convert } from './convert.ts';
import type { AccountSnapshot, PrepaidSnapshot, SpendSnapshot } from './snapshot.ts';

/** What was said of the limit in force; where the usage answer names none, by a question of its own (S1-13). */
export function spendInForce({ spend, monthlySpend }: Facts): Fact<SpendReading | null> {
  const isNamed = spend.said !== null && spend.said.value !== null;
  return isNamed || currentValue(monthlySpend) === null ? spend : monthlySpend;
}

/** How limits are shown: from which age on they are old, what is converted, and when it is now. */
export interface SpendTerms {
  readonly staleAfterMs: number;
  /** The same for a month's spending, which is asked by itself (S1-13). */
  readonly monthStaleAfterMs: number;
  readonly convert: Convert;
  readonly nowMs: number;
}

/** The spend limit in force; null: none, or not known. One that is called unknown since is stale. */
export function spendSnapshot(facts: Facts, terms: SpendTerms): SpendSnapshot | null {
  const fact = spendInForce(facts);
  const reading = fact.said?.value ?? null;
  return reading === null ? null : limitSnapshot(reading, ageOf(fact, facts, terms), terms);
}

/**
 * Every spend limit that is known, the one in force first (S1-12). Where the one in force was told of
 * later than the list, it takes its place in it; where there is none since, the list is over.
 */
export function spendLimitsSnapshot(facts: Facts, terms: SpendTerms): readonly SpendSnapshot[] {
  const list = currentValue(facts.spendLimits) ?? [];
  const listAtMs = list.length === 0 ? -Infinity : (facts.spendLimits.said?.asOfMs ?? -Infinity);
  const listed = list.map((limit) => limitSnapshot(limit, ageOf(facts.spendLimits, facts, terms), terms));
  const inForce = spendInForce(facts).said;
  if (inForce === null || inForce.asOfMs <= listAtMs) return listed;
  const first = spendSnapshot(facts, terms);
  return first === null ? [] : [first, ...listed.filter(({ scope }) => scope !== first.scope)];
}

/** Money paid in advance; one that its source now calls unknown keeps its last value and age, marked stale. */
export function prepaidSnapshot(
  { prepaid }: Facts,
  staleAfterMs: number,
  convert: Convert,
  nowMs: number,
): PrepaidSnapshot | null {
  const { said } = prepaid;
  if (said === null) return null;
  const { currency, balance, nextExpiresAtMs, further = [], spent } = said.value;
  const ageMs = nowMs - said.asOfMs;
  return {
    currency,
    balance,
    converted: convert(balance, currency),
    nextExpiresAt: futureIso(nextExpiresAtMs, nowMs),
    further,
    spent: spent === true,
    asOf: toIso(said.asOfMs),
    stale: isWithdrawn(prepaid) || ageMs < 0 || ageMs >= staleAfterMs,
  };
}

/**
 * Banked resets. The list of the single ones knows when they expire; its word counts only while it speaks of
 * as many as are there now, and only about a moment to come.
 */
export function resetCreditsSnapshot(facts: Facts, nowMs: number): AccountSnapshot['resetCredits'] {
  const list = currentValue(facts.resetCreditList);
  const current = currentValue(facts.resetCredits) ?? list;
  if (current === null) return null;
  const listed = list?.available === current.available ? list.nextExpiresAtMs : null;
  return {
    available: current.available,
    nextExpiresAt: futureIso(current.nextExpiresAtMs, nowMs) ?? futureIso(listed, nowMs),
  };
}

interface SpendAge {
  readonly asOfMs: number | null;
  readonly isOld: boolean;
}

function ageOf(fact: Fact<unknown>, { monthlySpend }: Facts, terms: SpendTerms): SpendAge {
  const { staleAfterMs, monthStaleAfterMs, nowMs } = terms;
  const asOfMs = fact.said?.asOfMs ?? null;
  const lifeMs = fact === monthlySpend ? monthStaleAfterMs : staleAfterMs;
  return { asOfMs, isOld: isWithdrawn(fact) || asOfMs === null || isTooOld(asOfMs, lifeMs, nowMs) };
}

function limitSnapshot(
  { resetsAtMs, ...reading }: SpendReading,
  { asOfMs, isOld }: SpendAge,
  { convert, nowMs }: SpendTerms,
): SpendSnapshot {
  return {
    ...reading,
    converted: reading.unit === 'money' ? convert(reading.used, reading.currency) : null,
    resetsAt: resetsAtMs === null ? null : toIso(resetsAtMs),
    asOf: asOfMs === null ? null : toIso(asOfMs),
    stale: isOld || (resetsAtMs !== null && resetsAtMs <= nowMs),
  };
}

function futureIso(atMs: number | null, nowMs: number): string | null {
  return atMs === null || atMs <= nowMs ? null : toIso(atMs);
}
