import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { poll } from './poll.ts';
import { callMethod, connectToSessionBus } from './session-bus.ts';

const readyTimeoutMs = 120_000;
const busObject = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' } as const;

/** An unlocked secret store with its own empty keyring. */
export interface Keyring {
  /** To be added to Electron's environment, so that it looks for this kind of store. */
  readonly environment: Readonly<Record<string, string>>;
  /** To be added to Electron's arguments. */
  readonly args: readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * Starts gnome-keyring on the session bus of the environment. Without it Electron's
 * `safeStorage.isEncryptionAvailable()` is false there. Rejects where it does not come up.
 */
export async function startKeyring(): Promise<Keyring> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-keyring-'));
  const daemon = spawn(
    'gnome-keyring-daemon',
    ['--foreground', '--unlock', '--components=secrets', `--control-directory=${path.join(home, 'control')}`],
    {
      env: { ...process.env, HOME: home, XDG_DATA_HOME: path.join(home, 'data') },
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const ended = new Promise<void>((resolve) => daemon.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  daemon.once('error', () => undefined);
  // The keyring's password; the daemon takes everything up to the end of its input.
  daemon.stdin.end('test password');
  try {
    await secretsOnBus();
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment: { XDG_CURRENT_DESKTOP: 'GNOME' }, args: ['--password-store=gnome-libsecret'], stop };
}

async function secretsOnBus(): Promise<void> {
  const bus = await connectToSessionBus();
  try {
    await poll('a secret store on the session bus', readyTimeoutMs, async () => {
      const [isOwned] = await callMethod(bus, busObject, 'org.freedesktop.DBus', 'NameHasOwner', {
        signature: 's',
        body: ['org.freedesktop.secrets'],
      });
      return isOwned === true ? true : undefined;
    });
  } finally {
    bus.disconnect();
  }
}
