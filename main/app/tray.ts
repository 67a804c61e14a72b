import { app } from 'electron';
import { assertNever } from '../../core/assert-never.ts';
import type { MenuAction } from '../../core/views/tray.ts';
import { electronTrayParts, onScreensChanged } from '../electron/tray/electron-tray.ts';
import { createAppTray, type AppTray } from '../electron/tray/app-tray.ts';
import { watchTrayHost } from '../node/desktop/desktop-services.ts';
import type { DesktopState } from './views.ts';
import type { Windows } from './windows.ts';

/** Makes the tray icon and handles its clicks. It shows nothing until it gets its first view. */
export function createTray(refresh: () => void, windows: () => Windows, log: (message: string) => void): AppTray {
  const failed = (cause: unknown): void => log(`A window did not open: ${String(cause)}`);
  const run = (action: MenuAction): void => {
    switch (action) {
      case 'refresh':
        refresh();
        return;
      case 'open-panel':
        void windows().panel.open().catch(failed);
        return;
      case 'open-settings':
        void windows().settings.open().catch(failed);
        return;
      case 'quit':
        app.quit();
        return;
      default:
        assertNever(action);
    }
  };
  const tray = createAppTray({
    ...electronTrayParts(),
    onAction: run,
    onAccount: (accountId) => void windows().openAccount(accountId).catch(failed),
    onOpen: () => void windows().panel.openFromTrayIcon().catch(failed),
  });
  onScreensChanged(tray.redraw);
  return tray;
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
