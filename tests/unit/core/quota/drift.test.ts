import { describe, expect, it } from 'vitest';
import { readCodexUsage } from '../../../../core/providers/codex/read-usage.ts';
import { drift } from '../../../../core/quota/drift.ts';
import { noFacts } from '../../../../core/quota/facts.ts';
import { merge } from '../../../../core/quota/merge.ts';
import { observed } from '../../../support/readings.ts';

const firstMs = Date.parse('2026-03-02T09:00:00Z');
const laterMs = firstMs + 300_000;
const window = { used_percent: 12, limit_window_seconds: 18_000 };
const whole = {
  rate_limit: { primary_window: window, secondary_window: null },
  rate_limit_reset_credits: { available_count: 2 },
};
const known = { facts: merge(noFacts, observed(readCodexUsage(whole, firstMs))), oddPaths: [] };
const later = (body: unknown) => observed(readCodexUsage(body, laterMs));

describe('the drift of an answer', () => {
  it('names strange fields with their types, never a value', () => {
    const strange = {
      plan_type: 'pro',
      rate_limit: { primary_window: { ...window, used_percent: 'secret' }, secondary_window: [7] },
      credits: { has_credits: 'often', unlimited: null, balance: true },
    };
    expect(drift(known, later(strange), firstMs)).toEqual([
      'rate_limit.primary_window.used_percent: string',
      'rate_limit.secondary_window: array',
      'credits.balance: boolean',
      'credits.has_credits: string',
    ]);
  });

  it('tells what the answer before spoke about and this one left out, for as long as it stays away', () => {
    const gone = ['window session: missing', 'reset-credits: missing'];
    expect(drift(known, later({ plan_type: 'pro' }), firstMs)).toEqual(gone);
    expect(drift({ ...known, oddPaths: gone }, later({ plan_type: 'pro' }), laterMs)).toEqual(gone);
  });

  it('misses nothing in an answer whose windows are complete, in a first one, or after another source', () => {
    expect(drift(known, later({ rate_limit: { primary_window: null, secondary_window: null } }), firstMs)).toEqual([]);
    expect(drift(known, later({ plan_type: 'pro' }), null)).toEqual([]);
    expect(drift(known, { ...later({ plan_type: 'pro' }), source: 'app-server' }, firstMs)).toEqual([]);
  });

  it('is over when the fields are back', () => {
    expect(drift({ ...known, oddPaths: ['window session: missing'] }, later(whole), firstMs)).toEqual([]);
  });
});
