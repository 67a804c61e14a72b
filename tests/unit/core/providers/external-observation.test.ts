import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaudeMoney } from '../../../../core/providers/claude/spend.ts';
import { type ExternalObservation, parseExternalObservation } from '../../../../core/providers/external-observation.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { expectHonest, mutated } from '../../../support/honest-reading.ts';

const asOfMs = Date.parse('2026-03-02T13:00:00Z');
const prepaid = { amount: 1_999, currency: 'usd' };
const limit = { is_enabled: true, monthly_credit_limit: 2_500, used_credits: 125, currency: 'EUR' };
const posted = (body: unknown, status: number | null = 200): ExternalObservation => ({
  provider: 'claude',
  accountId: null,
  headers: {},
  status,
  body,
  statusLine: null,
});

describe('an answer about money that another program sends', () => {
  it('parses prepaid credits as a balance with its source', () => {
    expect(parseExternalObservation('claude', posted(prepaid), asOfMs)).toEqual([
      {
        source: 'headers',
        asOfMs,
        prepaid: statedValue({ currency: 'USD', balance: '19.99', nextExpiresAtMs: null }),
        oddPaths: [],
      },
    ]);
  });

  it('parses the spend limit in minor units, although its keys do not say so', () => {
    expect(parseExternalObservation('claude', posted(limit, null), asOfMs)[0]?.spend).toEqual(
      statedValue({
        unit: 'money',
        currency: 'EUR',
        used: '1.25',
        limit: '25.00',
        remaining: '23.75',
        scope: 'extra-usage',
        resetsAtMs: null,
      }),
    );
  });

  it.each([
    [{ ...limit, is_enabled: false, used_credits: null, monthly_credit_limit: null }, statedValue(null)],
    [
      { ...limit, is_enabled: false, disabled_reason: 'out_of_credits' },
      expect.objectContaining({ value: expect.objectContaining({ used: '1.25', limit: '25.00' }) }),
    ],
    [
      { ...limit, monthly_credit_limit: null },
      expect.objectContaining({ value: expect.objectContaining({ limit: null }) }),
    ],
  ])('parses the spend limit %j', (body, spend) => {
    expect(parseClaudeMoney(body, asOfMs)?.spend).toEqual(spend);
  });

  it.each([
    [{ ...limit, currency: null }],
    [{ ...limit, used_credits: 'x' }],
    [{ ...limit, is_enabled: 'yes' }],
    [{ ...prepaid, amount: -3 }],
    [{ error: 'no' }],
    [null],
  ])('states nothing for %j', (body) => {
    expect(parseExternalObservation('claude', posted(body), asOfMs)).toEqual([]);
  });

  it.each([
    [429, null],
    [200, { mode: 'paid-extra-usage', endsAtMs: null }],
  ])('tells an answer with %i that extra usage could pay for from a refusal, without a body', (status, value) => {
    const fields = { status: 'rejected', 'overage-status': 'allowed', '5h-utilization': '1' };
    const headers = Object.fromEntries(
      Object.entries(fields).map(([name, each]) => [`anthropic-ratelimit-unified-${name}`, each]),
    );
    const [observation] = parseExternalObservation('claude', { ...posted(undefined, status), headers }, asOfMs);
    expect(observation?.beyondLimit).toEqual(statedValue(value));
  });

  it.each([403, 429, 500])('ignores the body of a refusal with %i', (status) => {
    expect(parseExternalObservation('claude', posted(prepaid, status), asOfMs)).toEqual([]);
  });

  it('ignores a body of this form for another provider', () => {
    expect(parseExternalObservation('codex', { ...posted(prepaid), provider: 'codex' }, asOfMs)).toEqual([]);
  });

  it('never throws and never invents a value, for any JSON', () => {
    const check = (body: unknown): void => {
      for (const observation of parseExternalObservation('claude', posted(body), asOfMs))
        expectHonest({ ok: true, observation });
    };
    fc.assert(fc.property(fc.jsonValue(), check));
    fc.assert(fc.property(fc.oneof(mutated(prepaid), mutated(limit)), check));
  });
});
