import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { totalsView } from '../../../../core/views/totals.ts';
import type { TotalsSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { known } from '../../../support/account-states.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const open = { used: 10, resetsInMinutes: 60 };
const withCredits = (name: string, balance: unknown, more: Readonly<Record<string, unknown>> = {}): AccountState =>
  stateAfter(codexBody({ session: open, credits: { has_credits: true, unlimited: false, balance, ...more } }), {
    name,
  });

function poolOf(states: readonly AccountState[], creditsPerUsd = 25): TotalsSnapshot {
  return buildSnapshot(states, { ...defaultSettings, creditsPerUsd }, english, nowMs).pool;
}

function wordsOf(states: readonly AccountState[]): string | null | undefined {
  const snapshot = buildSnapshot(states, defaultSettings, english, nowMs);
  return totalsView(snapshot, defaultSettings, english, nowMs)?.creditsText;
}

describe('the pool of all accounts', () => {
  it('counts active, exhausted and unknown apart', () => {
    const states = [
      stateAfter(codexBody({ session: open }), { name: 'a' }),
      stateAfter(codexBody({ session: open, weekly: { used: 100, resetsInMinutes: 900 } }), { name: 'b' }),
      stateAfter(codexBody({ more: { credits: { has_credits: true, unlimited: false, balance: '0' } } }), {
        name: 'c',
      }),
    ];
    expect(poolOf(states).accounts).toEqual({ total: 3, active: 1, exhausted: 1, unknown: 1 });
  });

  it('sums the credits of real pools exactly and gives their estimate in dollars', () => {
    expect(poolOf([withCredits('a', '247.50'), withCredits('b', '100')]).credits).toEqual({
      total: '347.5',
      usd: '13.90',
      converted: null,
      unknownAccounts: 0,
      unlimitedAccounts: 0,
    });
  });

  it('leaves an unlimited account out of the sum', () => {
    const credits = poolOf([withCredits('a', '100'), withCredits('b', '999', { unlimited: true })]).credits;
    expect(credits).toMatchObject({ total: '100', unlimitedAccounts: 1 });
  });

  it('has no credits at all when no account has some', () => {
    expect(poolOf([stateAfter(codexBody({ session: open }))]).credits).toBeNull();
  });

  it('an unlimited-only pool is a word, not zero', () => {
    expect(wordsOf([withCredits('a', '0', { unlimited: true })])).toBe('1 unlimited');
  });

  it.each([
    ['an unlimited-only pool', '0', { unlimited: true }],
    ['a pool of unknown balances', null, {}],
  ])('%s has no dollars to tell', (_what, balance, more) => {
    expect(poolOf([withCredits('a', balance, more)]).credits).toMatchObject({
      total: null,
      usd: null,
      converted: null,
    });
    expect(poolOf([withCredits('a', '0')]).credits).toMatchObject({ total: '0', usd: '0.00' });
  });

  it('the estimate of very few credits is not nothing', () => {
    expect(wordsOf([withCredits('a', '0.1')])).toBe('0.1 credits · ≈ <US$0.01');
  });

  it('unknown balances make it "at least"', () => {
    expect(wordsOf([withCredits('a', '100'), withCredits('b', null)])).toBe(
      'at least 100 credits, 1 account not counted · ≈ US$4.00',
    );
  });

  it('a balance that its source withdrew, and one that is old, are counted as unknown and not added', () => {
    const later = withCredits('b', '1006.94');
    const of = (balance: AccountState['facts']['balance']) => ({ ...later, facts: { ...later.facts, balance } });
    const withdrawn = of(known('1006.94', nowMs - 1000, nowMs));
    const old = of(known('1006.94', nowMs - 24 * 3_600_000));
    for (const state of [withdrawn, old]) {
      expect(poolOf([withCredits('a', '100'), state]).credits).toMatchObject({ total: '100', unknownAccounts: 1 });
      expect(poolOf([state]).credits).toMatchObject({ total: null, usd: null, unknownAccounts: 1 });
    }
  });

  it('when every balance is unknown there is no number', () => {
    expect(wordsOf([withCredits('a', null)])).toBe('Credits of 1 account unknown');
  });

  it('a rate of 0 hides dollars everywhere', () => {
    const snapshot = buildSnapshot([withCredits('a', '100')], { ...defaultSettings, creditsPerUsd: 0 }, english, nowMs);
    expect([snapshot.pool.credits?.usd, snapshot.accounts[0]?.credits?.usd]).toEqual([null, null]);
  });

  it('names the highest weekly window by its length, whatever slot it came in', () => {
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

  it.each([98, null])('a weekly limit that is reached counts as 100 where %j is said to be used', (used) => {
    const weekly = { used_percent: used, limit_window_seconds: 604_800, reset_at: nowMs / 1000 + 600 };
    const body = { rate_limit: { limit_reached: true, primary_window: null, secondary_window: weekly } };
    const almost = stateAfter(codexBody({ weekly: { used: 99, resetsInMinutes: 600 } }), { name: 'almost' });
    const { mostUsed } = poolOf([almost, stateAfter(body, { name: 'reached' })]);
    expect(mostUsed).toMatchObject({ accountId: 'codex:reached', usedPercent: 100 });
  });

  it('leaves out the weekly limit of a single model', () => {
    const ofModel = { used_percent: 99, limit_window_seconds: 604_800, reset_at: nowMs / 1000 + 600 };
    const more = { additional_rate_limits: [{ metered_feature: 'spark', rate_limit: { primary_window: ofModel } }] };
    const state = stateAfter(codexBody({ weekly: { used: 40, resetsInMinutes: 600 }, more }));
    expect(poolOf([state]).mostUsed).toMatchObject({ windowId: 'weekly', usedPercent: 40 });
  });

  it('gives a tie to the first, and nothing when there is no weekly window', () => {
    const weekly = { used: 50, resetsInMinutes: 600 };
    const tie = [stateAfter(codexBody({ weekly }), { name: 'a' }), stateAfter(codexBody({ weekly }), { name: 'b' })];
    expect(poolOf(tie).mostUsed?.accountId).toBe('codex:a');
    expect(poolOf([stateAfter(codexBody({ session: open }))]).mostUsed).toBeNull();
  });
});

describe('parts of the pool', () => {
  const weekly = (used: number) => codexBody({ session: open, weekly: { used, resetsInMinutes: 60 * 24 } });
  const claude = stateAfter(
    { five_hour: { utilization: 20, resets_at: null }, seven_day: { utilization: 91, resets_at: null } },
    { name: 'home', account: { id: 'claude:home', provider: 'claude' } },
  );
  const snapshotOf = (states: readonly AccountState[], settings: Partial<Settings> = {}): Snapshot =>
    buildSnapshot(states, { ...defaultSettings, ...settings }, english, nowMs);

  it('are there by provider only where there are several, and by every group of the user', () => {
    const a = stateAfter(weekly(30), { name: 'a' });
    const names = ({ pool }: Snapshot) => pool.parts.map(({ kind, name, accounts }) => [kind, name, accounts.total]);
    const accountGroups = { 'codex:a': 'studio', 'claude:home': 'Home', 'codex:gone': 'nobody' };
    expect(names(snapshotOf([a, withCredits('b', '10')]))).toEqual([]);
    expect(names(snapshotOf([a, withCredits('b', '10'), claude], { accountGroups }))).toEqual([
      ['provider', 'claude', 1],
      ['provider', 'codex', 2],
      ['group', 'Home', 1],
      ['group', 'studio', 1],
    ]);
    expect(snapshotOf([a], { accountGroups }).accounts[0]?.group).toBe('studio');
  });

  it('each counts, sums and compares its own accounts alone', () => {
    const states = [stateAfter(weekly(30), { name: 'a' }), withCredits('b', '10'), withCredits('c', null), claude];
    const { parts } = snapshotOf(states, { accountGroups: { 'codex:a': 'team', 'codex:b': 'team' } }).pool;
    const [claudePart, codexPart, team] = parts;
    expect(claudePart).toMatchObject({ credits: null, mostUsed: { accountId: 'claude:home', usedPercent: 91 } });
    expect(codexPart).toMatchObject({
      accounts: { total: 3, active: 3, exhausted: 0, unknown: 0 },
      credits: { total: '10', unknownAccounts: 1 },
      mostUsed: { accountId: 'codex:a', usedPercent: 30 },
    });
    expect(team).toMatchObject({ accounts: { total: 2 }, credits: { total: '10', unknownAccounts: 0 } });
  });

  it('a provider of one account beside others of one is no part worth a line', () => {
    const snapshot = snapshotOf([stateAfter(weekly(30), { name: 'a' }), claude]);
    expect(snapshot.pool.parts.map(({ name }) => name)).toEqual(['claude', 'codex']);
    expect(totalsView(snapshot, defaultSettings, english, nowMs)?.parts).toEqual([]);
  });

  it('the user’s names stand in place of those that were found, and order the accounts', () => {
    const states = [stateAfter(weekly(30), { name: 'a' }), stateAfter(weekly(20), { name: 'b' })];
    const { accounts } = snapshotOf(states, { accountLabels: { 'codex:a': 'zebra' } });
    expect(accounts.map(({ label }) => label)).toEqual(['b', 'zebra']);
  });
});

describe('prepaid money of all accounts', () => {
  const holder = (name: string, currency: string, balance: string, unknownSinceMs: number | null = null) => {
    const state = stateAfter(codexBody({ session: open }), { name });
    const prepaid = known({ currency, balance, nextExpiresAtMs: null }, nowMs - 1000, unknownSinceMs);
    return { ...state, facts: { ...state.facts, prepaid } };
  };
  const money = (states: readonly AccountState[]) => poolOf(states).money;
  const texts = (states: readonly AccountState[]) =>
    totalsView(buildSnapshot(states, defaultSettings, english, nowMs), defaultSettings, english, nowMs)?.moneyTexts;

  it('never adds up two currencies', () => {
    const states = [holder('a', 'USD', '10.10'), holder('b', 'EUR', '5.00'), holder('c', 'USD', '0.20')];
    expect(money(states)).toEqual([
      { currency: 'EUR', total: '5.00', converted: null, knownAccounts: 1, unknownAccounts: 0 },
      { currency: 'USD', total: '10.30', converted: null, knownAccounts: 2, unknownAccounts: 0 },
    ]);
    expect(texts(states)).toEqual(['Prepaid €5.00', 'Prepaid US$10.30']);
  });

  it('counts a withdrawn balance and does not add it', () => {
    const withdrawn = holder('b', 'EUR', '5.00', nowMs);
    expect(money([holder('a', 'EUR', '1.00'), withdrawn])).toMatchObject([{ total: '1.00', unknownAccounts: 1 }]);
    expect(texts([holder('a', 'EUR', '1.00'), withdrawn])).toEqual(['Prepaid at least €1.00, 1 account not counted']);
    expect(texts([withdrawn])).toEqual(['Prepaid EUR of 1 account unknown']);
  });
});
