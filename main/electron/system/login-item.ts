import { app } from 'electron';
import { hostHomeFolder } from '../../node/host-environment.ts';
import { autostartEntry, autostartFile, type AutostartOutcome, setAutostart } from './autostart.ts';

export interface LoginItem {
  /** False for a run from a checkout, and in a Flatpak or Snap, where the desktop does not read the entry. */
  readonly canStartAtLogin: boolean;
  /** Applies the setting to the system. Called only when the user changes it. */
  readonly set: (isWanted: boolean) => AutostartOutcome;
}

/** Creates the start at sign-in: the system's login items on macOS and Windows, a desktop entry on Linux. */
export function createLoginItem(environment: NodeJS.ProcessEnv = process.env): LoginItem {
  const isBoxed = Boolean(environment['FLATPAK_ID'] ?? environment['SNAP']);
  const canStartAtLogin = app.isPackaged && !isBoxed;

  const set = (isWanted: boolean): AutostartOutcome => {
    if (!canStartAtLogin) return 'failed';
    if (process.platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: isWanted });
      return app.getLoginItemSettings().openAtLogin === isWanted ? 'done' : 'failed';
    }
    // An AppImage runs from a temporary mount. The variable names the file itself.
    const program = environment['APPIMAGE'] ?? process.execPath;
    const entry = isWanted ? autostartEntry(app.getName(), [program]) : null;
    return setAutostart(autostartFile(environment, hostHomeFolder()), entry);
  };

  return Object.freeze({ canStartAtLogin, set });
}
