import { createHash } from 'node:crypto';
import path from 'node:path';

export interface HomePaths {
  readonly settings: string;
  readonly accountCache: string;
  readonly accountCacheLock: string;
  /** The accounts that the user added, without their keys. */
  readonly addedAccounts: string;
  /** Keys where the system does not keep them whole. */
  readonly secrets: string;
  readonly database: string;
  /** The ledger of metered installs, a database of its own (decision 10). */
  readonly ledger: string;
  /** Calls that were accepted while the ledger's server was away (decision 11). */
  readonly ledgerOutbox: string;
  /** What was read over time, a database of its own (decision 13). */
  readonly history: string;
  readonly logs: string;
  /** Exchange rates that the user refreshed. */
  readonly rates: string;
  /** Limits of the concurrency gate that refusals have lowered. */
  readonly slots: string;
  /** A Unix socket, or the name of a named pipe on Windows. */
  readonly socket: string;
  /** Held by a one-shot command while it asks, so that two take turns. */
  readonly refreshLock: string;
  /** Held for life by the one process that serves this folder. */
  readonly servingLock: string;
  /** What programs on the port of the local interface show. */
  readonly apiToken: string;
  /** What ids are hashed with in the metrics. */
  readonly metricsSalt: string;
  /** What was lost and not seen by the user yet. */
  readonly storageProblems: string;
}

export interface PathSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder for temporary files, absolute. */
  readonly temporaryFolder: string;
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the end mark. */
const longestSocketPathBytes = 100;

/**
 * Where each thing lies in the folder of all state. The socket is `api.sock` in it; where that path
 * is too long for a socket, it is `quota-tray-<hash of the folder>/api.sock` in `XDG_RUNTIME_DIR`,
 * else in the temporary folder, so that app and command line still find each other.
 */
export function homePaths(home: string, surroundings: PathSurroundings): HomePaths {
  const flavour = surroundings.platform === 'win32' ? path.win32 : path.posix;
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
    rates: flavour.join(home, 'rates.json'),
    slots: flavour.join(home, 'slots.json'),
    socket: socketPath(home, surroundings),
    refreshLock: flavour.join(home, 'locks', 'refresh'),
    servingLock: flavour.join(home, 'locks', 'serving'),
    apiToken: flavour.join(home, 'api-token'),
    metricsSalt: flavour.join(home, 'metrics-salt'),
    storageProblems: flavour.join(home, 'storage-problems.json'),
  };
}

function socketPath(home: string, { environment, platform, temporaryFolder }: PathSurroundings): string {
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (platform === 'win32') {
    return `\\\\.\\pipe\\quota-tray-${hash}`;
  }
  const usual = path.posix.join(home, 'api.sock');
  if (Buffer.byteLength(usual) <= longestSocketPathBytes) {
    return usual;
  }
  const short = (folder: string) => path.posix.join(folder, `quota-tray-${hash}`, 'api.sock');
  const candidates = [environment['XDG_RUNTIME_DIR'] ?? '', temporaryFolder].filter((folder) =>
    path.posix.isAbsolute(folder),
  );
  return candidates.map(short).find((file) => Buffer.byteLength(file) <= longestSocketPathBytes) ?? short('/tmp');
}
