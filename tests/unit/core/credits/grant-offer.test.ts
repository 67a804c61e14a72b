import { describe, expect, it } from 'vitest';
import {
  impressionMade,
  isOfferDismissed,
  isOfferPromoted,
  offerDismissed,
  offerPage,
  offerPageHosts,
  type OfferSeen,
  offerVisited,
} from '../../../../core/credits/grant-offer.ts';
import type { GrantReading } from '../../../../core/usage/observation.ts';

const offer: GrantReading = {
  ...{ available: true, eligible: false, granted: false, amountMinorUnits: 5000, currency: 'USD', answeredAtMs: 1 },
};
const another: GrantReading = { ...offer, amountMinorUnits: 7500 };

type Step = (offer: GrantReading, seen: OfferSeen | null) => OfferSeen | null;
const after = (...steps: readonly Step[]): OfferSeen | null =>
  steps.reduce<OfferSeen | null>((seen, step) => step(offer, seen), null);

describe('what was seen and done about an offer', () => {
  it.each([
    ['nothing', [], true],
    ['two impressions', [impressionMade, impressionMade], true],
    ['three impressions', [impressionMade, impressionMade, impressionMade], false],
    ['a visit', [offerVisited], false],
    ['a dismissal', [offerDismissed], false],
    ['a visit and later impressions', [offerVisited, impressionMade], false],
  ] as const)('after %s it is promoted: %s', (_what, steps, isPromoted) => {
    expect(isOfferPromoted(offer, after(...steps))).toBe(isPromoted);
  });

  it.each<readonly [string, Partial<GrantReading>]>([
    ['is not there', { available: false }],
    ['was taken', { granted: true }],
    ['has no amount', { amountMinorUnits: null }],
    ['has no currency', { currency: null }],
  ])('one that %s is not promoted, and nobody put it away', (_what, change) => {
    expect(isOfferPromoted({ ...offer, ...change }, null)).toBe(false);
    expect(isOfferDismissed({ ...offer, ...change }, null)).toBe(false);
  });

  it('is claimed at a page of its service, which may be opened outside', () => {
    const page = offerPage('claude');
    expect(offerPageHosts).toContain(new URL(page ?? '').host);
    expect(offerPage('codex')).toBeNull();
  });

  it('only a dismissal takes its row away', () => {
    expect(isOfferDismissed(offer, after(impressionMade, offerVisited))).toBe(false);
    expect(isOfferDismissed(offer, after(offerDismissed, impressionMade))).toBe(true);
  });

  it('another offer begins again', () => {
    const seen = after(offerDismissed, offerVisited);
    expect([isOfferDismissed(another, seen), isOfferPromoted(another, seen)]).toEqual([false, true]);
    expect(impressionMade(another, seen)).toEqual({
      ...{ key: '7500 USD', impressions: 1, visited: false, dismissed: false },
    });
  });

  it.each([impressionMade, offerVisited, offerDismissed])(
    'an offer without an amount is remembered by nothing',
    (step) => {
      expect(step({ ...offer, amountMinorUnits: null }, null)).toBeNull();
    },
  );
});
