import { beforeAll, describe, expect, test } from 'vitest';

import type { AccountSnapshot, Snapshot } from '../../../core/snapshot/schema.ts';
import { demoTime } from '../../../scripts/demo/account.ts';
import { demoAccounts } from '../../../scripts/demo/accounts.ts';
import { nowMs, readDemo } from './demo-reading.ts';

let snapshot: Snapshot;

beforeAll(async () => {
  ({ snapshot } = await readDemo());
});

function account(name: string): AccountSnapshot {
  const email = demoAccounts.find((each) => each.name === name)?.email;
  const found = snapshot.accounts.find((each) => each.email === email);
  if (found === undefined) throw new Error(`${name} is not in the snapshot`);
  return found;
}

/** `session 58 open`: a window as id, used percentage and state. */
function windowsOf(name: string): readonly string[] {
  return account(name).windows.map(({ id, usedPercent, state }) => `${id} ${usedPercent} ${state}`);
}

describe('the demo', () => {
  test('shows each of its accounts once, under the address it is signed in with', () => {
    expect(snapshot.accounts.map(({ label }) => label).toSorted()).toEqual(
      demoAccounts.map(({ email }) => email).toSorted(),
    );
    expect(snapshot.pool.accounts).toEqual({ total: 19, active: 11, exhausted: 3, unknown: 5 });
  });

  test.each([
    ['fresh', 'codex', 'pro', 'fresh', ['session 58 open', 'weekly 59 open']],
    ['low', 'codex', 'plus', 'fresh', ['session 93 open', 'weekly 44 open']],
    ['signed-out-too', 'codex', 'plus', 'signed-out', ['session 31 open', 'weekly 72 open']],
    ['exhausted', 'codex', 'go', 'fresh', ['weekly 100 exhausted']],
    ['blocked', 'codex', 'pro', 'fresh', ['session 1 blocked', 'weekly 100 exhausted']],
    ['credits', 'codex', 'plus', 'fresh', ['session 22 open', 'weekly 81 open']],
    ['low-credits', 'codex', 'plus', 'fresh', ['session 66 open', 'weekly 35 open']],
    ['on-credits', 'codex', 'business', 'fresh', ['session 100 exhausted', 'weekly 74 open']],
    ['unlimited', 'codex', 'enterprise', 'fresh', ['session 12 open', 'weekly 30 open']],
    ['team', 'codex', 'team', 'fresh', ['weekly 37 open']],
    ['signed-out', 'codex', 'plus', 'signed-out', ['session 38 open', 'weekly 15 open']],
    ['rate-limited', 'claude', 'pro', 'rate-limited', ['session 47 open', 'weekly 62 open']],
    ['offline', 'codex', 'business', 'offline', ['session 9 open', 'weekly 26 open']],
    ['not-started', 'claude', 'pro', 'fresh', ['session 0 not-started', 'weekly 8 open']],
    ['over-limit', 'claude', 'team', 'fresh', ['session 55 open', 'weekly 68 open']],
    ['uncapped', 'claude', 'max_5x', 'fresh', ['session 18 open', 'weekly 24 open']],
    ['nine-hours', 'codex', 'pro', 'signed-out', ['9h 64 open', 'weekly 27 open']],
    [
      'max',
      'claude',
      'max_20x',
      'fresh',
      ['session 36 open', 'weekly 48 open', 'weekly:opus 83 open', 'weekly:sonnet 21 open'],
    ],
    ['banked-resets', 'codex', 'pro', 'fresh', ['session 71 open', 'weekly 86 open', 'gpt_5_3_codex_spark 19 open']],
  ] as const)('%s has the state that its name says', (name, provider, plan, state, windows) => {
    expect({ ...pick(account(name)), windows: windowsOf(name) }).toEqual({ provider, plan, state, windows });
  });

  test.each([
    ['signed-out-too', 80],
    ['nine-hours', 65],
    ['signed-out', 190],
    ['rate-limited', 35],
    ['offline', 22],
  ] as const)('the figures of %s keep the age of %i minutes that they have', (name, minutes) => {
    const asOf = new Date(nowMs - minutes * 60_000).toISOString();
    expect(account(name).fetchedAt).toBe(asOf);
    expect(account(name).windows.map((window) => window.asOf)).toEqual([asOf, asOf]);
  });

  test('the rate-limited account waits for its Retry-After', () => {
    expect(account('rate-limited').nextRefreshAt).toBe(new Date(nowMs + 1_500_000).toISOString());
  });

  test('an account that is signed out is not polled', () => {
    for (const name of ['signed-out', 'nine-hours']) expect(account(name).nextRefreshAt).toBeNull();
  });

  test('the used-up weeks reset in days, and the window that has not begun has no reset', () => {
    const [weekly] = account('exhausted').windows;
    expect(Date.parse(weekly?.resetsAt ?? '') - nowMs).toBeGreaterThan(86_400_000);
    expect(account('blocked').windows[0]?.blockedBy).toBe('weekly');
    expect(account('not-started').windows[0]?.resetsAt).toBeNull();
  });

  test('credits are known, unlimited, or not known, and never made up', () => {
    expect(account('credits').credits).toMatchObject({ balance: '247.5', usd: '9.90', unlimited: false });
    expect(account('unlimited').credits).toMatchObject({ balance: null, unlimited: true });
    expect(account('team').credits).toMatchObject({ hasCredits: true, balance: null });
    expect(account('low-credits').credits).toMatchObject({ balance: '18.75', low: true });
    expect(account('on-credits').credits).toMatchObject({ balance: '1306.2', low: false });
    expect(snapshot.pool.credits).toEqual({
      total: '1572.45',
      usd: '62.90',
      converted: null,
      unknownAccounts: 1,
      unlimitedAccounts: 1,
    });
  });

  test('the spend limits, the extra usage in euros and the banked resets are there', () => {
    expect(account('team').spend).toMatchObject({
      unit: 'credits',
      used: '364.75',
      limit: '1000',
      remaining: '635.25',
      scope: 'individual',
    });
    expect(account('max').spend).toMatchObject({
      unit: 'money',
      currency: 'EUR',
      used: '7.63',
      limit: '20.00',
      remaining: '12.37',
    });
    expect(account('banked-resets').resetCredits).toEqual({
      available: 2,
      nextExpiresAt: new Date(nowMs + 6 * 86_400_000).toISOString(),
      asOf: new Date(nowMs).toISOString(),
      stale: false,
    });
  });

  test('one account has an exceeded limit and one without a cap', () => {
    expect(account('team').spendLimits.map(({ scope, used }) => [scope, used])).toEqual([
      ['individual', '364.75'],
      ['workspace_shared', '18450.5'],
    ]);
    expect(account('over-limit').spendLimits).toMatchObject([{ used: '118.35', limit: '100.00', remaining: '-18.35' }]);
    expect(account('uncapped').spendLimits).toMatchObject([{ used: '29.45', limit: null }]);
  });

  test('prepaid euros are separate', () => {
    expect(account('max').prepaid).toMatchObject({ currency: 'EUR', balance: '41.20', stale: false });
    expect(snapshot.pool.money).toEqual([
      { currency: 'EUR', total: '41.20', converted: null, knownAccounts: 1, unknownAccounts: 0 },
    ]);
  });

  test('the user can claim one offer, an admin another', () => {
    const offer = { available: true, granted: false, dismissed: false, promoted: true };
    expect(account('not-started').grant).toMatchObject({ ...offer, eligible: true, display: '$60' });
    expect(account('over-limit').grant).toMatchObject({ ...offer, eligible: false, display: '€250' });
  });

  test('the totals have parts by provider and by the user’s group', () => {
    expect(snapshot.pool.parts.map(({ kind, name, accounts }) => [kind, name, accounts.total])).toEqual([
      ['provider', 'claude', 5],
      ['provider', 'codex', 14],
      ['group', 'River studio', 4],
    ]);
  });

  test('no token of a sign-in reaches the snapshot', () => {
    expect(JSON.stringify(snapshot)).not.toContain('canary-');
  });

  test('a reset of a long demo is always in the future', () => {
    const later = demoTime(nowMs, nowMs + 7 * 3_600_000);
    expect(later.until(3600, 18_000)).toBe(14_400);
    expect(demoTime(nowMs, nowMs + 3_600_000).until(3600, 18_000)).toBe(18_000);
    expect(demoTime(nowMs, nowMs - 2_400_000).until(3600, 18_000)).toBe(6000);
  });
});

function pick({ provider, plan, state }: AccountSnapshot): Pick<AccountSnapshot, 'provider' | 'plan' | 'state'> {
  return { provider, plan, state };
}
