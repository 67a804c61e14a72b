import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { withTimeout } from '../async.ts';
import { connectSessionBus, type SessionBus } from '../desktop/session-bus.ts';
import { runProgram } from '../secrets/run-program.ts';
import { isRunning, openSession, readSecret, searchItems } from '../secrets/secret-service-calls.ts';

/** The item in which the Codex command line keeps its sign-in when `config.toml` says so. */
const keyringService = 'Codex Auth';
/** The most characters of an item; a sign-in of Codex has about 6,000. */
const longestSecret = 256 * 1024;

/** The system's keyring, as far as the Codex command line uses it. Read-only. No call asks the user anything. */
export interface CodexKeyring {
  /** The name of the keyring in the places that discovery lists. */
  readonly name: string;
  /** Reads the item of an account name. Never throws, and always ends. */
  readonly read: (account: string) => Promise<CodexKeyringReading>;
}

export type CodexKeyringReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'problem';
      readonly problem: Extract<CredentialProblem, 'keyring-locked' | 'keyring-withheld' | 'too-large'>;
    };

const missing: CodexKeyringReading = { kind: 'missing' };
const locked: CodexKeyringReading = { kind: 'problem', problem: 'keyring-locked' };
const withheld: CodexKeyringReading = { kind: 'problem', problem: 'keyring-withheld' };

/**
 * Returns the name under which Codex 0.171 keeps the sign-in of a folder: `cli|` and 16 hex digits of the SHA-256 of
 * the folder with all links resolved.
 */
export function codexKeyringAccount(realFolder: string): string {
  return `cli|${createHash('sha256').update(realFolder, 'utf8').digest('hex').slice(0, 16)}`;
}

/** Returns true when Codex keeps the sign-in of this folder encrypted in a file, with only the password in the keyring. */
export async function hasEncryptedSignIn(folder: string): Promise<boolean> {
  const status = await stat(join(folder, 'secrets', 'codex_auth.age')).catch(() => null);
  return status?.isFile() === true;
}

/** Returns the keyring of this computer; null: this app reads none here, as on Windows. */
export function codexKeyringOf(platform: NodeJS.Platform): CodexKeyring | null {
  if (platform === 'darwin') return createCodexKeychain();
  return platform === 'win32' ? null : createCodexSecretService();
}

export interface CodexSecretServiceOptions {
  readonly connect?: () => Promise<SessionBus | null>;
  readonly answerMs?: number;
}

/**
 * Creates the reader of the Secret Service (GNOME Keyring, KWallet, KeePassXC). It neither starts nor unlocks the
 * service, so the desktop never asks for a password because of it. A service that does not run counts as locked.
 */
export function createCodexSecretService(options: CodexSecretServiceOptions = {}): CodexKeyring {
  const { connect = () => connectSessionBus(), answerMs = 5_000 } = options;
  const readOn = async (bus: SessionBus, account: string): Promise<CodexKeyringReading> => {
    if (!(await isRunning(bus))) return locked;
    const found = await searchItems(bus, { service: keyringService, username: account });
    const [item] = found.unlocked;
    if (item === undefined) return found.locked.length > 0 ? locked : missing;
    const text = await readSecret(bus, item, await openSession(bus));
    return text.length > longestSecret ? { kind: 'problem', problem: 'too-large' } : { kind: 'text', text };
  };
  return Object.freeze({
    name: 'Keyring',
    read: async (account) => {
      const bus = await connect().catch(() => null);
      if (bus === null) return locked;
      try {
        return await withTimeout(readOn(bus, account), answerMs, locked).catch(() => locked);
      } finally {
        bus.close();
      }
    },
  } satisfies CodexKeyring);
}

export interface CodexKeychainOptions {
  readonly command?: string;
  readonly answerMs?: number;
}

/**
 * Creates the reader of the macOS Keychain. It only asks whether the item is there, which needs no permission. macOS
 * gives the secret of an item to the program that made it, and asks the user when another program wants it. So the
 * sign-in itself stays with Codex.
 */
export function createCodexKeychain(options: CodexKeychainOptions = {}): CodexKeyring {
  const { command = '/usr/bin/security', answerMs = 5_000 } = options;
  const exitCodeOfMissingItem = 44;
  return Object.freeze({
    name: 'Keychain',
    read: async (account) => {
      const args = ['find-generic-password', '-s', keyringService, '-a', account];
      const { exitCode } = await runProgram(command, args, '', answerMs);
      if (exitCode === exitCodeOfMissingItem) return missing;
      return exitCode === 0 ? withheld : locked;
    },
  } satisfies CodexKeyring);
}
