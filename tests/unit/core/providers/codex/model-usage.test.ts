import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { noFacts } from '../../../../../core/usage/facts.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { observed, oddNames, valueOf } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const atSeconds = asOfMs / 1000 + 3_600;
const window = { used_percent: 33, limit_window_seconds: 18_000, reset_after_seconds: 16_481, reset_at: atSeconds };
const body = (more: object = {}): object => ({
  plan_type: 'plus',
  rate_limit: { allowed: true, limit_reached: false, primary_window: window, secondary_window: null },
  additional_rate_limits: null,
  promo: null,
  rate_limit_reset_credits: { available_count: 1, applicable_available_count: 0 },
  ...more,
});
const read = (more: object) => observed(parseCodexUsage(body(more), asOfMs));
const gone = { available: false, available_at: atSeconds, credits_would_enable: true };
const astra = { name: 'gpt-6-astra', availableAtMs: atSeconds * 1000, creditsWouldEnable: true };

describe('the models that an account cannot use now', () => {
  it.each([
    ['an unavailable model', { 'gpt-6-astra': gone }, [astra], []],
    ['an available model', { 'gpt-6-astra': { ...gone, available: true } }, [], []],
    ['no model at all', {}, [], []],
    [
      'a model without a time or a word about credits',
      { 'gpt-6-astra': { available: false } },
      [{ ...astra, availableAtMs: null, creditsWouldEnable: null }],
      [],
    ],
    ['a model that says nothing', { luna: {}, sol: null, 'gpt-6-astra': gone }, [astra], []],
    ['a malformed entry beside a good one', { luna: 5, 'gpt-6-astra': gone }, [astra], ['model_usage[0]']],
    [
      'a malformed time',
      { 'gpt-6-astra': { ...gone, available_at: 'soon' } },
      [{ ...astra, availableAtMs: null }],
      ['model_usage[0].available_at'],
    ],
    [
      'a malformed flag about credits',
      { 'gpt-6-astra': { ...gone, credits_would_enable: 'yes' } },
      [{ ...astra, creditsWouldEnable: null }],
      ['model_usage[0].credits_would_enable'],
    ],
    ['only a malformed entry', { luna: { available: 'no' } }, undefined, ['model_usage[0].available']],
    ['a list', [gone], undefined, ['model_usage']],
    ['a text', 'all', undefined, ['model_usage']],
    ['null', null, 'unknown', []],
    ['nothing', undefined, undefined, []],
  ])('parses %s', (_what, usage, expected, odd) => {
    const observation = read({ model_usage: usage });
    expect(valueOf(observation.unavailableModels)).toEqual(expected);
    expect(oddNames(observation.oddPaths)).toEqual(odd);
    expect(observation.windows?.items).toHaveLength(1);
  });

  it('names no model in a report, only the place', () => {
    expect(read({ model_usage: { 'secret-model': 5 } }).oddPaths).toEqual(['model_usage[0]: number']);
  });

  it('replaces the list with each newer one, and keeps it if an answer does not mention models', () => {
    const facts = merge(noFacts, read({ model_usage: { 'gpt-6-astra': gone } }));
    const listAfter = (more: object) =>
      merge(facts, { ...read(more), asOfMs: asOfMs + 1 }).unavailableModels.said?.value.length;
    expect(listAfter({})).toBe(1);
    expect(listAfter({ model_usage: {} })).toBe(0);
  });

  it('is nothing to show by itself while every model is available', () => {
    expect(parseCodexUsage({ model_usage: {} }, asOfMs)).toMatchObject({
      ok: false,
      failure: { kind: 'nothing-shown' },
    });
    expect(parseCodexUsage({ model_usage: { 'gpt-6-astra': gone } }, asOfMs).ok).toBe(true);
  });

  it('is honest about whatever the service answers', () => {
    const full = body({ model_usage: { 'gpt-6-astra': gone, 'gpt-6-luna': { available: true } } });
    fc.assert(fc.property(mutated(full), (any) => expectHonest(parseCodexUsage(any, asOfMs))));
    fc.assert(fc.property(fc.jsonValue(), (any) => expectHonest(parseCodexUsage(body({ model_usage: any }), asOfMs))));
  });
});

describe('a promotion in the usage answer', () => {
  it.each([null, { id: 'p', title: 'Twice the usage' }, 'text'])('%j is ignored', (promo) => {
    expect(read({ promo }).oddPaths).toEqual([]);
  });
});
