import { describe, expect, it } from 'vitest';
import { parseCodexUsage } from '../../../../core/providers/codex/usage.ts';
import { schemaDrift } from '../../../../core/usage/schema-drift.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { noShape, type Observation } from '../../../../core/usage/observation.ts';
import { observed } from '../../../support/readings.ts';

const firstMs = Date.parse('2026-03-02T09:00:00Z');
const laterMs = firstMs + 300_000;
const window = { used_percent: 12, limit_window_seconds: 18_000 };
const whole = {
  rate_limit: { primary_window: window, secondary_window: null },
  rate_limit_reset_credits: { available_count: 2 },
};
const known = { facts: merge(noFacts, observed(parseCodexUsage(whole, firstMs))), oddPaths: [] };
const later = (body: unknown) => observed(parseCodexUsage(body, laterMs));

describe('the drift of an answer', () => {
  it('names strange fields with their types, never a value', () => {
    const strange = {
      plan_type: 'pro',
      rate_limit: { primary_window: { ...window, used_percent: 'secret' }, secondary_window: [7] },
      credits: { has_credits: 'often', unlimited: null, balance: true },
    };
    expect(schemaDrift(known, later(strange), firstMs)).toEqual([
      'rate_limit.primary_window.used_percent: string',
      'rate_limit.secondary_window: array',
      'credits.balance: boolean',
      'credits.has_credits: string',
    ]);
  });

  it('tells what the answer before spoke about and this one left out, for as long as it stays away', () => {
    const gone = ['window session: missing', 'reset-credits: missing'];
    expect(schemaDrift(known, later({ plan_type: 'pro' }), firstMs)).toEqual(gone);
    expect(schemaDrift({ ...known, oddPaths: gone }, later({ plan_type: 'pro' }), laterMs)).toEqual(gone);
  });

  it('misses nothing in an answer whose windows are complete, in a first one, or after another source', () => {
    expect(
      schemaDrift(known, later({ rate_limit: { primary_window: null, secondary_window: null } }), firstMs),
    ).toEqual([]);
    expect(schemaDrift(known, later({ plan_type: 'pro' }), null)).toEqual([]);
    expect(schemaDrift(known, { ...later({ plan_type: 'pro' }), source: 'app-server' }, firstMs)).toEqual([]);
  });

  it('is over when the fields are back', () => {
    expect(schemaDrift({ ...known, oddPaths: ['window session: missing'] }, later(whole), firstMs)).toEqual([]);
  });

  it('names a hundred strange fields and no more', () => {
    const many = { ...later(whole), oddPaths: Array.from({ length: 101 }, (_none, index) => `f${index}: text`) };
    expect(schemaDrift(known, many, firstMs)).toEqual(many.oddPaths.slice(0, 100));
  });

  it('names a spend limit that is gone, windows of parts together and without their ids, and nothing twice', () => {
    const part = (metered_feature: string) => ({ metered_feature, rate_limit: { primary_window: window } });
    const rich = {
      ...whole,
      additional_rate_limits: [part('secret_a'), part('secret_b')],
      spend_control: { individual_limit: { limit: '5', used: '1', remaining: '4' } },
    };
    const before = { facts: merge(noFacts, observed(parseCodexUsage(rich, firstMs))), oddPaths: [] };
    expect(schemaDrift(before, later({ plan_type: 'pro' }), firstMs)).toEqual([
      'window of a part: missing',
      'window session: missing',
      'spend: missing',
      'reset-credits: missing',
    ]);
    expect(schemaDrift(before, { ...later(rich), windows: { complete: false, items: [] } }, firstMs)).toEqual([
      'window of a part: missing',
      'window session: missing',
    ]);
  });

  it('misses nothing that an answer longer ago, another source or nobody spoke about', () => {
    expect(schemaDrift(known, later({ plan_type: 'pro' }), laterMs)).toEqual([]);
    const items = [{ id: 'weekly', shape: noShape }];
    const heard: Observation = {
      source: 'headers',
      asOfMs: firstMs,
      windows: { complete: false, items },
      oddPaths: [],
    };
    const facts = merge(noFacts, heard);
    expect(schemaDrift({ facts, oddPaths: [] }, later({ plan_type: 'pro' }), firstMs)).toEqual([]);
  });

  it('misses no window that is here', () => {
    const { windows } = later(whole);
    if (windows === undefined) throw new Error('There are windows.');
    const incomplete = { ...later(whole), windows: { ...windows, complete: false } };
    expect(schemaDrift(known, incomplete, firstMs)).toEqual([]);
  });
});
