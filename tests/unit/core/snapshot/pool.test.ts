import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build-snapshot.ts';
import { poolWords } from '../../../../core/snapshot/pool-words.ts';
import type { PoolSnapshot } from '../../../../core/snapshot/snapshot.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const open = { used: 10, resetsInMinutes: 60 };
const withCredits = (name: string, balance: unknown, more: Readonly<Record<string, unknown>> = {}): AccountState =>
  stateAfter(codexBody({ session: open, credits: { has_credits: true, unlimited: false, balance, ...more } }), {
    name,
  });

function poolOf(states: readonly AccountState[], creditsPerUsd = 25): PoolSnapshot {
  return buildSnapshot(states, { ...defaultSettings, creditsPerUsd }, english, nowMs).pool;
}

function wordsOf(states: readonly AccountState[]): string | null | undefined {
  return poolWords(buildSnapshot(states, defaultSettings, english, nowMs), english)?.creditsText;
}

describe('the pool of all accounts', () => {
  it('S1-30: counts active, exhausted and unknown apart', () => {
    const states = [
      stateAfter(codexBody({ session: open }), { name: 'a' }),
      stateAfter(codexBody({ session: open, weekly: { used: 100, resetsInMinutes: 900 } }), { name: 'b' }),
      stateAfter(codexBody({ more: { credits: { has_credits: true, unlimited: false, balance: '0' } } }), {
        name: 'c',
      }),
    ];
    expect(poolOf(states).accounts).toEqual({ total: 3, active: 1, exhausted: 1, unknown: 1 });
  });

  it('S1-31: sums the credits of real pools exactly and gives their estimate in dollars', () => {
    expect(poolOf([withCredits('a', '247.50'), withCredits('b', '100')]).credits).toEqual({
      total: '347.5',
      usd: '13.90',
      unknownAccounts: 0,
      unlimitedAccounts: 0,
    });
  });

  it('S1-31: leaves an unlimited account out of the sum', () => {
    const credits = poolOf([withCredits('a', '100'), withCredits('b', '999', { unlimited: true })]).credits;
    expect(credits).toMatchObject({ total: '100', unlimitedAccounts: 1 });
  });

  it('S1-31: has no credits at all when no account has some', () => {
    expect(poolOf([stateAfter(codexBody({ session: open }))]).credits).toBeNull();
  });

  it('S1-32: an unlimited-only pool is a word, not zero', () => {
    expect(wordsOf([withCredits('a', '0', { unlimited: true })])).toBe('1 unlimited');
  });

  it('S1-32: unknown balances make it "at least"', () => {
    expect(wordsOf([withCredits('a', '100'), withCredits('b', null)])).toBe(
      'at least 100 credits (1 account unknown) · ≈ US$4.00',
    );
  });

  it('S1-32: when every balance is unknown there is no number', () => {
    expect(wordsOf([withCredits('a', null)])).toBe('Credits of 1 account unknown');
  });

  it('S1-34: a rate of 0 hides dollars everywhere', () => {
    const snapshot = buildSnapshot([withCredits('a', '100')], { ...defaultSettings, creditsPerUsd: 0 }, english, nowMs);
    expect([snapshot.pool.credits?.usd, snapshot.accounts[0]?.credits?.usd]).toEqual([null, null]);
  });

  it('S1-33: names the highest weekly window by its length, whatever slot it came in', () => {
    const weeklyFirst = stateAfter(
      {
        rate_limit: {
          primary_window: { used_percent: 70, limit_window_seconds: 604_800, reset_at: nowMs / 1000 + 600 },
          secondary_window: null,
        },
      },
      { name: 'team' },
    );
    const both = stateAfter(
      codexBody({ session: { used: 99, resetsInMinutes: 5 }, weekly: { used: 60, resetsInMinutes: 600 } }),
    );
    expect(poolOf([both, weeklyFirst]).mostUsed).toMatchObject({
      accountId: 'codex:team',
      windowId: 'weekly',
      usedPercent: 70,
    });
  });

  it('S1-33: gives a tie to the first, and nothing when there is no weekly window', () => {
    const weekly = { used: 50, resetsInMinutes: 600 };
    const tie = [stateAfter(codexBody({ weekly }), { name: 'a' }), stateAfter(codexBody({ weekly }), { name: 'b' })];
    expect(poolOf(tie).mostUsed?.accountId).toBe('codex:a');
    expect(poolOf([stateAfter(codexBody({ session: open }))]).mostUsed).toBeNull();
  });
});
