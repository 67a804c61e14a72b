import { isWithdrawn } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import { toIso } from '../units/time.ts';
import { creditsToUsd } from '../credits/credits-to-usd.ts';
import type { CreditsSnapshot } from './snapshot.ts';

/**
 * The credit block of one account; null when no source ever spoke of credits. A balance that the
 * source now calls unknown keeps its last value and its own age, marked stale (S1-18, X.1 point 4).
 *
 * @param old True when the account's data are not fresh.
 * @param creditsPerUsd 0 hides dollars (S1-34).
 */
export function creditsSnapshot(facts: Facts, old: boolean, creditsPerUsd: number): CreditsSnapshot | null {
  const flags = facts.credits.said;
  const balance = facts.balance.said;
  const newest = newer(flags, balance);
  if (newest === null) return null;
  const unlimited = flags?.value.unlimited ?? null;
  return {
    hasCredits: flags?.value.hasCredits ?? null,
    unlimited,
    balance: balance?.value ?? null,
    usd: unlimited === true || balance === null ? null : creditsToUsd(balance.value, creditsPerUsd),
    overageLimitReached: flags?.value.overageLimitReached ?? null,
    asOf: toIso((balance ?? newest).asOfMs),
    stale: old || isWithdrawn(facts.balance) || isWithdrawn(facts.credits),
  };
}

function newer<A extends { asOfMs: number }, B extends { asOfMs: number }>(a: A | null, b: B | null): A | B | null {
  if (a === null || b === null) return a ?? b;
  return a.asOfMs >= b.asOfMs ? a : b;
}
