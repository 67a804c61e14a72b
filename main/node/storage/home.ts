import fs from 'node:fs';
import path from 'node:path';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause } from './error-code.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's own folder, absolute. */
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
}

const folderName = 'quota-tray';

/**
 * The folder of all state: `QUOTA_TRAY_HOME`, else what Electron would choose as `userData`, so
 * that the app and the command line always mean the same folder. An empty variable counts as unset.
 */
export function resolveHome({ environment, homeFolder, platform }: Surroundings): string {
  const flavour = platform === 'win32' ? path.win32 : path.posix;
  const named = environment['QUOTA_TRAY_HOME'];
  if (named) {
    // A shell leaves `~` as it is where the value stands in quotes.
    return /^~([/\\]|$)/.test(named) ? flavour.join(homeFolder, named.slice(1)) : absolute(named, flavour, homeFolder);
  }
  if (platform === 'win32') {
    return flavour.join(environment['APPDATA'] || flavour.join(homeFolder, 'AppData', 'Roaming'), folderName);
  }
  if (platform === 'darwin') {
    return flavour.join(homeFolder, 'Library', 'Application Support', folderName);
  }
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  const base = flavour.isAbsolute(configured) ? configured : flavour.join(homeFolder, '.config');
  return flavour.join(base, folderName);
}

/** Relative paths begin in the current folder; where that was deleted, in the home folder. */
function absolute(folder: string, flavour: path.PlatformPath, homeFolder: string): string {
  try {
    return flavour.resolve(folder);
  } catch {
    return flavour.join(homeFolder, folder);
  }
}

export type HomeOutcome =
  | { readonly kind: 'writable' }
  /** The app goes on in memory; each store reports by itself what it could not save. */
  | { readonly kind: 'unwritable'; readonly cause: FileCause }
  /** The same, because the path, or one above it, is a file. */
  | { readonly kind: 'not-a-folder' };

/**
 * Makes the folder (0700), or closes one of the user's own that others may enter. A shared folder
 * such as the system's temporary one (sticky) is never closed. Never throws.
 */
export function prepareHome(folder: string): HomeOutcome {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    tighten(folder);
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    return { kind: 'writable' };
  } catch (error) {
    return ['EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '')
      ? { kind: 'not-a-folder' }
      : { kind: 'unwritable', cause: fileCause(error) };
  }
}

const othersMayEnter = 0o077;
const sticky = 0o1000;

function tighten(folder: string): void {
  const { uid, mode } = fs.statSync(folder);
  if (uid === process.getuid?.() && (mode & othersMayEnter) !== 0 && (mode & sticky) === 0) {
    fs.chmodSync(folder, 0o700);
  }
}
