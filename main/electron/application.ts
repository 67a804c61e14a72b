import os from 'node:os';

import { app, Menu } from 'electron';

/** What a diagnostics report says about the system. It names neither the user nor the computer. */
export interface RuntimeFacts {
  readonly appVersion: string;
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
  /** For example `linux x64 6.8.0`. */
  readonly system: string;
  readonly isPackaged: boolean;
  /** Whether the pages run in the system's sandbox. */
  readonly isSandboxed: boolean;
  /** The desktop and the kind of its session. Null if the system does not name them. */
  readonly desktop: string | null;
}

/** Returns the versions and the system that the app runs on. */
export function runtimeFacts(environment: NodeJS.ProcessEnv = process.env): RuntimeFacts {
  const desktop = [environment['XDG_CURRENT_DESKTOP'], environment['XDG_SESSION_TYPE']].filter(Boolean).join(' ');
  return {
    appVersion: app.getVersion(),
    electron: process.versions['electron'] ?? 'unknown',
    chrome: process.versions['chrome'] ?? 'unknown',
    node: process.versions.node,
    system: `${process.platform} ${process.arch} ${os.release()}`,
    isPackaged: app.isPackaged,
    isSandboxed: !app.commandLine.hasSwitch('no-sandbox'),
    desktop: desktop === '' ? null : desktop,
  };
}

/**
 * Returns whether this is the only copy of the app for this state folder (`userData` must be set). The first copy is told
 * when another one starts, with its arguments. Another copy ends at once, before it shows anything.
 */
export function holdSingleInstance(onSecondStart: (argv: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return false;
  }
  app.on('second-instance', (_event, argv) => onSecondStart(argv));
  return true;
}

/**
 * Tells Windows which program the notifications belong to: the one whose shortcut the installer wrote with this id. Without
 * it Windows shows none. A run from a checkout has no shortcut, and Windows takes the path of Electron.
 */
export function nameForNotifications(appId: string, platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') app.setAppUserModelId(app.isPackaged ? appId : process.execPath);
}

/**
 * Runs every page in the system's sandbox. Call it before the app is ready. With the switch `--no-sandbox` (tests as root)
 * the sandbox would crash every child process, so then it stays off. A packaged app is never started with that switch.
 */
export function enableSandbox(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/**
 * Sets the menu bar: none, which also saves building one at the start. macOS needs one, because copy, paste, close and
 * quit have no shortcuts without it. Call it before the app is ready.
 */
export function setApplicationMenu(platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'darwin') return Menu.setApplicationMenu(null);
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]));
}
