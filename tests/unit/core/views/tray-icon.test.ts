import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { followedAccount, trayIcon, type IconStyle } from '../../../../core/views/tray-icon.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

function account(name: string, session: number | null, weekly?: number, agoMinutes = 0, resets = 62): AccountState {
  const body = codexBody({
    session: { used: session, resetsInMinutes: resets },
    ...(weekly === undefined ? {} : { weekly: { used: weekly, resetsInMinutes: 3_000 } }),
  });
  return stateAfter(body, { name, agoMinutes });
}

const signedOut = stateAfter(codexBody({ session: { used: 1, resetsInMinutes: 62 } }), {
  name: 'old-laptop',
  link: { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null },
});

function accountsOf(...states: readonly AccountState[]): readonly AccountSnapshot[] {
  return buildSnapshot(states, defaultSettings, english, nowMs).accounts;
}

function followedName(states: readonly AccountState[], follows: string, nextUp: string | null = null): string | null {
  const accounts = accountsOf(...states);
  const idOf = (label: string | null): string | null => accounts.find((each) => each.label === label)?.id ?? null;
  return followedAccount(accounts, idOf(follows) ?? follows, idOf(nextUp))?.label ?? null;
}

function iconOf(state: AccountState, style: IconStyle = 'bars') {
  const accounts = accountsOf(state);
  return trayIcon(accounts[0] ?? null, accounts, { style, tone: 'automatic' });
}

describe('the icon follows', () => {
  const [home, studio, team] = [account('home', 48), account('studio', 93), account('team', 100)];

  it('the only account, whatever it has left', () => {
    expect(followedName([team], 'automatic')).toBe('team');
  });

  it('the account to use next, if there are several', () => {
    expect(followedName([home, studio, team], 'automatic', 'studio')).toBe('studio');
  });

  it('a usable account while one is usable, even if no account is next', () => {
    expect(followedName([team, studio, home], 'automatic')).toBe('home');
  });

  it('a used-up account only if none is usable, and then the one that is back first', () => {
    expect(followedName([team, studio], 'automatic')).toBe('studio');
    expect(followedName([account('release', 100, undefined, 0, 90), team], 'automatic')).toBe('team');
  });

  it('the account with the least left, by setting', () => {
    expect(followedName([home, studio], 'lowest', 'home')).toBe('studio');
    expect(followedName([home, studio, team], 'lowest', 'home')).toBe('team');
  });

  it('one account, by setting, and the automatic choice once that account is gone', () => {
    expect(followedName([home, studio], 'studio', 'home')).toBe('studio');
    expect(followedName([home, studio], 'codex:gone', 'home')).toBe('home');
  });

  it('no signed-out account by itself', () => {
    expect(followedName([signedOut, studio], 'lowest')).toBe('studio');
    expect(followedName([signedOut, studio], 'automatic', 'old-laptop')).toBe('studio');
  });
});

describe('the icon of an account', () => {
  it('has the short limit above the long one', () => {
    expect(iconOf(account('home', 28, 48)).bars).toEqual([
      { state: 'fine', leftPercent: 75 },
      { state: 'fine', leftPercent: 55 },
    ]);
  });

  it('has one bar for one limit', () => {
    expect(iconOf(account('home', 37)).bars).toEqual([{ state: 'fine', leftPercent: 65 }]);
  });

  it('shows the exact number of the limit that binds', () => {
    expect(iconOf(account('home', 28, 48), 'number').figure).toEqual({ state: 'fine', leftPercent: 52 });
    expect(iconOf(account('home', 99.7), 'number').figure).toEqual({ state: 'critical', leftPercent: 1 });
    expect(iconOf(account('home', 0.3), 'number').figure).toEqual({ state: 'fine', leftPercent: 99 });
  });

  it('shows which limit is used up and which one it blocks', () => {
    expect(iconOf(account('home', 28, 100))).toMatchObject({
      bars: [{ state: 'blocked' }, { state: 'used-up', leftPercent: 0 }],
      figure: { state: 'used-up', leftPercent: 0 },
    });
  });

  it('never shows the old figure of a signed-out account', () => {
    expect(iconOf(signedOut)).toMatchObject({
      bars: [{ state: 'unknown', leftPercent: null }],
      figure: { state: 'unknown', leftPercent: null },
      attention: true,
    });
  });

  it('shows a figure that is unknown or old as unknown, never as nothing left', () => {
    expect(iconOf(account('home', null)).figure).toEqual({ state: 'unknown', leftPercent: null });
    expect(iconOf(account('home', 40, 50, 60)).bars).toEqual([
      { state: 'unknown', leftPercent: null },
      { state: 'unknown', leftPercent: null },
    ]);
  });
});
