import { describe, expect, it } from 'vitest';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { said } from '../../../../../core/quota/fact.ts';
import { fixtureBody, observed, valueOf, oddNames } from '../../../../support/readings.ts';

const read = (body: object) => observed(readClaudeUsage({ five_hour: null, ...body }, 1_795_305_600_000));
const spendOf = (body: object) => valueOf(read(body).spend);
const minorMoney = (amount: unknown, currency: unknown = 'USD', exponent: unknown = 2) => ({
  amount_minor: amount,
  currency,
  exponent,
});
const extra = (rest: object) => ({ extra_usage: { is_enabled: true, ...rest } });

describe('Claude spend beyond the plan (X-6, S4-18)', () => {
  it('X-6: reads minor units as money of the body’s currency', () => {
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

  it('S4-18: no limit is no cap, and no currency is dollars, in extra_usage only', () => {
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
  ])('X-6: %j', (body, used, limit, remaining) => {
    expect(spendOf(body)).toMatchObject({ unit: 'money', used, limit, remaining });
  });

  it('prefers spend, and falls back where it is off or not understood', () => {
    const older = extra({ used_credits: 100, monthly_limit: 500 });
    expect(spendOf({ ...older, spend: { enabled: true, used: minorMoney(111) } })).toMatchObject({
      used: '1.11',
      limit: '5.00',
    });
    expect(spendOf({ ...older, spend: { enabled: false, used: minorMoney(111) } })).toMatchObject({ used: '1.00' });
    expect(spendOf({ ...older, spend: { enabled: true, used: minorMoney('x') } })).toMatchObject({ used: '1.00' });
    expect(spendOf({ ...older, spend: null })).toMatchObject({ used: '1.00' });
  });

  it('an absent limit is not no cap: the older block beside it names it, else it is not known', () => {
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

  it('money that ran out is a value, and only a block that names nothing is off', () => {
    const block = { is_enabled: false, disabled_reason: 'out_of_credits', currency: 'USD' };
    expect(spendOf({ extra_usage: { ...block, used_credits: 53_411, monthly_limit: 55_000 } })).toMatchObject({
      used: '534.11',
      limit: '550.00',
      remaining: '15.89',
    });
    expect(read({ extra_usage: { ...block, used_credits: null, monthly_limit: null } }).spend).toEqual(said(null));
  });

  it('X-6: two currencies are never set against each other', () => {
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
  ])('%j says %j', (body, expected) => {
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
  ])('X-6: %j is not understood, and no cap or figure is made of it', (body) => {
    const observation = read(body);
    expect(observation.spend).toBeUndefined();
    expect(oddNames(observation.oddPaths)).toEqual(['extra_usage']);
  });
});
