import { isOfferDismissed, isOfferPromoted } from '../credits/offer-seen.ts';
import type { AccountState } from '../accounts/account-state.ts';
import { currentValue } from '../quota/fact.ts';
import { isGrantFresh } from '../quota/grant-freshness.ts';
import { toIso } from '../units/time.ts';
import { grantAmountText } from '../text/numbers.ts';
import type { GrantSnapshot } from './schema.ts';

/** `display` is the same for every reader, as other programs compare it; views write the amount in their own way. */
const publicLocale = 'en-US';

/**
 * The credit grant of one account; null when no source ever spoke of one. The last known one is kept
 * with its own age and marked stale after its hour, or at once where its age is not known (S0-3, S0-19,
 * S0-21). An old one is not promoted, as its offer may be over.
 */
export function grantSnapshot({ facts, offer: seen }: AccountState, nowMs: number): GrantSnapshot | null {
  const reading = currentValue(facts.grant);
  if (reading === null) return null;
  const { answeredAtMs, ...offer } = reading;
  const display = grantAmountText(offer.amountMinorUnits, offer.currency, publicLocale);
  const stale = !isGrantFresh(answeredAtMs, nowMs);
  return {
    ...offer,
    display,
    asOf: answeredAtMs === null ? null : toIso(answeredAtMs),
    stale,
    dismissed: isOfferDismissed(reading, seen),
    promoted: display !== null && !stale && isOfferPromoted(reading, seen),
  };
}
