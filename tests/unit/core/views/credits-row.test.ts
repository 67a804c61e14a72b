import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../core/usage/facts.ts';
import { known } from '../../../support/account-states.ts';
import { codexBody, nowMs, stateAfter } from '../../../support/example-states.ts';
import { accountOf, detailRowsOf, limit, rowsOf, stateWith, withBalance } from '../../../support/money-states.ts';

const minuteMs = 60_000;

describe('the credit row', () => {
  it.each([
    ['has credits', { has_credits: true, unlimited: false, balance: '247.5' }, ['Credits: 247.5 credits · ≈ US$9.90']],
    ['is unlimited', { has_credits: true, unlimited: true, balance: '999' }, ['Credits: Unlimited credits']],
    [
      'is unlimited without own credits',
      { has_credits: false, unlimited: true, balance: '0' },
      ['Credits: Unlimited credits'],
    ],
    ['has a balance that is not known', { has_credits: true, unlimited: false, balance: null }, ['Credits: – credits']],
    ['has none', { has_credits: false, unlimited: false, balance: '0' }, []],
    ['does not say whether it has some', { has_credits: 'false', unlimited: false, balance: '7' }, []],
  ])('is there only where there are credits or no end of them: the account %s', (_what, credits, rows) => {
    expect(rowsOf(stateWith({}, credits))).toEqual(rows);
  });

  it('says in words, not by colour alone, that the overage limit is reached', () => {
    const [row] = detailRowsOf(withBalance('300', { overage_limit_reached: true }));
    expect(row).toMatchObject({ text: '300 credits · ≈ US$12.00 · Extra usage limit reached', attention: true });
  });

  it.each([
    ['49.99', 50, true],
    ['50', 50, false],
    ['0', 50, true],
    ['-1', 50, true],
    ['0', 0, false],
    [null, 50, false],
  ])('calls a balance of %s low below %i: %s', (balance, lowCredits, low) => {
    const state = withBalance(balance);
    expect(accountOf(state, { lowCredits }).credits?.low).toBe(low);
    expect(rowsOf(state, { lowCredits })[0]?.includes('low balance')).toBe(low);
  });

  it('calls neither an unlimited nor a withdrawn balance low', () => {
    const withdrawn = stateWith({
      credits: known({ hasCredits: true, unlimited: false, overageLimitReached: null }, nowMs),
      balance: known('3', nowMs - minuteMs, nowMs),
    });
    const unlimited = accountOf(withBalance('3', { unlimited: true }));
    expect([accountOf(withdrawn).credits?.low, unlimited.credits?.low]).toEqual([false, false]);
    expect(rowsOf(withdrawn)).toEqual(['Credits: 3 credits · ≈ US$0.12 · last known']);
  });

  it('a balance keeps its own age, however fresh the windows are', () => {
    const flags = { hasCredits: true, unlimited: false, overageLimitReached: null };
    const aged = (minutes: number) => {
      const atMs = nowMs - minutes * minuteMs;
      return stateWith({ credits: known(flags, atMs), balance: known('120', atMs) });
    };
    expect(accountOf(aged(9))).toMatchObject({ state: 'fresh', credits: { stale: false } });
    expect(accountOf(aged(10))).toMatchObject({ state: 'fresh', credits: { stale: true } });
    expect(rowsOf(aged(600))).toEqual(['Credits: 120 credits · ≈ US$4.80 · last known']);
  });

  it.each([
    ['0.1', '0.1 credits · ≈ <US$0.01'],
    ['-0.1', '-0.1 credits · ≈ >-US$0.01'],
    ['0', '0 credits · ≈ US$0.00'],
  ])('an estimate of %s credits never reads as nothing where there is something', (balance, text) => {
    expect(rowsOf(withBalance(balance), { lowCredits: 0 })[0]?.replace(' · low balance', '')).toBe(`Credits: ${text}`);
  });

  describe('1(d): an account whose window is full', () => {
    const full = (credits: object, facts: Partial<Facts> = {}): string | undefined => {
      const body = codexBody({ session: { used: 100, resetsInMinutes: 60 }, credits });
      const state = stateAfter(body);
      return rowsOf({ ...state, facts: { ...state.facts, ...facts } })[0];
    };

    it('is running on its credits while there are some', () => {
      expect(full({ has_credits: true, unlimited: false, balance: '120' })).toBe(
        'Credits: 120 credits · ≈ US$4.80 · limit used up, now using credits',
      );
      expect(full({ has_credits: true, unlimited: true, balance: null })).toContain('limit used up, now using credits');
    });

    it.each([
      ['they are used up', { has_credits: true, unlimited: false, balance: '0' }, {}],
      [
        'the service says that a reserve is used',
        { has_credits: true, unlimited: false, balance: '9' },
        {
          beyondLimit: known({ mode: 'reserve' as const, endsAtMs: null }, nowMs),
        },
      ],
      ['their balance is not known', { has_credits: true, unlimited: false, balance: null }, {}],
      [
        'the overage limit is reached',
        { has_credits: true, unlimited: false, balance: '9', overage_limit_reached: true },
        {},
      ],
      [
        'a spend limit is reached',
        { has_credits: true, unlimited: false, balance: '9' },
        { spendLimits: known([limit({ used: '100' })], nowMs) },
      ],
    ])('is not called that where %s', (_why, credits, facts) => {
      expect(full(credits, facts)).not.toContain('pay for requests');
    });
  });
});
