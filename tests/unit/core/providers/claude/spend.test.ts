import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parsePrepaidCredits } from '../../../../../core/providers/claude/spend.ts';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { fixtureBody, observed, oddNames, valueOf } from '../../../../support/readings.ts';
import { claudeUsage } from '../../../../support/upstream/claude-usage.ts';

const read = (body: object) => observed(readClaudeUsage({ five_hour: null, ...body }, 1_795_305_600_000));
const spendOf = (body: object) => valueOf(read(body).spend);
const minorMoney = (amount: unknown, currency: unknown = 'USD', exponent: unknown = 2) => ({
  amount_minor: amount,
  currency,
  exponent,
});
const extra = (rest: object) => ({ extra_usage: { is_enabled: true, ...rest } });

describe('Claude spend beyond the plan', () => {
  it('parses minor units in the currency of the body', () => {
    expect(valueOf(observed(readClaudeUsage(fixtureBody('claude/full'), 0)).spend)).toEqual({
      unit: 'money',
      currency: 'EUR',
      used: '12.85',
      limit: '45.00',
      remaining: '32.15',
      scope: 'extra-usage',
      resetsAtMs: null,
    });
  });

  it('takes a null limit as no limit, and a missing currency as dollars in extra_usage only', () => {
    expect(valueOf(observed(readClaudeUsage(fixtureBody('claude/extra-usage-only'), 0)).spend)).toMatchObject({
      currency: 'USD',
      used: '987.65',
      limit: null,
      remaining: null,
    });
    expect(spendOf({ spend: { enabled: true, used: { amount_minor: 5, exponent: 2 } } })).toBeUndefined();
  });

  it.each([
    [extra({ used_credits: 700, monthly_limit: 900, currency: 'JPY' }), '700', '900', '200'],
    [extra({ used_credits: 70_000, monthly_limit: 90_000, currency: 'jpy', decimal_places: 2 }), '700', '900', '200'],
    [extra({ used_credits: '1234', currency: 'KWD', monthly_limit: 2000 }), '1.234', '2.000', '0.766'],
    [extra({ used_credits: 0, monthly_limit: 0 }), '0.00', '0.00', '0.00'],
    [extra({ used_credits: 300, monthly_limit: 200 }), '3.00', '2.00', '-1.00'],
    [extra({ used_credits: null, monthly_limit: 200 }), null, '2.00', null],
    [{ spend: { enabled: true, used: minorMoney(250), limit: minorMoney(1000) } }, '2.50', '10.00', '7.50'],
    [{ spend: { enabled: true, used: minorMoney(250), limit: null, cap: minorMoney(1000) } }, '2.50', '10.00', '7.50'],
    [{ spend: { enabled: true, used: minorMoney(250), limit: null } }, '2.50', null, null],
  ])('parses the spend %j', (body, used, limit, remaining) => {
    expect(spendOf(body)).toMatchObject({ unit: 'money', used, limit, remaining });
  });

  it('prefers spend, and uses extra_usage where spend is off or not understood', () => {
    const older = extra({ used_credits: 100, monthly_limit: 500 });
    expect(spendOf({ ...older, spend: { enabled: true, used: minorMoney(111) } })).toMatchObject({
      used: '1.11',
      limit: '5.00',
    });
    expect(spendOf({ ...older, spend: { enabled: false, used: minorMoney(111) } })).toMatchObject({ used: '1.00' });
    expect(spendOf({ ...older, spend: { enabled: true, used: minorMoney('x') } })).toMatchObject({ used: '1.00' });
    expect(spendOf({ ...older, spend: null })).toMatchObject({ used: '1.00' });
  });

  it('takes a missing limit from extra_usage, else as unknown', () => {
    const spend = { enabled: true, used: minorMoney(763) };
    const older = extra({ used_credits: 763, monthly_limit: 2000, currency: 'USD' });
    expect(spendOf({ ...older, spend })).toMatchObject({ used: '7.63', limit: '20.00', remaining: '12.37' });
    expect(spendOf({ spend })).toMatchObject({ used: '7.63', limit: null, isCapUnknown: true });
    expect(spendOf({ spend: { ...spend, limit: null } })).not.toHaveProperty('isCapUnknown');
    expect(spendOf({ ...extra({ used_credits: 763, monthly_limit: 2000, currency: 'EUR' }), spend })).toMatchObject({
      limit: null,
      isCapUnknown: true,
    });
  });

  it('states amounts that were spent before the switch-off, and takes only an object without amounts as off', () => {
    const block = { is_enabled: false, disabled_reason: 'out_of_credits', currency: 'USD' };
    expect(spendOf({ extra_usage: { ...block, used_credits: 53_411, monthly_limit: 55_000 } })).toMatchObject({
      used: '534.11',
      limit: '550.00',
      remaining: '15.89',
    });
    expect(read({ extra_usage: { ...block, used_credits: null, monthly_limit: null } }).spend).toEqual(
      statedValue(null),
    );
  });

  it('never compares two currencies', () => {
    const observation = read({ spend: { enabled: true, used: minorMoney(100, 'EUR'), limit: minorMoney(900, 'USD') } });
    expect(observation.spend).toBeUndefined();
    expect(oddNames(observation.oddPaths)).toEqual(['spend']);
  });

  it.each([
    [{ extra_usage: { is_enabled: false, monthly_limit: null, used_credits: null } }, null],
    [{ spend: { enabled: false, used: minorMoney(0) } }, null],
    [{ extra_usage: null }, 'unknown'],
    [{ spend: null, extra_usage: null }, 'unknown'],
    [{}, undefined],
  ])('parses %j as %j', (body, expected) => {
    expect(spendOf(body)).toBe(expected);
  });

  it.each([
    [extra({ used_credits: 'x' })],
    [extra({ used_credits: '' })],
    [extra({ used_credits: -5 })],
    [extra({ used_credits: 5, monthly_limit: 'x' })],
    [extra({ used_credits: 5, currency: 'EURO' })],
    [extra({ used_credits: true })],
    [{ extra_usage: { is_enabled: 'true', used_credits: 5 } }],
    [{ extra_usage: 'on' }],
  ])('reports %j and invents no limit and no amount', (body) => {
    const observation = read(body);
    expect(observation.spend).toBeUndefined();
    expect(oddNames(observation.oddPaths)).toEqual(['extra_usage']);
  });
});

