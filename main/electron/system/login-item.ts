import { app } from 'electron';
import { hostHomeFolder } from '../../node/host-environment.ts';
import { autostartEntry, autostartFile, type AutostartOutcome, setAutostart } from './autostart.ts';

export interface LoginItem {
  /** False for a run from a checkout and inside a box that the desktop's sign-in does not look into. */
  readonly canStartAtLogin: boolean;
  /** Makes the system agree with the setting. Called when the user changes it, and never before. */
  readonly set: (isWanted: boolean) => AutostartOutcome;
}

/** Starting with the session: the system's own list on macOS and Windows, a desktop entry on Linux. */
export function createLoginItem(environment: NodeJS.ProcessEnv = process.env): LoginItem {
  const isBoxed = Boolean(environment['FLATPAK_ID'] ?? environment['SNAP']);
  const canStartAtLogin = app.isPackaged && !isBoxed;

  const set = (isWanted: boolean): AutostartOutcome => {
    if (!canStartAtLogin) return 'failed';
    if (process.platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: isWanted });
      return app.getLoginItemSettings().openAtLogin === isWanted ? 'done' : 'failed';
    }
    // An AppImage runs from a mount that is gone after it; the variable names the file itself.
    const program = environment['APPIMAGE'] ?? process.execPath;
    const entry = isWanted ? autostartEntry(app.getName(), [program]) : null;
    return setAutostart(autostartFile(environment, hostHomeFolder()), entry);
  };

  return Object.freeze({ canStartAtLogin, set });
}
