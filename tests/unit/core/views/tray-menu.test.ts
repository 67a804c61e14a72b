import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { withoutNames } from '../../../../core/snapshot/personal.ts';
import { totalsSnapshot } from '../../../../core/snapshot/totals.ts';
import type { MenuCommand, MenuRow } from '../../../../core/views/menu-row.ts';
import { type TrayContext, trayView } from '../../../../core/views/tray.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { manyAccounts } from '../../../support/many-accounts.ts';
import { accountMenu, menuTexts } from '../../../support/menu-texts.ts';

const hour = 3_600_000;
const iso = (inHours: number): string => new Date(nowMs + inHours * hour).toISOString();

const home = accountWith('home@home.example', { session: { left: 72 }, weekly: { left: 52, resetsInHours: 64 } });
const studio = accountWith('studio@river.example', { session: { left: 7 }, weekly: { left: 62 } });
const work = accountWith('work@river.example', { session: { left: 52 }, weekly: { left: 48 } });
const release = accountWith(
  'release@river.example',
  { session: { left: 0, resetsInHours: 1.5 } },
  {
    use: 'exhausted',
    blockedReason: {
      code: 'window-used-up',
      text: 'The 5-hour limit is used up.',
      windowId: 'session',
      until: iso(1.5),
    },
  },
);
const oldLaptop = accountWith('old-laptop@home.example', { session: { left: 90 } }, { state: 'signed-out' });
const lab = accountWith(
  'lab@river.example',
  { session: { left: 74, change: { stale: true, asOf: iso(-3) } } },
  { state: 'stale', use: 'unknown', fetchedAt: iso(-3) },
);

function snapshotOf(accounts: readonly AccountSnapshot[]): Snapshot {
  const pool = totalsSnapshot(accounts, { creditsPerUsd: 25, convert: () => null });
  const base = buildSnapshot([], defaultSettings, english, nowMs);
  return { ...base, pool, accounts };
}

function viewOf(accounts: readonly AccountSnapshot[], settings: Partial<Settings> = {}, context: TrayContext = {}) {
  return trayView(snapshotOf(accounts), { ...defaultSettings, ...settings }, english, nowMs, context);
}

const topTexts = (rows: readonly MenuRow[]): readonly string[] =>
  rows.map((row) => (row.kind === 'separator' ? '-' : row.text.replaceAll('\u2007', ' ')));

function commandOf(rows: readonly MenuRow[], text: string): MenuCommand | null {
  for (const row of rows) {
    if (row.kind === 'submenu') {
      const found = commandOf(row.rows, text);
      if (found !== null) return found;
    } else if (row.kind !== 'separator' && row.text === text) return row.command;
  }
  return null;
}

