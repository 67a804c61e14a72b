import { existsSync } from 'node:fs';
import { app } from 'electron';
import { hostHomeFolder } from '../../node/host-environment.ts';
import { autostartEntry, autostartFile, type AutostartOutcome, mendAutostart, setAutostart } from './autostart.ts';
import { ownProgram, type RunningProgram } from './own-program.ts';

export interface LoginItem {
  /** False for a run from a checkout, and in a Flatpak or Snap, where the desktop does not read the entry. */
  readonly canStartAtLogin: boolean;
  /** Applies the setting to the system. Called only when the user changes it. */
  readonly set: (isWanted: boolean) => LoginItemOutcome;
  /**
   * Lets the entry name this program again if the program that it names is gone, because the user moved the app. Null:
   * there was nothing to mend. An entry of another copy that still exists stays.
   */
  readonly mend: (isWanted: boolean) => LoginItemOutcome | null;
}

/** `approval`: macOS starts the app at sign-in once the user allows it in the system's settings. */
export type LoginItemOutcome = AutostartOutcome | 'approval';

/** The part of Electron's `app` that a login item uses. */
interface SystemLoginItems {
  readonly setLoginItemSettings: (settings: { readonly openAtLogin: boolean; readonly path?: string }) => void;
  readonly getLoginItemSettings: (options?: { readonly path: string }) => {
    readonly openAtLogin: boolean;
    readonly status?: string;
    readonly launchItems?: readonly { readonly name: string; readonly path: string; readonly scope: string }[];
  };
}

interface LoginItemParts extends RunningProgram {
  readonly system: SystemLoginItems;
  readonly name: string;
  readonly isPackaged: boolean;
  readonly homeFolder: string;
  readonly exists: (file: string) => boolean;
}

/** Creates the start at sign-in: the system's login items on macOS and Windows, a desktop entry on Linux. */
export function createLoginItem(parts: LoginItemParts = electronParts()): LoginItem {
  const { environment, platform, system } = parts;
  const isBoxed = Boolean(environment['FLATPAK_ID'] ?? environment['SNAP']);
  const canStartAtLogin = parts.isPackaged && !isBoxed;
  const program = ownProgram(parts);
  const entryFile = (): string => autostartFile(environment, parts.homeFolder);
  const entry = (): string => autostartEntry(parts.name, [program]);

  const setInWindows = (openAtLogin: boolean): LoginItemOutcome => {
    system.setLoginItemSettings({ openAtLogin, path: program });
    return system.getLoginItemSettings({ path: program }).openAtLogin === openAtLogin ? 'done' : 'failed';
  };

  const setInMacos = (openAtLogin: boolean): LoginItemOutcome => {
    system.setLoginItemSettings({ openAtLogin });
    const now = system.getLoginItemSettings();
    if (openAtLogin && now.status === 'requires-approval') return 'approval';
    return now.openAtLogin === openAtLogin ? 'done' : 'failed';
  };

  /** Windows keeps one entry under the name of the app, with the path of the program that wrote it. */
  const mendInWindows = (): LoginItemOutcome | null => {
    const items = system.getLoginItemSettings({ path: program }).launchItems ?? [];
    const own = items.filter(({ scope }) => scope === 'user');
    const isGone = own.length > 0 && own.every(({ path }) => path !== program && !parts.exists(path));
    return isGone ? setInWindows(true) : null;
  };

  return Object.freeze<LoginItem>({
    canStartAtLogin,
    set: (isWanted) => {
      if (!canStartAtLogin) return 'failed';
      if (platform === 'win32') return setInWindows(isWanted);
      if (platform === 'darwin') return setInMacos(isWanted);
      return setAutostart(entryFile(), isWanted ? entry() : null);
    },
    mend: (isWanted) => {
      // macOS follows a program that the user moves.
      if (!canStartAtLogin || !isWanted || platform === 'darwin') return null;
      return platform === 'win32' ? mendInWindows() : mendAutostart(entryFile(), entry(), parts.exists);
    },
  });
}

function electronParts(): LoginItemParts {
  return {
    system: app,
    name: app.getName(),
    isPackaged: app.isPackaged,
    environment: process.env,
    execPath: process.execPath,
    platform: process.platform,
    homeFolder: hostHomeFolder(),
    exists: existsSync,
  };
}
