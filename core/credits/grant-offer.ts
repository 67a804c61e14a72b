import type { GrantReading } from '../usage/observation.ts';

/** What the user has seen of one offered grant, and what the user did about it. */
export interface OfferSeen {
  /** The key of the offer: amount and currency, such as `5000 USD`. Another offer starts again with nothing seen. */
  readonly key: string;
  /** How often a place that promotes offers showed it. */
  readonly impressions: number;
  /** True: the user opened the page where the grant can be claimed. */
  readonly visited: boolean;
  /** True: the user does not want to see the offer again. */
  readonly dismissed: boolean;
}

type Offer = Pick<GrantReading, 'available' | 'granted' | 'amountMinorUnits' | 'currency'>;

const mostImpressions = 3;

/** Returns the key of an offer, such as `5000 USD`; null: the amount or the currency is unknown. */
export function offerKey({ amountMinorUnits, currency }: Offer): string | null {
  return amountMinorUnits === null || currency === null ? null : `${amountMinorUnits} ${currency.toUpperCase()}`;
}

/**
 * Returns what the user has seen of this offer; null: the offer has no key. If the stored state belongs to another
 * offer, the result is a new state.
 */
export function seenOfOffer(offer: Offer, seen: OfferSeen | null | undefined): OfferSeen | null {
  const key = offerKey(offer);
  if (key === null) return null;
  return seen?.key === key ? seen : { key, impressions: 0, visited: false, dismissed: false };
}

/** Returns true if the user dismissed this offer. Then no window shows it. */
export function isOfferDismissed(offer: Offer, seen: OfferSeen | null | undefined): boolean {
  return seenOfOffer(offer, seen)?.dismissed ?? false;
}

/**
 * Returns true if a place that promotes offers may show this offer. The offer must be available and not claimed, with
 * fewer than 3 promotions. The user must have neither opened its page nor dismissed it.
 */
export function isOfferPromoted(offer: Offer, seen: OfferSeen | null | undefined): boolean {
  const known = seenOfOffer(offer, seen);
  if (known === null || !offer.available || offer.granted) return false;
  return known.impressions < mostImpressions && !known.visited && !known.dismissed;
}

type Seen = OfferSeen | null | undefined;

/** Returns the state after a place promoted the offer once more; null: the offer has no key. */
export function impressionMade(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, impressions: known.impressions + 1 };
}

/**
 * Returns the state after the user opened the page of the offer; null: the offer has no key. The offer is not promoted
 * any more.
 */
export function offerVisited(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, visited: true };
}

/** Returns the state after the user dismissed the offer; null: the offer has no key. */
export function offerDismissed(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, dismissed: true };
}

const pages: ReadonlyMap<string, string> = new Map([['claude', 'https://claude.ai/settings/usage']]);

/** Returns the page where the user claims a grant; null: this service has none. */
export function offerPage(provider: string): string | null {
  return pages.get(provider) ?? null;
}

/** The hosts of these pages, for the list of pages that the app may open in the browser. */
export const offerPageHosts: readonly string[] = ['claude.ai'];