describe('the menu', () => {
  it('shows up to three accounts with their limits', () => {
    expect(topTexts(viewOf([home, studio, work]).rows)).toEqual([
      '3 of 3 ready',
      'Next up: home · week 52% · 5 hours 72%',
      '-',
      'home · Codex Pro',
      ' 72%  5 hours · 2h 30m',
      ' 52%  Week · 2d 16h',
      'studio · Codex Pro',
      '  7%  5 hours · 2h 30m',
      ' 62%  Week · 3d 12h',
      'work · Codex Pro',
      ' 52%  5 hours · 2h 30m',
      ' 48%  Week · 3d 12h',
      '-',
      'Refresh now',
      'Open Quota Tray',
      'Mute notifications',
      'Hide names and money',
      'Settings…',
      '-',
      'Quit',
    ]);
  });

  it('lists four accounts and more by what they are for the user now', () => {
    const { rows } = viewOf([home, lab, oldLaptop, release, studio, work]);
    expect(topTexts(rows).slice(0, 12)).toEqual([
      '3 of 6 ready',
      'Next up: home · week 52% · 5 hours 72%',
      'Back next: release, 14:30',
      '-',
      'Sign in: old-laptop',
      '  7%  studio · 2h 30m',
      '-',
      'Enough left (2)',
      'Used up (1)',
      'Not up to date (1)',
      '-',
      'Refresh now',
    ]);
    const texts = topTexts(rows.flatMap((row) => (row.kind === 'submenu' ? row.rows : [])));
    expect(texts).toContain('  0%  release · 1h 30m');
    expect(texts).toContain(' 74%  lab · read 3 hours ago');
  });

  it('has at most 20 rows and four separators, and no line of more than 44 characters, whatever the number of accounts', () => {
    for (const count of [0, 1, 2, 3, 4, 5, 8, 19, 20, 21, 60, 1000]) {
      for (const locale of [english, chinese]) {
        const long = manyAccounts(count).map((state) => ({
          ...state,
          account: { ...state.account, label: `${state.account.label}-of-a-very-long-team-name@river.example.org` },
        }));
        const snapshot = buildSnapshot(long, defaultSettings, locale, nowMs);
        const { rows, tooltip } = trayView(snapshot, defaultSettings, locale, nowMs, {
          lines: ['one', 'two', 'three'],
        });
        expect(rows.filter(({ kind }) => kind !== 'separator').length, `${count} accounts`).toBeLessThanOrEqual(20);
        expect(rows.length, `${count} accounts`).toBeLessThanOrEqual(24);
        const widest = Math.max(...menuTexts(rows).map((text) => Array.from(text).length));
        expect(widest, `${count} accounts`).toBeLessThanOrEqual(44);
        expect(tooltip.split('\n').length).toBeLessThanOrEqual(3);
      }
    }
  });

  it('shows five accounts that need the user or are running low, and the others in a submenu', () => {
    const low = Array.from({ length: 9 }, (_unused, index) =>
      accountWith(`low-${index}`, { session: { left: index + 6 } }),
    );
    const { rows } = viewOf([...low, home, release]);
    const texts = topTexts(rows);
    expect(texts.filter((text) => text.includes('low-'))).toHaveLength(4);
    expect(texts).toContain('5 more');
  });

  it('shows accounts of both kinds where there are many, sign-ins first', () => {
    const signedOut = Array.from({ length: 6 }, (_unused, index) =>
      accountWith(`out-${index}`, { session: { left: 50 } }, { state: 'signed-out' }),
    );
    const low = [7, 14, 19].map((left) => accountWith(`low-${left}`, { session: { left } }));
    const start = (accounts: readonly AccountSnapshot[]): readonly string[] =>
      topTexts(viewOf([...accounts, home]).rows)
        .filter((text) => /(?:out|low)-|more/.test(text))
        .map((text) => text.trim());
    const inSession = ' · 2h 30m';
    const [seven, fourteen] = [`7%  low-7${inSession}`, `14%  low-14${inSession}`];
    expect(start([...signedOut, ...low])).toEqual(['Sign in: out-0', 'Sign in: out-1', seven, fourteen, '5 more']);
    expect(start([...signedOut, ...low.slice(0, 1)])).toEqual([
      ...['Sign in: out-0', 'Sign in: out-1', 'Sign in: out-2', seven, '3 more'],
    ]);
  });

  it('gives each old line its age', () => {
    for (const accounts of [[lab], [lab, home], [lab, home, studio, work]]) {
      const texts = menuTexts(accountMenu(viewOf(accounts).rows, lab.id));
      expect(texts.filter((text) => text.includes('74%'))).toHaveLength(1);
      expect(texts.find((text) => text.includes('74%'))).toContain('read 3 hours ago');
    }
  });

  it('says the same in the tooltip and in its first rows', () => {
    const { rows, tooltip } = viewOf([home, lab, oldLaptop, release, studio, work]);
    expect(tooltip.split('\n')).toEqual(topTexts(rows).slice(0, 3));
  });

  it('names no account and no money while they are hidden', () => {
    const rich = { ...home, prepaid: moneyOf('41.20') };
    const accounts = [rich, lab, oldLaptop, release, studio, work];
    const nameless = withoutNames(accounts, english);
    const said = (settings: Partial<Settings>): string => {
      const { tooltip, title, rows } = viewOf(settings.hidePersonal === true ? nameless : accounts, settings);
      return [tooltip, title, ...menuTexts(rows)].join('\n');
    };
    const hidden = said({ hidePersonal: true });
    expect(hidden).not.toMatch(/home|lab|old-laptop|studio|river|41\.20/);
    expect(hidden).toContain('Account 1 · Codex');
    expect(said({})).toContain('41.20');
  });

  it('leaves out hidden accounts', () => {
    expect(JSON.stringify(viewOf([home, studio], { hidden: [studio.id] }))).not.toContain('studio');
    expect(topTexts(viewOf([home], { hidden: [home.id] }).rows)[0]).toBe('All accounts are hidden');
  });

  it('says when nothing can be used, and who is back first', () => {
    expect(topTexts(viewOf([release, oldLaptop]).rows)[0]).toBe('None ready · release back 14:30');
    expect(topTexts(viewOf([lab, { ...lab, id: 'codex:lab2' }]).rows)[0]).toBe('Figures from 10:00');
    const offline = { ...lab, state: 'offline' } as AccountSnapshot;
    expect(topTexts(viewOf([offline, { ...offline, id: 'codex:lab2' }]).rows)[0]).toBe('Offline · figures from 10:00');
  });
});

