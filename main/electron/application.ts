import os from 'node:os';

import { app, Menu } from 'electron';
import ElectronStore from 'electron-store';

import { type SettingsFile, settingsFileName, settingsFileOptions } from '../node/storage/settings-file.ts';

/** What a report of a fault needs to say about where the app runs. No name of a person or machine. */
export interface RuntimeFacts {
  readonly appVersion: string;
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
  /** For example `linux x64 6.8.0`. */
  readonly system: string;
  readonly isPackaged: boolean;
  /** Whether the pages are in the system's sandbox. */
  readonly isSandboxed: boolean;
  /** The kind of desktop session and its name, where the system tells; else null. */
  readonly desktop: string | null;
}

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
 * Whether this is the only copy of the app on this state folder (`userData` must be set). The
 * first copy is told of each later one, with its arguments; a later one ends itself at once,
 * before anything of it is seen.
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
 * Puts every page into the system's sandbox. Only before the app is ready. With the switch
 * that turns the sandbox off (tests as root) this would put every child process into a crash
 * loop, so then it stays off; a packaged app is never started with it.
 */
export function enableSandbox(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/**
 * No menu bar, and none built at start. macOS needs one all the same: without it copy, paste,
 * closing a window and quitting have no keys there. Called before the app is ready.
 */
export function setApplicationMenu(platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'darwin') return Menu.setApplicationMenu(null);
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]));
}

/** The settings file of the app; the same file as the command line's. Throws if it cannot be read. */
export function createElectronStore(folder: string): SettingsFile {
  return new ElectronStore<Record<string, unknown>>({ ...settingsFileOptions(folder), name: settingsFileName });
}
