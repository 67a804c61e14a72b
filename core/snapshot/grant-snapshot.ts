import { currentValue } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import { isGrantFresh } from '../quota/grant-freshness.ts';
import { toIso } from '../units/time.ts';
import { grantAmountText } from './grant-amount.ts';
import type { GrantSnapshot } from './snapshot.ts';

/** `display` is the same for every reader, as other programs compare it; views write the amount in their own way. */
const publicLocale = 'en-US';

/**
 * The credit grant of one account; null when no source ever spoke of one. The last known one is kept
 * with its own age and marked stale after its hour, or at once where its age is not known (S0-3, S0-19, S0-21).
 */
export function grantSnapshot(facts: Facts, nowMs: number): GrantSnapshot | null {
  const reading = currentValue(facts.grant);
  if (reading === null) return null;
  const { answeredAtMs, ...offer } = reading;
  return {
    ...offer,
    display: grantAmountText(offer.amountMinorUnits, offer.currency, publicLocale),
    asOf: answeredAtMs === null ? null : toIso(answeredAtMs),
    stale: !isGrantFresh(answeredAtMs, nowMs),
  };
}
