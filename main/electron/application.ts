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
}

/** Returns the versions and the system that the app runs on. */
export function runtimeFacts(): RuntimeFacts {
  return {
    appVersion: app.getVersion(),
    electron: process.versions['electron'] ?? 'unknown',
    chrome: process.versions['chrome'] ?? 'unknown',
    node: process.versions.node,
    system: `${process.platform} ${process.arch} ${os.release()}`,
  };
}

/** This copy of the app, and what starts of other copies do to it. */
interface AppInstance {
  /** The version of this copy. */
  readonly version: string;
  /** Another copy of this version or an older one was started, with these arguments. */
  readonly onSecondStart: (argv: readonly string[]) => void;
}

/** What a start says to the copy that runs already. */
interface StartMessage {
  readonly version: string;
  /** The copy that runs was asked before, and the start waits for its end. */
  readonly isWaiting: boolean;
}

/**
 * Returns whether this is the only copy of the app for this state folder (`userData` must be set). The first copy is told
 * when another one starts, with its arguments. If that one is newer, the first copy quits in order and leaves it the folder.
 */
export function holdSingleInstance(instance: AppInstance, isWaiting = false): boolean {
  const { version, onSecondStart } = instance;
  if (!app.requestSingleInstanceLock({ version, isWaiting } satisfies StartMessage)) return false;
  app.on('second-instance', (_event, argv, _folder, data) => {
    const message = data as Partial<StartMessage> | null;
    if (message?.isWaiting === true) return;
    void isNewer(message?.version ?? version, version).then((isOlder) => (isOlder ? app.quit() : onSecondStart(argv)));
  });
  return true;
}

const looksForEnd = { attempts: 60, everyMs: 250 } as const;

/**
 * Takes the place of an older copy of the app that runs. Returns false if the copy that runs is not older, or stays.
 *
 * @param servedBy The version that last served the state folder; null: it is unknown.
 */
export async function replaceOlderInstance(instance: AppInstance, servedBy: string | null): Promise<boolean> {
  if (servedBy === null || !(await isNewer(instance.version, servedBy))) return false;
  for (let attempt = 0; attempt < looksForEnd.attempts; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, looksForEnd.everyMs));
    if (holdSingleInstance(instance, true)) return true;
  }
  return false;
}

/** The comparison is loaded when two versions meet, because the start needs none of it. */
async function isNewer(version: string, other: string): Promise<boolean> {
  if (version === other) return false;
  const { isNewerVersion } = await import('../../core/updates/version.ts');
  return isNewerVersion(version, other);
}

/** A click on a notification of the app reaches the program that registered this id. It never changes. */
const toastActivator = '{6D3C1E0A-0F0B-4E3B-9D4C-5B7A52A1C9E7}';

/**
 * Tells Windows which program the notifications belong to: the one whose shortcut the installer wrote with this id. Without
 * it Windows shows none. A run from a checkout has no shortcut, and Windows takes the path of Electron.
 */
export function nameForNotifications(appId: string, platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'win32') return;
  app.setAppUserModelId(app.isPackaged ? appId : process.execPath);
  // Without a lasting id Windows forgets with the process which program a click on an older notification starts.
  app.setToastActivatorCLSID(toastActivator);
}

/** The part of Electron's `app` that a menu bar app uses. */
interface MenuBarApp {
  readonly setActivationPolicy: (policy: 'accessory') => void;
  readonly on: (event: 'activate', listener: () => void) => unknown;
}

/**
 * Makes the app one of the menu bar on macOS: no icon in the Dock and no place in the app switcher. The package says so
 * too (`LSUIElement`), but a run from a checkout has Electron's own package. macOS starts no second copy of an app: it
 * activates the one that runs, and then the panel opens.
 */
export function stayInMenuBar(
  onActivate: () => void,
  platform: NodeJS.Platform = process.platform,
  system: MenuBarApp = app,
): void {
  if (platform !== 'darwin') return;
  system.setActivationPolicy('accessory');
  system.on('activate', onActivate);
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
