import type { GrantReading } from '../usage/observation.ts';

/** What the user has seen of one offer of a credit grant, and done about it (S0-14). */
export interface OfferSeen {
  /** Which offer: amount and currency, such as `5000 USD`. Another offer begins anew. */
  readonly key: string;
  /** How often a promotional place showed it. */
  readonly impressions: number;
  /** The user opened the page where it can be claimed. */
  readonly visited: boolean;
  /** The user does not want to see it again. */
  readonly dismissed: boolean;
}

type Offer = Pick<GrantReading, 'available' | 'granted' | 'amountMinorUnits' | 'currency'>;

const mostImpressions = 3;

/** Which offer it is, such as `5000 USD`; null where the amount or the currency is not known. */
export function offerKey({ amountMinorUnits, currency }: Offer): string | null {
  return amountMinorUnits === null || currency === null ? null : `${amountMinorUnits} ${currency.toUpperCase()}`;
}

/** What was seen of this very offer: nothing yet where what is kept is of another one; null: it has no key. */
export function seenOfOffer(offer: Offer, seen: OfferSeen | null | undefined): OfferSeen | null {
  const key = offerKey(offer);
  if (key === null) return null;
  return seen?.key === key ? seen : { key, impressions: 0, visited: false, dismissed: false };
}

/** Whether the user put this offer away; the row of it is then nowhere. */
export function isOfferDismissed(offer: Offer, seen: OfferSeen | null | undefined): boolean {
  return seenOfOffer(offer, seen)?.dismissed ?? false;
}

/**
 * Whether a place may show it where nobody asked for it: there is an offer that was not taken (S0-13), fewer
 * than 3 such places showed it, its page was never opened and it was not put away (S0-14).
 */
export function isOfferPromoted(offer: Offer, seen: OfferSeen | null | undefined): boolean {
  const known = seenOfOffer(offer, seen);
  if (known === null || !offer.available || offer.granted) return false;
  return known.impressions < mostImpressions && !known.visited && !known.dismissed;
}

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

const pages: ReadonlyMap<string, string> = new Map([['claude', 'https://claude.ai/settings/usage']]);

/** Where the user claims a grant, in the browser; null: this service has no such page. */
export function offerPage(provider: string): string | null {
  return pages.get(provider) ?? null;
}

/** The host names of these pages, for the list of what may be opened outside. */
export const offerPageHosts: readonly string[] = ['claude.ai'];
