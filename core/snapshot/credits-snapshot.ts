import type { Judgement } from '../accounts/judgement.ts';
import { isWithdrawn } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import type { Settings } from '../settings/settings.ts';
import { compareDecimals } from '../units/decimal.ts';
import { toIso } from '../units/time.ts';
import { creditsToUsd } from '../credits/credits-to-usd.ts';
import type { Convert } from './convert.ts';
import type { CreditsSnapshot } from './schema.ts';

/**
 * The credit block of one account; null when no source ever spoke of credits. A balance that the
 * source now calls unknown keeps its last value and its own age, marked stale (S1-18, X.1 point 4).
 *
 * @param isStale Whether a figure no longer counts as one of now.
 * @param settings `creditsPerUsd` 0 hides dollars (S1-34); below `lowCredits` a balance is low.
 */
export function creditsSnapshot(
  facts: Facts,
  isStale: Judgement['isStale'],
  settings: Settings,
  convert: Convert,
): CreditsSnapshot | null {
  const flags = facts.credits.said;
  const balance = facts.balance.said;
  const newest = newer(flags, balance);
  if (newest === null) return null;
  const unlimited = flags?.value.unlimited ?? null;
  const usd = unlimited === true || balance === null ? null : creditsToUsd(balance.value, settings.creditsPerUsd);
  const isWithdrawnBalance = isWithdrawn(facts.balance);
  return {
    hasCredits: flags?.value.hasCredits ?? null,
    unlimited,
    balance: balance?.value ?? null,
    usd,
    converted: convert(usd, 'USD'),
    low:
      flags?.value.hasCredits === true &&
      unlimited !== true &&
      balance !== null &&
      !isWithdrawnBalance &&
      compareDecimals(balance.value, String(settings.lowCredits)) < 0,
    overageLimitReached: flags?.value.overageLimitReached ?? null,
    asOf: toIso((balance ?? newest).asOfMs),
    stale: isStale(balance === null ? facts.credits : facts.balance) || isWithdrawn(facts.credits),
  };
}

function newer<A extends { asOfMs: number }, B extends { asOfMs: number }>(a: A | null, b: B | null): A | B | null {
  if (a === null || b === null) return a ?? b;
  return a.asOfMs >= b.asOfMs ? a : b;
}