const asOfMs = Date.parse('2026-03-02T13:00:00Z');
const expiresAtMs = Date.parse('2026-09-01T00:00:00Z');
const usage = (balance: unknown) => readClaudeUsage({ five_hour: null, spend: { enabled: false, balance } }, asOfMs);
const balanceOf = (balance: unknown) => valueOf(observed(usage(balance)).prepaid);

const whole = {
  amount: 4_218,
  currency: 'EUR',
  balance: { money: { amount_minor: 4_218, currency: 'EUR', exponent: 2 }, credits: null },
  balance_credits: 42,
  tranches: [],
  promo_tranches: [
    { remaining_amount_minor_units: 4_217, granted_amount_minor_units: 9_000, currency: 'EUR', expires_at: null },
  ],
  next_expires_at: '2026-09-01T00:00:00Z',
};

describe('the prepaid balance in a usage answer', () => {
  it.each([
    [
      { amount_minor: 1_234, currency: 'usd', exponent: 2 },
      { currency: 'USD', balance: '12.34' },
    ],
    [
      { money: { amount_minor: 5, currency: 'EUR', exponent: 2 }, credits: null },
      { currency: 'EUR', balance: '0.05' },
    ],
    [
      { amount_minor: 500, currency: 'JPY', exponent: 0 },
      { currency: 'JPY', balance: '500' },
    ],
    [
      { amount_minor: 1_500, currency: 'KWD' },
      { currency: 'KWD', balance: '1.500' },
    ],
    [
      { amount_minor: 0, currency: 'EUR', exponent: 2 },
      { currency: 'EUR', balance: '0.00' },
    ],
    [
      { amount_minor: '9007199254740993', currency: 'EUR' },
      { currency: 'EUR', balance: '90071992547409.93' },
    ],
  ])('parses %j as %j', (balance, money) => {
    expect(balanceOf(balance)).toEqual({ ...money, nextExpiresAtMs: null });
  });

  it.each([[null], [{ money: null, credits: 12 }]])('states that %j is unknown, not 0', (balance) => {
    expect(balanceOf(balance)).toBe('unknown');
  });

  it('states nothing where the body has no balance', () => {
    expect(observed(readClaudeUsage({ spend: { enabled: false } }, asOfMs)).prepaid).toBeUndefined();
  });

  it.each([[5], ['12.34'], [{}], [{ amount_minor: -1, currency: 'USD' }], [{ amount_minor: 1 }], [{ money: 3 }]])(
    'reports %j and keeps the known balance',
    (balance) => {
      const observation = observed(usage(balance));
      expect(observation.prepaid).toBeUndefined();
      expect(oddNames(observation.oddPaths)).toEqual(['spend.balance']);
    },
  );

  it('is neither the used amount nor its limit', () => {
    const body = claudeUsage(
      { prepaid: { amount: 700, currency: 'EUR' }, extraUsage: { used: 150, limit: 2_000, currency: 'EUR' } },
      asOfMs,
    );
    const { prepaid, spend } = observed(readClaudeUsage(body, asOfMs));
    expect(valueOf(prepaid)).toMatchObject({ balance: '7.00' });
    expect(valueOf(spend)).toMatchObject({ used: '1.50', limit: '20.00' });
  });
});

