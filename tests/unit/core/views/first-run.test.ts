import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { sampleAccounts } from '../../../../core/snapshot/sample.ts';
import { standingOf } from '../../../../core/snapshot/order.ts';
import { type FirstRunContext, firstRunView } from '../../../../core/views/first-run.ts';
import { type PanelView, panelView } from '../../../../core/views/panel.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const computer: FirstRunContext = {
  findings: [],
  isInstalled: () => true,
  folderOf: () => '~/.codex',
  keyring: 'protected',
  canStartAtLogin: true,
  showsNotifications: true,
  isOnline: true,
  isNewcomer: true,
};
const fresh = stateAfter(codexBody({ session: { used: 42, resetsInMinutes: 62 } }), {
  account: { label: 'work@river.example' },
});
const signedOut: AccountState = {
  ...fresh,
  endpoints: {
    usage: {
      ...{ fetchedAtMs: null, nextDueAtMs: nowMs, sequence: 1 },
      link: { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null },
    },
  },
};

function panelOf(states: readonly AccountState[], context: Partial<FirstRunContext> = {}): PanelView {
  const around = {
    ...{ version: 1, appearance: { language: 'en', theme: 'system' } as const, banners: [], refreshing: false },
    firstRun: { ...computer, ...context },
  };
  return panelView(buildSnapshot(states, defaultSettings, english, nowMs), defaultSettings, english, around, nowMs);
}

describe('the first run', () => {
  it('says of each tool what was found and the one thing to do', () => {
    const findings = [
      {
        ...({ provider: 'claude', place: '~/.claude/.credentials.json' } as const),
        outcome: { kind: 'problem', problem: 'unreadable' } as const,
      },
    ];
    const lines = panelOf([], { findings, isInstalled: () => false }).firstRun?.tools;
    expect(lines).toMatchObject([
      { name: 'Codex', text: 'not installed', command: null },
      { name: 'Claude Code', command: 'claude' },
    ]);
    expect(lines?.[1]?.text).toContain('cannot be read');
    expect(panelOf([]).firstRun?.tools[0]).toMatchObject({ text: 'not signed in', command: 'codex login' });
  });

  it('shows a newcomer who was found, once', () => {
    const panel = panelOf([fresh]);
    expect(panel.title).toBe('1 account found');
    expect(panel.firstRun?.accounts).toMatchObject([
      { name: 'work', domain: '@river.example', text: 'Codex Pro · ~/.codex', command: null },
    ]);
    expect(panelOf([fresh], { isNewcomer: false }).firstRun).toBeNull();
  });

  it('names the command and the page for accounts that are all signed out', () => {
    const panel = panelOf([signedOut]);
    expect(panel.firstRun?.accounts[0]).toMatchObject({ command: 'codex login', provider: 'codex' });
    expect(panel.banners).toMatchObject([{ id: 'signed-out', help: 'signed-out' }]);
    expect(panelOf([fresh]).banners).toEqual([]);
  });

  it('says that the computer is offline, and only a newcomer needs to hear it', () => {
    expect(panelOf([], { isOnline: false }).banners).toMatchObject([{ id: 'offline', help: 'offline' }]);
    expect(panelOf([fresh], { isOnline: false, isNewcomer: false }).banners).toEqual([]);
  });

  it('offers no choice that this computer cannot keep', () => {
    const { choices } = panelOf([], { canStartAtLogin: false, showsNotifications: false }).firstRun ?? {};
    expect(choices).toMatchObject({ startAtLogin: null, notifications: null });
  });

  it('says at which steps a notification comes, left or used as the panel does', () => {
    const textOf = (
      alertAtPercent: readonly number[],
      meterShows: Settings['meterShows'] = 'left',
    ): string | undefined =>
      firstRunView(
        buildSnapshot([], defaultSettings, english, nowMs),
        { ...defaultSettings, alertAtPercent, meterShows },
        computer,
        english,
        nowMs,
      )?.choices.notificationsText;
    expect(textOf([80, 95])).toBe('at 20% and 5% left, once each');
    expect(textOf([80, 95], 'used')).toBe('at 80% and 95% used, once each');
    expect(textOf([])).toBe('when a limit is used up');
  });
});

describe('the sample accounts', () => {
  const snapshot = buildSnapshot(sampleAccounts(nowMs), defaultSettings, english, nowMs);

  it('are understood by the code that reads real answers, and stand in each section', () => {
    expect(snapshot.accounts.every(({ windows }) => windows.length === 2)).toBe(true);
    expect(new Set(snapshot.accounts.map(standingOf))).toEqual(new Set(['needs-you', 'low', 'ready', 'resting']));
  });

  it('have ids that no real account has, and no folder, so that no command starts a tool', () => {
    expect(snapshot.accounts.every(({ id }) => id.startsWith('sample:'))).toBe(true);
    expect(sampleAccounts(nowMs).every(({ account }) => account.folder === undefined)).toBe(true);
  });
});
