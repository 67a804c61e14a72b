import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codexProvider } from '../../../../../core/providers/codex/provider.ts';
import { isAvailabilityWanted, parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { noShape } from '../../../../../core/usage/observation.ts';
import { type Facts, noFacts } from '../../../../../core/usage/facts.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { accountOf } from '../../../../support/provider-fixtures.ts';
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
    fc.assert(fc.property(mutated(full), (answer) => expectHonest(parseCodexUsage(answer, asOfMs))));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expectHonest(parseCodexUsage(body({ model_usage: value }), asOfMs))),
    );
  });
});

describe('a promotion in the usage answer', () => {
  it.each([null, { id: 'p', title: 'Twice the usage' }, 'text'])('%j is ignored', (promo) => {
    expect(read({ promo }).oddPaths).toEqual([]);
  });
});

describe('whether the page is polled for what the Codex tool does not state', () => {
  const hourMs = 3_600_000;
  const stateWindow = (facts: Facts, source: 'app-server' | 'log', byMs: number, more: object = {}): Facts =>
    merge(facts, {
      ...{ source, asOfMs: asOfMs + byMs, oddPaths: [], ...more },
      windows: {
        complete: true,
        items: [
          { id: 'session', shape: { ...noShape, durationSeconds: 18_000 }, usedPercent: { is: 'value', value: 5 } },
        ],
      },
    });
  const resetCredits = { is: 'value', value: { available: 0, nextExpiresAtMs: null } } as const;
  const byTool = (facts: Facts): Facts => stateWindow(facts, 'app-server', 1, { resetCredits });
  const byLog = (facts: Facts): Facts => stateWindow(facts, 'log', 2);
  const afterPage = merge(noFacts, read({ model_usage: {} }));
  const account = accountOf('codex', 'https://chatgpt.com/backend-api');
  const wanted = (facts: Facts, laterMs: number, baseUrl = account.baseUrl): boolean =>
    isAvailabilityWanted({ ...account, baseUrl }, facts, asOfMs + laterMs);

  it.each([
    ['nothing is known', noFacts, 0, false],
    ['the page itself is polled', afterPage, 5 * hourMs, false],
    ['the tool is asked and the page was never read', byTool(noFacts), 0, true],
    ['the session logs state newer windows than the tool', byLog(byTool(noFacts)), 0, true],
    ['only the session logs state anything', byLog(noFacts), 0, false],
    ['the tool is asked and the page was read less than an hour ago', byTool(afterPage), hourMs - 1, false],
    ['the tool is asked and the page was read an hour ago', byTool(afterPage), hourMs, true],
  ])('where %s', (_what, facts, laterMs, expected) => {
    expect(wanted(facts, laterMs)).toBe(expected);
  });

  it('is not polled at a base without the vendor’s own paths', () => {
    expect(wanted(byTool(noFacts), 0, 'http://127.0.0.1:1')).toBe(false);
  });

  it('states the models and the resets, and is not sent for essential traffic only', () => {
    const { availability } = codexProvider.endpoints;
    expect(availability).toMatchObject({ optional: true, pollInterval: { defaultMs: hourMs, isFixed: true } });
    const answer = availability?.parse(body({ model_usage: { 'gpt-6-astra': gone } }), asOfMs, {
      account,
      status: 200,
    });
    expect(answer).toMatchObject({
      ok: true,
      observation: {
        unavailableModels: { value: [astra] },
        usableResets: { value: { available: 0, unusable: 1 } },
      },
    });
  });
});
