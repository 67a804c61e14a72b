import { describe, expect, it } from 'vitest';
import { priceName } from '../../../../../core/token-usage/prices/model-name.ts';
import { shippedPrices, sourcesOf } from '../../../../../core/token-usage/prices/price-list.ts';

describe('the name of a model', () => {
  it.each([
    ['claude-opus-4-5-20251101', 'claude-opus-4-5'],
    ['claude-opus-4.5', 'claude-opus-4-5'],
    ['claude-sonnet-4-5[1m]', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929[1m]', 'claude-sonnet-4-5'],
    ['anthropic/claude-opus-4.5', 'claude-opus-4-5'],
    ['openrouter/anthropic/claude-opus-4.5', 'claude-opus-4-5'],
    ['eu.anthropic.claude-opus-4-5-20251101-v1:0', 'claude-opus-4-5'],
    ['claude-sonnet-4@20250514', 'claude-sonnet-4'],
    ['claude-opus-4-6-thinking', 'claude-opus-4-6'],
    ['gpt-5-2025-08-07', 'gpt-5'],
    ['gpt-5.1-codex-max', 'gpt-5-1-codex-max'],
    ['gpt-5.5 (xhigh)', 'gpt-5-5'],
    ['gpt-5.1-codex-high', 'gpt-5-1-codex'],
    ['GLM-5.2', 'glm-5-2'],
    ['kimi-k2-thinking', 'kimi-k2-thinking'],
    ['models/gemini-2.5-pro', 'gemini-2-5-pro'],
  ])('%s is looked up as %s', (written, name) => {
    expect(priceName(written)).toBe(name);
  });

  it('of another model is not cut to one with a price', () => {
    const list = shippedPrices();
    for (const name of ['claude-opus-4-8-fast', 'gpt-5.5-instant', 'claude-opus-9', 'qwen3-coder-plus:free']) {
      expect(list.has(priceName(name)), name).toBe(false);
    }
  });
});

describe('the prices that come with the app', () => {
  it('have names in the form that is looked up, and say their list and its day', () => {
    for (const [name, { source, rows }] of shippedPrices()) {
      expect(priceName(name), name).toBe(name);
      expect(source?.date, name).toMatch(/^2026-\d{2}-\d{2}$/);
      for (const { priority, batch } of rows) {
        if (priority !== null || batch !== null) expect(shippedPrices().get(name)?.tierSource?.name).toBe('LiteLLM');
      }
    }
  });

  it('have rows in the order in which they begin', () => {
    for (const [name, { rows }] of shippedPrices()) {
      const begins = rows.map(({ fromMs }) => fromMs ?? 0);
      expect(begins, name).toEqual([...begins].sort((a, b) => a - b));
    }
  });

  it('come from three public lists', () => {
    expect(sourcesOf(shippedPrices().values()).map(({ name, date }) => `${name}, ${date}`)).toEqual([
      'genai-prices 0.1.8, 2026-09-23',
      'LiteLLM, 2026-07-24',
      'models.dev, 2026-07-02',
    ]);
  });
});
