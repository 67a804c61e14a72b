import { type Judgement, spendInForce } from '../accounts/judgement.ts';
import { currentValue, type Fact } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import type { SpendReading } from '../quota/observation.ts';
import { toIso } from '../units/time.ts';
import type { Convert } from './convert.ts';
import type { AccountSnapshot, PrepaidSnapshot, SpendSnapshot } from './schema.ts';

/** How limits are shown: which figures are old, what is converted, and when it is now. */
export interface SpendTerms extends Pick<Judgement, 'isStale'> {
  readonly convert: Convert;
  readonly nowMs: number;
}

/** The spend limit in force; null: none, or not known. One that is called unknown since is stale. */
export function spendSnapshot(facts: Facts, terms: SpendTerms): SpendSnapshot | null {
  const fact = spendInForce(facts);
  const reading = fact.said?.value ?? null;
  return reading === null ? null : limitSnapshot(reading, fact, terms);
}

/**
 * Every spend limit that is known, the one in force first (S1-12). Where the one in force was told of
 * later than the list, it takes its place in it; where there is none since, the list is over.
 */
export function spendLimitsSnapshot(facts: Facts, terms: SpendTerms): readonly SpendSnapshot[] {
  const list = currentValue(facts.spendLimits) ?? [];
  const listAtMs = list.length === 0 ? -Infinity : (facts.spendLimits.said?.asOfMs ?? -Infinity);
  const listed = list.map((limit) => limitSnapshot(limit, facts.spendLimits, terms));
  const inForce = spendInForce(facts).said;
  if (inForce === null || inForce.asOfMs <= listAtMs) return listed;
  const first = spendSnapshot(facts, terms);
  return first === null ? [] : [first, ...listed.filter(({ scope }) => scope !== first.scope)];
}

/** Money paid in advance; one that its source now calls unknown keeps its last value and age, marked stale. */
export function prepaidSnapshot({ prepaid }: Facts, { isStale, convert, nowMs }: SpendTerms): PrepaidSnapshot | null {
  const { said } = prepaid;
  if (said === null) return null;
  const { currency, balance, nextExpiresAtMs, further = [], spent } = said.value;
  return {
    currency,
    balance,
    converted: convert(balance, currency),
    nextExpiresAt: futureIso(nextExpiresAtMs, nowMs),
    further,
    spent: spent === true,
    asOf: toIso(said.asOfMs),
    stale: isStale(prepaid),
  };
}

/**
 * Banked resets. The list of the single ones knows when they expire; its word counts only while it speaks of
 * as many as are there now, and only about a moment to come.
 */
export function resetCreditsSnapshot(
  facts: Facts,
  { isStale, nowMs }: Pick<SpendTerms, 'isStale' | 'nowMs'>,
): AccountSnapshot['resetCredits'] {
  const list = currentValue(facts.resetCreditList);
  const fact = currentValue(facts.resetCredits) === null ? facts.resetCreditList : facts.resetCredits;
  const current = currentValue(fact);
  if (current === null) return null;
  const listed = list?.available === current.available ? list.nextExpiresAtMs : null;
  return {
    available: current.available,
    nextExpiresAt: futureIso(current.nextExpiresAtMs, nowMs) ?? futureIso(listed, nowMs),
    asOf: fact.said === null ? null : toIso(fact.said.asOfMs),
    stale: isStale(fact),
  };
}

function limitSnapshot(
  { resetsAtMs, ...reading }: SpendReading,
  fact: Fact<unknown>,
  { isStale, convert, nowMs }: SpendTerms,
): SpendSnapshot {
  return {
    ...reading,
    converted: reading.unit === 'money' ? convert(reading.used, reading.currency) : null,
    resetsAt: resetsAtMs === null ? null : toIso(resetsAtMs),
    asOf: fact.said === null ? null : toIso(fact.said.asOfMs),
    stale: isStale(fact) || (resetsAtMs !== null && resetsAtMs <= nowMs),
  };
}

function futureIso(atMs: number | null, nowMs: number): string | null {
  return atMs === null || atMs <= nowMs ? null : toIso(atMs);
}
