import os from 'node:os';
import { app } from 'electron';
import { autostartEntry } from './autostart-entry.ts';
import { autostartFile, setAutostart } from './autostart-file.ts';

export interface LoginItem {
  /** False for a run from a checkout and inside a box that the desktop's sign-in does not look into. */
  readonly canStartAtLogin: boolean;
  /** Makes the system agree with the setting. False when it could not be done. */
  readonly set: (isWanted: boolean) => boolean;
}

/** Starting with the session: the system's own list on macOS and Windows, a desktop entry on Linux. */
export function createLoginItem(environment: NodeJS.ProcessEnv = process.env): LoginItem {
  const isBoxed = Boolean(environment['FLATPAK_ID'] ?? environment['SNAP']);
  const canStartAtLogin = app.isPackaged && !isBoxed;

  const set = (isWanted: boolean): boolean => {
    if (!canStartAtLogin) return false;
    if (process.platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: isWanted });
      return app.getLoginItemSettings().openAtLogin === isWanted;
    }
    // An AppImage runs from a mount that is gone after it; the variable names the file itself.
    const program = environment['APPIMAGE'] ?? process.execPath;
    const entry = isWanted ? autostartEntry(app.getName(), [program]) : null;
    return setAutostart(autostartFile(environment, os.homedir()), entry);
  };

  return Object.freeze({ canStartAtLogin, set });
}