describe('the prepaid balance in its own body', () => {
  it('is the balance, not the sum of the grants or of their remainders', () => {
    expect(parsePrepaidCredits(whole)).toEqual({ currency: 'EUR', balance: '42.18', nextExpiresAtMs: expiresAtMs });
  });

  it.each([
    [
      { amount: 990, currency: 'usd' },
      { currency: 'USD', balance: '9.90', nextExpiresAtMs: null },
    ],
    [
      { amount: null, balance: whole.balance, next_expires_at: '' },
      { currency: 'EUR', balance: '42.18', nextExpiresAtMs: null },
    ],
  ])('parses %j', (body, reading) => {
    expect(parsePrepaidCredits(body)).toEqual(reading);
  });

  it.each([
    [null],
    [[]],
    [{}],
    [{ amount: -1, currency: 'USD' }],
    [{ amount: 500 }],
    [{ amount: true, currency: 'USD' }],
    [{ amount: '', currency: 'USD' }],
    [{ amount: -1, currency: 'EUR', balance: whole.balance }],
    [{ amount: 1, currency: 'dollars' }],
    [{ promo_tranches: whole.promo_tranches }],
  ])('states nothing for %j', (body) => {
    expect(parsePrepaidCredits(body)).toBeNull();
  });

  it('keeps every digit of minor units and the currency', () => {
    const currency = fc.constantFrom(['EUR', 2], ['JPY', 0], ['KWD', 3]) as fc.Arbitrary<readonly [string, number]>;
    fc.assert(
      fc.property(fc.maxSafeNat(), currency, (amount, [code, decimals]) => {
        const reading = parsePrepaidCredits({ amount, currency: code.toLowerCase() });
        expect(reading?.currency).toBe(code);
        expect(reading?.balance.split('.')[1]?.length ?? 0).toBe(decimals);
        expect(BigInt((reading?.balance ?? '').replace('.', ''))).toBe(BigInt(amount));
      }),
    );
  });

  it('never throws and never invents a value, for any JSON', () => {
    const check = (body: unknown): void => {
      const reading = parsePrepaidCredits(body);
      if (reading === null) return;
      expect(reading.balance).toMatch(/^\d+(\.\d+)?$/);
      expect(reading.currency).toMatch(/^[A-Z]{3}$/);
      expect(Number.isNaN(reading.nextExpiresAtMs)).toBe(false);
    };
    fc.assert(fc.property(fc.jsonValue(), check));
    fc.assert(fc.property(mutated(whole), check));
    fc.assert(
      fc.property(mutated({ five_hour: null, spend: { enabled: false, balance: whole.balance } }), (body) =>
        expectHonest(readClaudeUsage(body, asOfMs)),
      ),
    );
  });
});
