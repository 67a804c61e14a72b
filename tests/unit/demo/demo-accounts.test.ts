import { beforeAll, describe, expect, test } from 'vitest';

import type { AccountSnapshot, Snapshot } from '../../../core/snapshot/snapshot.ts';
import { demoTime } from '../../../scripts/demo/account.ts';
import { demoAccounts } from '../../../scripts/demo/accounts.ts';
import { nowMs, readDemo } from './demo-reading.ts';

let snapshot: Snapshot;

beforeAll(async () => {
  snapshot = await readDemo();
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
    expect(snapshot.pool.accounts).toEqual({ total: 15, active: 12, exhausted: 2, unknown: 1 });
  });

  test.each([
    ['fresh', 'codex', 'pro', 'fresh', ['session 58 open', 'weekly 59 open']],
    ['low', 'codex', 'plus', 'fresh', ['session 93 open', 'weekly 44 open']],
    ['stale', 'codex', 'plus', 'stale', ['session 31 open', 'weekly 72 open']],
    ['exhausted', 'codex', 'go', 'fresh', ['weekly 100 exhausted']],
    ['blocked', 'codex', 'pro', 'fresh', ['session 1 blocked', 'weekly 100 exhausted']],
    ['credits', 'codex', 'plus', 'fresh', ['session 22 open', 'weekly 81 open']],
    ['unlimited', 'codex', 'enterprise', 'fresh', ['session 12 open', 'weekly 30 open']],
    ['team', 'codex', 'team', 'fresh', ['weekly 37 open']],
    ['signed-out', 'codex', 'plus', 'signed-out', ['session 38 open', 'weekly 15 open']],
    ['rate-limited', 'claude', 'pro', 'rate-limited', ['session 47 open', 'weekly 62 open']],
    ['offline', 'codex', 'business', 'offline', ['session 9 open', 'weekly 26 open']],
    ['not-started', 'claude', 'pro', 'fresh', ['session 0 not-started', 'weekly 8 open']],
    ['nine-hours', 'codex', 'pro', 'fresh', ['9h 64 open', 'weekly 27 open']],
    [
      'max',
      'claude',
      'max_20x',
      'fresh',
      ['session 36 open', 'weekly 48 open', 'weekly:opus 83 open', 'weekly:sonnet 21 open'],
    ],
    ['banked-resets', 'codex', 'pro', 'fresh', ['session 71 open', 'weekly 86 open', 'gpt_5_3_codex_spark 19 open']],
  ] as const)('%s is what it says', (name, provider, plan, state, windows) => {
    expect({ ...pick(account(name)), windows: windowsOf(name) }).toEqual({ provider, plan, state, windows });
  });

  test.each([
    ['stale', 40],
    ['signed-out', 190],
    ['rate-limited', 35],
    ['offline', 22],
  ] as const)('X-1: the figures of %s keep the age of %i minutes that they have', (name, minutes) => {
    const asOf = new Date(nowMs - minutes * 60_000).toISOString();
    expect(account(name).fetchedAt).toBe(asOf);
    expect(account(name).windows.map((window) => window.asOf)).toEqual([asOf, asOf]);
  });

  test('X-8: the limited account waits as long as it was told', () => {
    expect(account('rate-limited').nextRefreshAt).toBe(new Date(nowMs + 1_500_000).toISOString());
  });

  test('the stale account is asked again later, the signed-out one not at all', () => {
    expect(account('stale').nextRefreshAt).toBe(new Date(nowMs + 300_000).toISOString());
    expect(account('signed-out').nextRefreshAt).toBeNull();
  });

  test('the used-up weeks come back in days, and the window that has not begun has no reset', () => {
    const [weekly] = account('exhausted').windows;
    expect(Date.parse(weekly?.resetsAt ?? '') - nowMs).toBeGreaterThan(86_400_000);
    expect(account('blocked').windows[0]?.blockedBy).toBe('weekly');
    expect(account('not-started').windows[0]?.resetsAt).toBeNull();
  });

  test('credits are known, unlimited, or not known, and never made up', () => {
    expect(account('credits').credits).toMatchObject({ balance: '247.5', usd: '9.90', unlimited: false });
    expect(account('unlimited').credits).toMatchObject({ balance: null, unlimited: true });
    expect(account('team').credits).toMatchObject({ hasCredits: true, balance: null });
    expect(snapshot.pool.credits).toEqual({ total: '247.5', usd: '9.90', unknownAccounts: 1, unlimitedAccounts: 1 });
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
    expect(account('banked-resets').resetCredits).toEqual({ available: 2, nextExpiresAt: null });
  });

  test('no token of a sign-in reaches the snapshot', () => {
    expect(JSON.stringify(snapshot)).not.toContain('canary-');
  });

  test('a reset of a demo that runs for long is always ahead', () => {
    const later = demoTime(nowMs, nowMs + 7 * 3_600_000);
    expect(later.until(3600, 18_000)).toBe(14_400);
    expect(demoTime(nowMs, nowMs + 3_600_000).until(3600, 18_000)).toBe(18_000);
    expect(demoTime(nowMs, nowMs - 2_400_000).until(3600, 18_000)).toBe(6000);
  });
});

function pick({ provider, plan, state }: AccountSnapshot): Pick<AccountSnapshot, 'provider' | 'plan' | 'state'> {
  return { provider, plan, state };
}
