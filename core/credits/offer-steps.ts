import type { GrantReading } from '../usage/observation.ts';
import { type OfferSeen, seenOfOffer } from './grant-offer.ts';

type Seen = OfferSeen | null | undefined;

/** One more promotional place showed the offer (S0-14); null: the offer has no key to remember it by. */
export function impressionMade(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, impressions: known.impressions + 1 };
}

/** The user opened the page where it can be claimed: it is promoted no more (S0-14). */
export function offerVisited(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, visited: true };
}

/** The user does not want to see this offer again. */
export function offerDismissed(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, dismissed: true };
}
