import { describe, expect, it } from 'vitest';
import { parseBalance as readDeepSeek } from '../../../../core/providers/deepseek.ts';
import { parseBalance as readMoonshot } from '../../../../core/providers/moonshot.ts';
import { currencyAt } from '../../../../core/providers/prepaid.ts';
import { parseCredits, parseKey } from '../../../../core/providers/openrouter.ts';
import { statedUnknown } from '../../../../core/usage/fact.ts';
import { observed, valueOf } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');

describe('OpenRouter', () => {
  it.each([
    [{ total_credits: 40, total_usage: 12.755 }, '27.24'],
    [{ total_credits: '0.3', total_usage: 0.1 }, '0.20'],
    [{ total_credits: 0, total_usage: 0.01 }, '-0.01'],
    [{ total_credits: 3.5, total_usage: '3.5' }, '0.00'],
    [{ total_credits: 5, total_usage: 6.5 }, '-1.50'],
  ])('computes the credits of %j as %s dollars, in decimals', (data, balance) => {
    const prepaid = { currency: 'USD', balance, nextExpiresAtMs: null };
    expect(valueOf(observed(parseCredits({ data }, asOfMs)).prepaid)).toEqual(prepaid);
    expect(valueOf(observed(parseCredits(data, asOfMs)).prepaid)).toEqual(prepaid);
  });

  it('states that two zeros are unknown, because an ordinary key gets zeros', () => {
    const observation = observed(parseCredits({ data: { total_credits: 0, total_usage: '0.00' } }, asOfMs));
    expect(observation.prepaid).toEqual(statedUnknown);
  });

  it.each([
    [
      { limit: 20, limit_remaining: 5.5, usage: 300 },
      { scope: 'key', used: '14.50', limit: '20.00', remaining: '5.50' },
    ],
    [
      { limit: 20, limit_remaining: null, usage: 3 },
      { scope: 'key', used: '3.00', limit: '20.00', remaining: null },
    ],
    [
      { limit: 20, limit_reset: 'weekly', usage: 300, usage_weekly: 7 },
      { scope: 'key', used: '7.00', limit: '20.00', remaining: null },
    ],
    [
      { limit: null, limit_remaining: null, usage: 90, usage_monthly: 4.125 },
      { scope: 'key-month', used: '4.12', limit: null, remaining: null },
    ],
    [{ usage: 90 }, { scope: 'key', used: '90.00', limit: null, remaining: null }],
  ])('parses the key %j as the spend %j', (data, spend) => {
    const observation = observed(parseKey({ data }, asOfMs));
    expect(valueOf(observation.spend)).toEqual({ unit: 'money', currency: 'USD', resetsAtMs: null, ...spend });
    expect(valueOf(observation.spendLimits)).toEqual([valueOf(observation.spend)]);
  });

  it.each([
    [{ limit: 'many' }],
    [{}],
    [{ limit: -4, limit_remaining: 1 }],
    [{ limit: 20, limit_reset: 'weekly', usage: 300 }],
  ])('fails for the key %j', (data) => {
    expect(parseKey({ data }, asOfMs).ok).toBe(false);
  });
});

describe('DeepSeek', () => {
  const info = (currency: unknown, total_balance: unknown) => ({ currency, total_balance });

  it.each([
    [[info('CNY', '0.00'), info('USD', '8.4')], { currency: 'USD', balance: '8.40' }],
    [
      [info('cny', '31.70'), info('USD', '8.4')],
      { currency: 'CNY', balance: '31.70', further: [{ currency: 'USD', balance: '8.40' }] },
    ],
    [[info('USD', '0')], { currency: 'USD', balance: '0.00' }],
    [[info('USD', ''), info('CNY', '2')], { currency: 'CNY', balance: '2.00' }],
  ])('lists the balances of %j that are above 0', (balance_infos, prepaid) => {
    expect(valueOf(observed(readDeepSeek({ balance_infos }, asOfMs)).prepaid)).toMatchObject(prepaid);
  });

  it('fails for a list without a currency', () => {
    expect(readDeepSeek({ is_available: true, balance_infos: [] }, asOfMs)).toMatchObject({
      ok: false,
      failure: { kind: 'nothing-shown' },
    });
  });

  it('marks an account that is not available as spent', () => {
    const body = { is_available: false, balance_infos: [info('USD', '0.01')] };
    expect(valueOf(observed(readDeepSeek(body, asOfMs)).prepaid)).toMatchObject({ balance: '0.01', spent: true });
  });
});

describe('Moonshot', () => {
  it.each([
    ['https://api.moonshot.ai', 'USD'],
    ['https://api.moonshot.cn/v1', 'CNY'],
    ['http://127.0.0.1:9', 'USD'],
  ])('states the balance at %s in %s', (baseUrl, currency) => {
    expect(currencyAt({ baseUrl })).toBe(currency);
  });

  it.each([
    [{ data: { available_balance: 49.588 } }, '49.59'],
    [{ available_balance: '-3' }, '-3.00'],
  ])('parses %j as %s', (body, balance) => {
    expect(valueOf(observed(readMoonshot(body, asOfMs, 'CNY')).prepaid)).toMatchObject({ currency: 'CNY', balance });
  });
});
