import { expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { MenuRow } from '../../../../core/views/menu-row.ts';
import { createViews } from '../../../../main/app/views.ts';
import type { LeadershipState } from '../../../../main/app/leadership.ts';
import type { Services } from '../../../../main/services/create-services.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const state = stateAfter(codexBody({ session: { used: 10, resetsInMinutes: 62 } }));
const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);

interface Around {
  readonly notifications?: boolean | null | undefined;
  readonly leadership?: LeadershipState;
  readonly accounts?: readonly AccountState[];
  readonly settings?: Settings;
}

function viewsWhere({ notifications, leadership = 'own', accounts = [state], settings = defaultSettings }: Around) {
  const services = {
    settings: { get: () => settings },
    locale: () => english,
    clock: { nowMs: () => nowMs, random: () => 0 },
    engine: { accounts: () => accounts, findings: () => [] },
    problems: () => [],
  } as unknown as Services;
  const desktop = { trayHost: true, ...(notifications === undefined ? {} : { notifications }) };
  return createViews({
    ...{ services, desktop },
    leadership: () => leadership,
    canStartAtLogin: true,
    toggleCommand: 'quota-tray --toggle',
    firstRun: () => ({
      ...{ findings: [], isInstalled: () => null, folderOf: () => null, keyring: null },
      ...{ canStartAtLogin: true, showsNotifications: true, isOnline: true, isNewcomer: false },
    }),
    commandShell: 'posix',
    tip: { notice: () => null },
    updates: {
      view: () => ({ text: '', problem: null, percent: null, actions: [] }),
      banner: () => null,
      line: () => null,
    },
    notificationCentre: {
      ...{ unseenCount: () => 0, incidentText: () => null },
      snoozes: () => ({ allUntilMs: null, accounts: new Map() }),
    },
  });
}

/** What the menu of the tray says where the desktop's notification service is so. */
function menuWhere(notifications: boolean | null | undefined, leadership?: LeadershipState): readonly string[] {
  const { rows } = viewsWhere({ notifications, ...(leadership === undefined ? {} : { leadership }) }).tray(snapshot);
  return rows.flatMap((row) => (row.kind === 'separator' ? [] : [row.text]));
}

it('the tray says where a desktop shows no notifications, and says nothing where that is not known', () => {
  const line = 'No desktop notifications: open the panel';
  expect(menuWhere(false)).toContain(line);
  for (const known of [true, null, undefined]) expect(menuWhere(known)).not.toContain(line);
});

it('the tray says where its figures come from another process, and where the data folder is gone', () => {
  expect(menuWhere(true, 'other')).toContain('Figures come from “quota-tray serve”');
  expect(menuWhere(true, 'gone')).toContain('Data folder removed: restart Quota Tray');
  for (const leadership of ['own', 'undecided'] as const) {
    expect(menuWhere(true, leadership).join()).not.toMatch(/serve|removed/);
  }
});

/** The commands that the rows copy, those of submenus too. */
function copied(rows: readonly MenuRow[]): readonly string[] {
  return rows.flatMap((row) => {
    if (row.kind === 'submenu') return copied(row.rows);
    return row.kind === 'action' && row.command.do === 'copy' ? [row.command.text] : [];
  });
}

it('the tray and the panel offer a start command only for an account from a folder, and none while names are hidden', () => {
  const found = { ...state, account: { ...state.account, folder: '~/.codex-studio' } };
  const elsewhere = { ...state, account: { ...state.account, folder: null } };
  const hidden = { ...defaultSettings, hidePersonal: true };
  const offered = (accounts: readonly AccountState[], settings: Settings = defaultSettings) => {
    const views = viewsWhere({ accounts, settings });
    const shown = buildSnapshot(accounts, settings, english, nowMs);
    return {
      copied: copied(views.tray(shown).rows),
      hasCommand: views.marks(shown)(state.account.id).hasCommand,
    };
  };
  expect(offered([found])).toEqual({ copied: ['CODEX_HOME=~/.codex-studio codex'], hasCommand: true });
  const none = { copied: [], hasCommand: false };
  expect(offered([elsewhere])).toEqual(none);
  expect(offered([found], hidden)).toEqual(none);
  // The figures of another process come without the accounts of this one.
  const views = viewsWhere({ accounts: [] });
  expect(copied(views.tray(snapshot).rows)).toEqual([]);
});
