import { describe, expect, it } from 'vitest';
import type { UsageBucket } from '../../../../../core/token-usage/bucket.ts';
import type { TokenCounts } from '../../../../../core/token-usage/entry.ts';
import { createPricing, dollarsOf } from '../../../../../core/token-usage/prices/cost.ts';
import { parsePriceList, shippedPrices, withOwnPrices } from '../../../../../core/token-usage/prices/price-list.ts';
import { usageBucket } from '../../../../support/usage-buckets.ts';

const million = 1_000_000;

function costOf(
  model: string | null,
  tokens: Partial<TokenCounts>,
  changes: Partial<UsageBucket> = {},
  at = '2026-11-20T12:00:00Z',
): string | null {
  const { tokens: _unused, startMs: _start, ...rest } = usageBucket(at, {}, changes);
  const cost = createPricing(shippedPrices()).costOf(usageBucket(at, tokens, { ...rest, model }));
  return cost === null ? null : dollarsOf(cost);
}

describe('the cost at list price', () => {
  it.each<[string, Partial<TokenCounts>, string]>([
    ['claude-opus-4-5-20251101', { input: million }, '5'],
    ['claude-opus-4-5-20251101', { output: million }, '25'],
    ['claude-opus-4-5-20251101', { reasoning: million }, '25'],
    ['claude-opus-4-5-20251101', { cacheRead: million }, '0.5'],
    ['claude-opus-4-5-20251101', { cacheWrite: million }, '6.25'],
    ['claude-opus-4-5-20251101', { cacheWriteHour: million }, '10'],
    ['claude-opus-4-5-20251101', { input: 1 }, '0.000005'],
    ['gpt-6-sol', { input: 3, cacheRead: 7, output: 1 }, '0.0000174'],
    ['deepseek-v4-pro', { cacheRead: 1 }, '0.000000022'],
    ['gpt-5.1-codex-max', { input: million, output: million }, '11.25'],
    ['kimi-k3', { input: million }, '3'],
    ['MiniMax-M2.7', { output: million }, '1.2'],
    ['glm-5.3', { output: million }, '4.4'],
    ['qwen3-coder-plus', { output: million }, '5'],
    ['grok-4.6', { output: million }, '6'],
    ['gemini-3-pro-preview', { output: million }, '12'],
  ])('of %s with %o is $%s', (model, tokens, dollars) => {
    expect(costOf(model, tokens)).toBe(dollars);
  });

  it('is the price of the day on which the request was answered', () => {
    expect(costOf('gpt-5.6-luna', { input: million }, {}, '2026-07-29T23:59:00Z')).toBe('1');
    expect(costOf('gpt-5.6-luna', { input: million }, {}, '2026-07-30T00:00:00Z')).toBe('0.2');
  });

  it('is the price of the hour where a service has dear hours', () => {
    expect(costOf('deepseek-v4-flash', { input: million }, {}, '2026-11-20T00:59:00Z')).toBe('0.22');
    expect(costOf('deepseek-v4-flash', { input: million }, {}, '2026-11-20T01:00:00Z')).toBe('0.44');
    expect(costOf('deepseek-v4-flash', { input: million }, {}, '2026-11-20T10:00:00Z')).toBe('0.22');
  });

  it.each([
    [0, '3'],
    [128_000, '3'],
    [200_000, '6'],
    [272_000, '6'],
  ])('of long input above %d tokens is $%s for a million', (contextStep, dollars) => {
    expect(costOf('claude-sonnet-4-5', { input: million }, { contextStep })).toBe(dollars);
  });

  it('of priority and batch requests has its own price', () => {
    expect(costOf('gpt-5.4', { input: million }, { tier: 'priority' })).toBe('5');
    expect(costOf('gpt-5.4', { input: million }, { tier: 'batch' })).toBe('1.25');
  });

  it.each<[string, string | null, Partial<TokenCounts>, Partial<UsageBucket>]>([
    ['a model that no list has', 'no-such-model', { input: 1 }, {}],
    ['a request without a model', null, { input: 1 }, {}],
    ['a kind of tokens without a price', 'gpt-5-pro', { cacheRead: 1 }, {}],
    ['a tier without a price', 'claude-opus-4-5', { input: 1 }, { tier: 'priority' }],
    ['a long priority request', 'gpt-5.4', { input: 1 }, { tier: 'priority', contextStep: 272_000 }],
    ['a size within which the price changes', 'qwen3.6-plus', { input: 1 }, { contextStep: 200_000 }],
  ])('is unknown for %s', (_what, model, tokens, changes) => {
    expect(costOf(model, tokens, changes)).toBeNull();
  });

  it('is 0 for a request without tokens, whatever the model', () => {
    expect(costOf('<synthetic>', {})).toBe('0');
  });
});

describe('the user’s own prices', () => {
  it('count before those of the app', () => {
    const own = parsePriceList(
      '{"models":[{"names":["claude-opus-4.5","my-model"],"prices":[{"input":1,"output":"2.000001"}]}]}',
    );
    if (own.kind !== 'prices') throw new Error(own.problem);
    const { costOf: priced } = createPricing(withOwnPrices(shippedPrices(), own.prices));
    expect(priced(usageBucket('2026-11-20T12:00:00Z', { input: million }))).toBe(10n ** 12n);
    expect(priced(usageBucket('2026-11-20T12:00:00Z', { output: 1 }, { model: 'my-model' }))).toBe(2_000_001n);
    expect(priced(usageBucket('2026-11-20T12:00:00Z', { input: 1 }, { model: 'claude-opus-4-6' }))).toBe(5_000_000n);
  });

  it.each([
    ['no JSON', '{', 'Object'],
    ['a negative price', '{"models":[{"names":["a"],"prices":[{"input":-1,"output":1}]}]}', 'models.0.prices.0.input'],
    ['too many decimals', '{"models":[{"names":["a"],"prices":[{"input":1e-7,"output":1}]}]}', 'at most 6 decimals'],
    ['a field too many', '{"models":[{"names":["a"],"prices":[{"input":1,"output":1,"x":1}]}]}', 'prices.0.x'],
    [
      'a day that no calendar has',
      '{"models":[{"names":["a"],"prices":[{"from":"2026-02-30","input":1,"output":1}]}]}',
      '2026-09-23',
    ],
  ])('are refused with the field for %s', (_what, text, words) => {
    const reading = parsePriceList(text);
    expect(reading).toMatchObject({ kind: 'bad' });
    expect(reading.kind === 'bad' ? reading.problem : '').toContain(words);
  });
});
