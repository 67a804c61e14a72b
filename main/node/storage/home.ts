import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { join, type PlatformPath, posix, win32 } from 'node:path';

import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { type AppSocket, isPipe } from '../api/pipe-proof.ts';
import { errorCode, fileCause } from './error-code.ts';
import { makeFolder, namesIn } from './folders.ts';

interface HostEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
}

const folderName = 'quota-tray';

/**
 * Returns the state folder: `QUOTA_TRAY_HOME`, or else the folder that Electron chooses as `userData`, so
 * that the app and the command line use the same folder. An empty variable counts as unset.
 */
export function resolveHome({ environment, homeFolder, platform }: HostEnvironment): string {
  const flavour = platform === 'win32' ? win32 : posix;
  const named = environment['QUOTA_TRAY_HOME'];
  if (named) {
    // A shell does not expand `~` inside quotes.
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

/** Resolves a relative path in the current folder, or in the home folder when the current folder was deleted. */
function absolute(folder: string, flavour: PlatformPath, homeFolder: string): string {
  try {
    return flavour.resolve(folder);
  } catch {
    return flavour.join(homeFolder, folder);
  }
}

export type HomeOutcome =
  | { readonly kind: 'writable' }
  /** The app continues in memory, and each store reports what it could not save. */
  | { readonly kind: 'unwritable'; readonly cause: FileCause }
  /** The same, because the path or one of its parents is a file. */
  | { readonly kind: 'not-a-folder' };

/**
 * Creates the folder with mode 0700, or removes the rights of others from a folder that the user owns. Does
 * not change a shared (sticky) folder such as the system's temporary one. Never throws.
 */
export function prepareHome(folder: string): HomeOutcome {
  try {
    makeFolder(folder);
    tighten(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
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
  const { uid, mode } = statSync(folder);
  if (uid === process.getuid?.() && (mode & othersMayEnter) !== 0 && (mode & sticky) === 0) {
    chmodSync(folder, 0o700);
  }
}

export interface HomePaths {
  readonly settings: string;
  readonly accountCache: string;
  readonly accountCacheLock: string;
  /** The accounts that the user has added, without their keys. */
  readonly addedAccounts: string;
  /** Keys that the system's own key store cannot hold completely. */
  readonly secrets: string;
  readonly database: string;
  /** The ledger of metered installs, a separate database (docs/decisions/0010). */
  readonly ledger: string;
  /** Calls that were accepted while the ledger server was unreachable (docs/decisions/0011). */
  readonly ledgerOutbox: string;
  /** The history of readings, a separate database (docs/decisions/0013). */
  readonly history: string;
  readonly logs: string;
  /** An empty folder in which the accounts' own tools run. It stays, because tools remember their folders. */
  readonly toolFolder: string;
  /** The index of the tools' logs, a separate database. It can be made again at any time. */
  readonly tokenUsage: string;
  /** The user's own prices of tokens, which the app only reads. */
  readonly tokenPrices: string;
  /** The exchange rates of the user's last refresh. */
  readonly rates: string;
  /** Limits of the concurrency gate that were lowered after refusals. */
  readonly slots: string;
  /** What is known of new versions, and a downloaded one. */
  readonly updates: string;
  readonly updateDownloads: string;
  /** A Unix socket, or the name of a named pipe on Windows. */
  readonly socket: string;
  /** The same place, with what proves that this user's app serves it. */
  readonly appSocket: AppSocket;
  /** A one-shot command holds this lock while it polls, so that two commands take turns. */
  readonly refreshLock: string;
  /** The one process that serves this folder holds this lock until it ends. */
  readonly servingLock: string;
  /** The token that programs send to the port of the local interface. */
  readonly apiToken: string;
  /** The salt for the hashed ids in the metrics. */
  readonly metricsSalt: string;
  /** Losses that the user has not seen yet. */
  readonly storageProblems: string;
  /** Which version of the app wrote the folder (docs/decisions/0033). */
  readonly stamp: string;
  /** The stores as they were before a newer version changed their form. */
  readonly copies: string;
}

/** The folder of the copies, beside the stores. */
export const copiesFolderName = 'copies';

export interface PathEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder for temporary files, absolute. */
  readonly temporaryFolder: string;
}

/** A socket path (`sun_path`) holds 104 bytes on macOS and 108 on Linux, including the final zero byte. */
const longestSocketPathBytes = 100;

/**
 * Returns the path of each file in the state folder. The socket is `api.sock` in that folder. When this path
 * is too long for a socket, it is `quota-tray-<hash of the folder>/api.sock` in `XDG_RUNTIME_DIR` or in the
 * temporary folder, so that the app and the command line still find each other.
 */
export function homePaths(home: string, surroundings: PathEnvironment): HomePaths {
  const flavour = surroundings.platform === 'win32' ? win32 : posix;
  const socket = socketPath(home, surroundings);
  return {
    settings: flavour.join(home, 'settings.json'),
    accountCache: flavour.join(home, 'cache', 'accounts'),
    accountCacheLock: flavour.join(home, 'locks', 'account-cache'),
    addedAccounts: flavour.join(home, 'accounts.json'),
    secrets: flavour.join(home, 'secrets.json'),
    database: flavour.join(home, 'quota-tray.db'),
    ledger: flavour.join(home, 'ledger.db'),
    ledgerOutbox: flavour.join(home, 'ledger-outbox.db'),
    history: flavour.join(home, 'history.db'),
    logs: flavour.join(home, 'logs'),
    toolFolder: flavour.join(home, 'tools'),
    tokenUsage: flavour.join(home, 'token-usage.db'),
    tokenPrices: flavour.join(home, 'token-prices.json'),
    rates: flavour.join(home, 'rates.json'),
    slots: flavour.join(home, 'slots.json'),
    updates: flavour.join(home, 'updates.json'),
    updateDownloads: flavour.join(home, 'cache', 'updates'),
    socket,
    appSocket: isPipe(socket) ? { path: socket, keyFile: flavour.join(home, 'pipe-key') } : socket,
    refreshLock: flavour.join(home, 'locks', 'refresh'),
    servingLock: flavour.join(home, 'locks', 'serving'),
    apiToken: flavour.join(home, 'api-token'),
    metricsSalt: flavour.join(home, 'metrics-salt'),
    storageProblems: flavour.join(home, 'storage-problems.json'),
    stamp: flavour.join(home, 'version.json'),
    copies: flavour.join(home, copiesFolderName),
  };
}

/**
 * Returns the path of a file's backup. The backup is as secret as the file. The app writes the file first and then the
 * backup.
 */
export function backupPath(file: string): string {
  return `${file}.bak`;
}

/** Returns the file of an account in the folder of the cache. It is named after a hash of the account's id. */
export function accountFileIn(folder: string, accountId: string): string {
  return join(folder, `${createHash('sha256').update(accountId).digest('hex').slice(0, 32)}.json`);
}

/** Returns the files of the cache; none when the folder cannot be listed. The first write then reports why. */
export function accountFilesIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
    .map((name) => join(folder, name));
}

function socketPath(home: string, { environment, platform, temporaryFolder }: PathEnvironment): string {
  if (platform === 'win32') {
    return `\\\\.\\pipe\\quota-tray-${hashOf(home)}`;
  }
  const usual = posix.join(home, 'api.sock');
  if (Buffer.byteLength(usual) <= longestSocketPathBytes) {
    return usual;
  }
  const short = (folder: string) => posix.join(folder, `quota-tray-${hashOf(home)}`, 'api.sock');
  const candidates = [environment['XDG_RUNTIME_DIR'] ?? '', temporaryFolder].filter((folder) =>
    posix.isAbsolute(folder),
  );
  return candidates.map(short).find((file) => Buffer.byteLength(file) <= longestSocketPathBytes) ?? short('/tmp');
}

function hashOf(home: string): string {
  return createHash('sha256').update(home).digest('hex').slice(0, 16);
}