describe('the menu of an account', () => {
  it('has its limits and what one can do with it', () => {
    const context = { startCommandOf: () => 'CODEX_HOME=~/.codex-home codex' };
    const rows = accountMenu(viewOf([home, studio], {}, context).rows, home.id);
    expect(topTexts(rows)).toEqual([
      'home@home.example · Codex Pro',
      '-',
      ' 72%  5 hours · 2h 30m',
      ' 52%  Week · 2d 16h',
      '-',
      'Open in the panel',
      'Copy start command',
      'Refresh',
      'Show in the icon',
      'Mute for 1 hour',
    ]);
    expect(commandOf(rows, 'Copy start command')).toEqual({ do: 'copy', text: 'CODEX_HOME=~/.codex-home codex' });
    expect(commandOf(rows, 'Show in the icon')).toEqual({ do: 'follow', accountId: home.id });
    expect(commandOf(rows, 'Mute for 1 hour')).toEqual({ do: 'mute', accountId: home.id, forMinutes: 60 });
  });

  it('ends what it began: the icon and the muting', () => {
    const mutedUntilMs = (): number => nowMs + hour;
    const rows = accountMenu(viewOf([home, studio], { iconFollows: home.id }, { mutedUntilMs }).rows, home.id);
    expect(rows).toContainEqual(expect.objectContaining({ kind: 'checkbox', text: 'Show in the icon', checked: true }));
    expect(commandOf(rows, 'Show in the icon')).toEqual({ do: 'follow', accountId: null });
    expect(commandOf(rows, 'Unmute (muted until 14:00)')).toEqual({ do: 'mute', accountId: home.id, forMinutes: null });
  });

  it('offers the sign-in command to a signed-out account, and a banked reset where there is one', () => {
    expect(commandOf(accountMenu(viewOf([oldLaptop, home]).rows, oldLaptop.id), 'Copy sign-in command')).toEqual({
      do: 'copy',
      text: 'codex login',
    });
    const banked = {
      ...home,
      resetCredits: { available: 1, unusable: 0, nextExpiresAt: iso(20), asOf: iso(0), stale: false },
    } as unknown as AccountSnapshot;
    expect(commandOf(viewOf([banked, studio]).rows, 'Use a banked reset…')).toEqual({
      do: 'open-account',
      accountId: home.id,
    });
    expect(commandOf(viewOf([home, studio]).rows, 'Use a banked reset…')).toBeNull();
  });
});

describe('the last rows', () => {
  it('mute all notifications, and say until when', () => {
    expect(commandOf(viewOf([home]).rows, 'For 8 hours')).toEqual({ do: 'mute', accountId: null, forMinutes: 480 });
    const muted = viewOf([home], {}, { allMutedUntilMs: nowMs + hour }).rows;
    expect(topTexts(muted)).toContain('Muted until 14:00');
    expect(commandOf(muted, 'Unmute')).toEqual({ do: 'mute', accountId: null, forMinutes: null });
  });

  it('hide names and money with one click, and show them again', () => {
    expect(commandOf(viewOf([home]).rows, 'Hide names and money')).toEqual({ do: 'hide-personal', isOn: true });
    expect(commandOf(viewOf([home], { hidePersonal: true }).rows, 'Hide names and money')).toEqual({
      do: 'hide-personal',
      isOn: false,
    });
  });
});

it('the title beside the icon says what is left, or the time until the reset, by setting', () => {
  expect(viewOf([home]).title).toBe('');
  expect(viewOf([home], { iconTitle: 'figure' }).title).toBe('52%');
  expect(viewOf([home], { iconTitle: 'reset' }).title).toBe('2d 16h');
  expect(viewOf([oldLaptop], { iconTitle: 'figure' }).title).toBe('');
});

function moneyOf(balance: string) {
  return {
    ...{ currency: 'EUR', balance, nextExpiresAt: null, converted: null, further: [], spent: false },
    ...{ asOf: iso(0), stale: false },
  };
}
