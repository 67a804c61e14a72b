import { app } from 'electron';
import { assertNever } from '../../core/assert-never.ts';
import type { MenuCommand } from '../../core/views/menu-row.ts';
import type { TrayView } from '../../core/views/tray.ts';
import { electronTrayParts, onLooksChanged } from '../electron/tray/electron-tray.ts';
import { createAppTray, type AppTray } from '../electron/tray/app-tray.ts';
import { watchTrayHost } from '../node/desktop/desktop-services.ts';
import type { SettingsStore } from '../node/storage/settings-store.ts';
import type { DesktopState } from './views.ts';
import type { Windows } from './windows.ts';

/** What clicks on the tray do. */
export interface TrayActions {
  readonly onCommand: (command: MenuCommand) => void;
  /** A click on the icon. */
  readonly onOpen: () => void;
  /** The pointer reaches the icon, or the menu opens. */
  readonly onApproach: () => void;
}

/** The tray icon. It exists before the rest of the program is loaded. */
export interface EarlyTray extends AppTray {
  /** Gives the tray what its clicks do. A click on the icon from before opens the panel now. */
  readonly connect: (actions: TrayActions) => void;
}

/** What the icon shows until the figures are read: nothing is known yet. */
const startingView: TrayView = {
  icon: {
    ...{ style: 'bars', tone: 'automatic', attention: false },
    figure: { state: 'unknown', leftPercent: null },
    bars: [{ state: 'unknown', leftPercent: null }],
  },
  tooltip: 'Quota Tray',
  title: '',
  rows: [],
};

/** Makes the tray icon and shows it at once, without any figure. Needs nothing but the desktop. */
export function createTray(): EarlyTray {
  let actions: TrayActions | null = null;
  let isAwaited = false;
  const tray = createAppTray({
    ...electronTrayParts(),
    delay: (delayMs, action) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
    onCommand: (command) => (command.do === 'quit' ? app.quit() : actions?.onCommand(command)),
    onOpen: () => {
      if (actions === null) isAwaited = true;
      else actions.onOpen();
    },
    onApproach: () => actions?.onApproach(),
  });
  tray.show(startingView);
  onLooksChanged(tray.redraw);
  return Object.freeze({
    ...tray,
    connect: (given: TrayActions) => {
      actions = given;
      if (isAwaited) given.onOpen();
    },
  });
}

/** What the clicks on the tray use of the running app. */
export interface TrayActionDependencies {
  /** null: all accounts. */
  readonly refresh: (accountId: string | null) => void;
  readonly windows: () => Windows;
  readonly settings: Pick<SettingsStore, 'set'>;
  /** Mutes one account or all (null) for some minutes; null minutes: ends it. */
  readonly mute: (accountId: string | null, forMinutes: number | null) => Promise<void>;
  readonly copy: (text: string) => void;
  readonly log: (message: string) => void;
}

/** Returns what clicks on the tray do in the running app. */
export function trayActions(dependencies: TrayActionDependencies): TrayActions {
  const { refresh, windows, settings, mute, copy, log } = dependencies;
  const run = (what: string, work: () => Promise<unknown>): void =>
    void work().catch((cause: unknown) => log(`${what}: ${String(cause)}`));
  const didNotOpen = 'A window did not open';
  return {
    onCommand: (command) => {
      switch (command.do) {
        case 'quit':
          return app.quit();
        case 'refresh':
          return refresh(null);
        case 'refresh-account':
          return refresh(command.accountId);
        case 'open-panel':
          return run(didNotOpen, () => windows().panel.open());
        case 'open-settings':
          return run(didNotOpen, () => windows().settings.open());
        case 'open-account':
          return run(didNotOpen, () => windows().openAccount(command.accountId));
        case 'copy':
          return copy(command.text);
        case 'follow':
          return run('The icon was not changed', () => settings.set({ iconFollows: command.accountId ?? 'automatic' }));
        case 'hide-personal':
          return run('Names were not hidden', () => settings.set({ hidePersonal: command.isOn }));
        case 'mute':
          return run('Notifications were not muted', () => mute(command.accountId, command.forMinutes));
        default:
          return assertNever(command);
      }
    },
    onOpen: () => run(didNotOpen, () => windows().panel.openFromTrayIcon()),
    onApproach: () => windows().panel.prepare(),
  };
}

/** At login a desktop's tray often starts a few seconds after the programs. */
const hostMayComeMs = 5_000;

/**
 * Follows whether the desktop shows tray icons. If it shows none, the panel opens, so that the app is visible.
 * A tray that starts later gets the icon again, because it missed the first one. Returns the function that
 * stops it.
 */
export function followTrayHost(
  desktop: DesktopState,
  tray: AppTray,
  openPanel: () => void,
  changed: () => void,
): () => void {
  const timer = setTimeout(() => {
    if (desktop.trayHost !== true) openPanel();
  }, hostMayComeMs);
  const endWatch = watchTrayHost((presence) => {
    const wasMissed = desktop.trayHost === false || desktop.trayHost === null;
    desktop.trayHost = presence;
    if (presence === true && wasMissed) tray.recreate();
    changed();
  });
  return () => {
    clearTimeout(timer);
    endWatch();
  };
}
