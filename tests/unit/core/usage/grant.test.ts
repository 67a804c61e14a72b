import { describe, expect, it } from 'vitest';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../core/usage/facts.ts';
import {
  isGrantFresh,
  withoutUndatedGrant,
  withoutRepeatedGrant,
  withoutGrant,
  withoutOldGrant,
} from '../../../../core/usage/grant.ts';
import { merge } from '../../../../core/usage/merge.ts';
import type { GrantReading, Observation } from '../../../../core/usage/observation.ts';

const atMs = 1_795_300_000_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const offer: GrantReading = {
  available: true,
  eligible: true,
  granted: false,
  amountMinorUnits: 3500,
  currency: 'USD',
  answeredAtMs: atMs,
};

function saying(grant: Observation['grant'], asOfMs = atMs): Observation {
  return { source: 'poll', asOfMs, oddPaths: [], ...(grant === undefined ? {} : { grant }) };
}

function knowing(grant: GrantReading, asOfMs = atMs): Facts {
  return merge(noFacts, saying(statedValue(grant), asOfMs));
}

describe('what is known of a grant', () => {
  it.each([
    [null, false],
    [atMs + 1, false],
    [atMs, true],
    [atMs - hourMs, true],
    [atMs - hourMs - 1, false],
  ])('answered at %j it counts: %j', (answeredAtMs, isFresh) => {
    expect(isGrantFresh(answeredAtMs, atMs)).toBe(isFresh);
  });

  it('the same words within the hour say nothing, and after it are a new stamp', () => {
    const again = (nowMs: number): Observation =>
      withoutRepeatedGrant(knowing(offer), saying(statedValue({ ...offer, answeredAtMs: nowMs }), nowMs), nowMs);
    expect(again(atMs + hourMs)).toEqual(saying(undefined, atMs + hourMs));
    expect(again(atMs + hourMs + 1).grant).toBeDefined();
  });

  it.each<Partial<GrantReading>>([
    { available: false },
    { eligible: false },
    { granted: true },
    { amountMinorUnits: 3501 },
    { amountMinorUnits: null },
    { currency: 'EUR' },
    { currency: null },
  ])('%j is news at once', (change) => {
    const observation = saying(statedValue({ ...offer, ...change, answeredAtMs: atMs + 1 }), atMs + 1);
    expect(withoutRepeatedGrant(knowing(offer), observation, atMs + 1)).toBe(observation);
  });

  it.each([
    ['nothing is known', noFacts, saying(statedValue(offer))],
    ['nothing is said', knowing(offer), saying(undefined)],
    ['it is said to be unknown', knowing(offer), saying(statedUnknown)],
  ])('where %s the observation is as it was', (_what, facts, observation) => {
    expect(withoutRepeatedGrant(facts, observation, atMs)).toBe(observation);
    expect(withoutUndatedGrant(facts, observation)).toBe(observation);
  });

  it('an entry of unknown age says nothing beside one whose age is known', () => {
    const undated = { ...offer, answeredAtMs: null };
    expect(withoutUndatedGrant(knowing(offer), saying(statedValue(undated)))).toEqual(saying(undefined));
    const observation = saying(statedValue(undated));
    expect(withoutUndatedGrant(knowing(undated), observation)).toBe(observation);
    const dated = saying(statedValue(offer));
    expect(withoutUndatedGrant(knowing(offer), dated)).toBe(dated);
  });

  it('it is forgotten when nobody has confirmed it for more than 30 days', () => {
    const facts = knowing(offer);
    expect(withoutOldGrant(facts, atMs + 30 * dayMs)).toBe(facts);
    expect(withoutOldGrant(facts, atMs + 30 * dayMs + 1)).toEqual(noFacts);
    const withdrawn = merge(facts, saying(statedUnknown, atMs + dayMs));
    expect(withoutOldGrant(withdrawn, atMs + 31 * dayMs)).toBe(withdrawn);
    expect(withoutOldGrant(withdrawn, atMs + 31 * dayMs + 1)).toEqual(noFacts);
    expect(withoutOldGrant(noFacts, atMs)).toBe(noFacts);
  });

  it('taking it away takes the word that it is unknown too', () => {
    expect(withoutGrant(knowing(offer))).toEqual(noFacts);
    expect(withoutGrant(merge(noFacts, saying(statedUnknown)))).toEqual(noFacts);
    expect(withoutGrant(noFacts)).toBe(noFacts);
  });
});
