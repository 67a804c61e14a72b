import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrepaidCredits } from '../../../../../core/providers/claude/spend.ts';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { observed, oddNames, valueOf } from '../../../../support/readings.ts';
import { claudeUsage } from '../../../../support/upstream/claude-usage.ts';

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

describe('money paid in advance, in a usage answer (X-6)', () => {
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
  ])('X-6: %j is %j', (balance, money) => {
    expect(balanceOf(balance)).toEqual({ ...money, nextExpiresAtMs: null });
  });

  it.each([[null], [{ money: null, credits: 12 }]])('X-2: %j is unknown, not 0', (balance) => {
    expect(balanceOf(balance)).toBe('unknown');
  });

  it('X-2: a body without it does not speak of it', () => {
    expect(observed(readClaudeUsage({ spend: { enabled: false } }, asOfMs)).prepaid).toBeUndefined();
  });

  it.each([[5], ['12.34'], [{}], [{ amount_minor: -1, currency: 'USD' }], [{ amount_minor: 1 }], [{ money: 3 }]])(
    'X-10: %j is not understood, and erases nothing',
    (balance) => {
      const observation = observed(usage(balance));
      expect(observation.prepaid).toBeUndefined();
      expect(oddNames(observation.oddPaths)).toEqual(['spend.balance']);
    },
  );

  it('S0 (d): is neither the amount spent nor its limit', () => {
    const body = claudeUsage(
      { prepaid: { amount: 700, currency: 'EUR' }, extraUsage: { used: 150, limit: 2_000, currency: 'EUR' } },
      asOfMs,
    );
    const { prepaid, spend } = observed(readClaudeUsage(body, asOfMs));
    expect(valueOf(prepaid)).toMatchObject({ balance: '7.00' });
    expect(valueOf(spend)).toMatchObject({ used: '1.50', limit: '20.00' });
  });
});

describe('money paid in advance, in a body of its own', () => {
  it('S0 (d): is the balance, not the sum of what was once granted nor that of what remains of it', () => {
    expect(readPrepaidCredits(whole)).toEqual({ currency: 'EUR', balance: '42.18', nextExpiresAtMs: expiresAtMs });
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
  ])('reads %j', (body, reading) => {
    expect(readPrepaidCredits(body)).toEqual(reading);
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
  ])('X-10: %j says nothing', (body) => {
    expect(readPrepaidCredits(body)).toBeNull();
  });

  it('X-6: every whole number of minor units is kept to the last digit, and no currency changes', () => {
    const currency = fc.constantFrom(['EUR', 2], ['JPY', 0], ['KWD', 3]) as fc.Arbitrary<readonly [string, number]>;
    fc.assert(
      fc.property(fc.maxSafeNat(), currency, (amount, [code, decimals]) => {
        const reading = readPrepaidCredits({ amount, currency: code.toLowerCase() });
        expect(reading?.currency).toBe(code);
        expect(reading?.balance.split('.')[1]?.length ?? 0).toBe(decimals);
        expect(BigInt((reading?.balance ?? '').replace('.', ''))).toBe(BigInt(amount));
      }),
    );
  });

  it('never throws and never invents, whatever JSON comes', () => {
    const check = (body: unknown): void => {
      const reading = readPrepaidCredits(body);
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
