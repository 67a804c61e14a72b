import { expect, it } from 'vitest';
import { type Stated, statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { fillOmittedLedgerFields, merge } from '../../../../core/usage/merge.ts';
import type { MeteredReading, Observation } from '../../../../core/usage/observation.ts';

const reading: MeteredReading = {
  remaining: 4,
  tier: 'pro',
  capped: 'monthly',
  geminiRemaining: null,
  lastCharge: 1,
  resetsAtMs: 9000,
};
const observed = (ledger: Stated<MeteredReading>, asOfMs: number): Observation => ({
  source: 'poll',
  asOfMs,
  ledger,
  oddPaths: [],
});
const facts = merge(noFacts, observed(statedValue(reading), 1000));
const kept = (more: Partial<MeteredReading>) =>
  fillOmittedLedgerFields(facts, observed(statedValue({ ...reading, ...more }), 2000)).ledger;

it.each<readonly [string, Partial<MeteredReading>, Partial<MeteredReading>]>([
  ['a balance that tells no charge', { remaining: 3, lastCharge: null }, { remaining: 3, lastCharge: 1 }],
  ['a call that cost nothing', { lastCharge: 0 }, { lastCharge: 0 }],
  ['no reset told', { resetsAtMs: null }, { resetsAtMs: 9000 }],
  ['a new reset', { resetsAtMs: 12_000 }, { resetsAtMs: 12_000 }],
  ['another tier without a reset', { tier: 'core', resetsAtMs: null }, { tier: 'core', resetsAtMs: null }],
])('%s', (_, more, expected) => {
  expect(kept(more)).toEqual(statedValue({ ...reading, ...expected }));
});

it('an observation without a ledger, and the first one, are left as they are', () => {
  const without: Observation = { source: 'poll', asOfMs: 2000, oddPaths: [] };
  expect(fillOmittedLedgerFields(facts, without)).toBe(without);
  const first = observed(statedValue(reading), 1);
  expect(fillOmittedLedgerFields(noFacts, first)).toBe(first);
});
