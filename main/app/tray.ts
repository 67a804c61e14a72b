import { app } from 'electron';
import { assertNever } from '../../core/assert-never.ts';
import type { MenuAction, TrayView } from '../../core/views/tray.ts';
import { electronTrayParts, onLooksChanged } from '../electron/tray/electron-tray.ts';
import { createAppTray, type AppTray } from '../electron/tray/app-tray.ts';
import { watchTrayHost } from '../node/desktop/desktop-services.ts';
import type { DesktopState } from './views.ts';
import type { Windows } from './windows.ts';

/** What a click on the tray does. */
export interface TrayActions {
  readonly onAction: (action: Exclude<MenuAction, 'quit'>) => void;
  readonly onAccount: (accountId: string) => void;
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
  rows: [],
};

/** Makes the tray icon and shows it at once, without any figure. Needs nothing but the desktop. */
export function createTray(): EarlyTray {
  let actions: TrayActions | null = null;
  let isAwaited = false;
  const tray = createAppTray({
    ...electronTrayParts(),
    onAction: (action) => (action === 'quit' ? app.quit() : actions?.onAction(action)),
    onAccount: (accountId) => actions?.onAccount(accountId),
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

/** Returns what clicks on the tray do in the running app. */
export function trayActions(refresh: () => void, windows: () => Windows, log: (message: string) => void): TrayActions {
  const failed = (cause: unknown): void => log(`A window did not open: ${String(cause)}`);
  return {
    onAction: (action) => {
      switch (action) {
        case 'refresh':
          return refresh();
        case 'open-panel':
          return void windows().panel.open().catch(failed);
        case 'open-settings':
          return void windows().settings.open().catch(failed);
        default:
          return assertNever(action);
      }
    },
    onAccount: (accountId) => void windows().openAccount(accountId).catch(failed),
    onOpen: () => void windows().panel.openFromTrayIcon().catch(failed),
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
