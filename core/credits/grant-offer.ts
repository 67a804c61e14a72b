import type { GrantReading } from '../usage/observation.ts';

/** What the user has seen of one offered credit grant, and done about it. */
export interface OfferSeen {
  /** Which offer it is: amount and currency, such as `5000 USD`. Another offer starts from 0. */
  readonly key: string;
  /** How often a place that promotes offers showed it. */
  readonly impressions: number;
  /** The user opened the page where the grant can be claimed. */
  readonly visited: boolean;
  /** The user does not want to see it again. */
  readonly dismissed: boolean;
}

type Offer = Pick<GrantReading, 'available' | 'granted' | 'amountMinorUnits' | 'currency'>;

const mostImpressions = 3;

/** The key of an offer, such as `5000 USD`; null where the amount or the currency is not known. */
export function offerKey({ amountMinorUnits, currency }: Offer): string | null {
  return amountMinorUnits === null || currency === null ? null : `${amountMinorUnits} ${currency.toUpperCase()}`;
}

/** What the user has seen of this offer, nothing where the stored state is of another one; null: the offer has no key. */
export function seenOfOffer(offer: Offer, seen: OfferSeen | null | undefined): OfferSeen | null {
  const key = offerKey(offer);
  if (key === null) return null;
  return seen?.key === key ? seen : { key, impressions: 0, visited: false, dismissed: false };
}

/** Whether the user dismissed this offer. No window shows it then. */
export function isOfferDismissed(offer: Offer, seen: OfferSeen | null | undefined): boolean {
  return seenOfOffer(offer, seen)?.dismissed ?? false;
}

/**
 * Whether a place that promotes offers may show it: it is available and not claimed, was promoted fewer than 3 times,
 * and the user neither opened its page nor dismissed it.
 */
export function isOfferPromoted(offer: Offer, seen: OfferSeen | null | undefined): boolean {
  const known = seenOfOffer(offer, seen);
  if (known === null || !offer.available || offer.granted) return false;
  return known.impressions < mostImpressions && !known.visited && !known.dismissed;
}

type Seen = OfferSeen | null | undefined;

/** The state after one more place promoted the offer; null: the offer has no key to store it by. */
export function impressionMade(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, impressions: known.impressions + 1 };
}

/** The state after the user opened the page where the grant can be claimed. It is not promoted any more. */
export function offerVisited(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, visited: true };
}

/** The state after the user dismissed the offer. */
export function offerDismissed(offer: GrantReading, seen: Seen): OfferSeen | null {
  const known = seenOfOffer(offer, seen);
  return known === null ? null : { ...known, dismissed: true };
}

const pages: ReadonlyMap<string, string> = new Map([['claude', 'https://claude.ai/settings/usage']]);

/** The page where the user claims a grant; null: this service has none. */
export function offerPage(provider: string): string | null {
  return pages.get(provider) ?? null;
}

/** The hosts of these pages, for the list of pages that the app may open in the browser. */
export const offerPageHosts: readonly string[] = ['claude.ai'];
