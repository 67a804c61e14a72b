import { execFile } from 'node:child_process';

/** The operating system's store that holds other programs' sign-ins. Read-only. */
export interface Keychain {
  /** The name of the store in the places that discovery lists. */
  readonly name: string;
  /** Reads an item. Never throws, and always ends. */
  readonly read: (service: string) => Promise<KeychainReading>;
}

export type KeychainReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' };

const exitCodeOfMissingItem = 44;

export interface MacosKeychainOptions {
  readonly command: string;
  readonly timeoutMs: number;
}

/**
 * Creates the reader of the macOS login Keychain. It uses the system's program `security`, so that the system
 * decides about access. A prompt that nobody answers ends as `unreadable` after `timeoutMs`.
 */
export function createMacosKeychain(
  options: MacosKeychainOptions = { command: '/usr/bin/security', timeoutMs: 5_000 },
): Keychain {
  const read = (service: string): Promise<KeychainReading> =>
    new Promise((resolve) => {
      execFile(
        options.command,
        ['find-generic-password', '-s', service, '-w'],
        { timeout: options.timeoutMs, killSignal: 'SIGKILL', maxBuffer: 256 * 1024, encoding: 'utf8' },
        (error, stdout) => resolve(judgeAnswer(error === null ? 0 : error.code, stdout)),
      );
    });
  return Object.freeze({ name: 'Keychain', read });
}

function judgeAnswer(exitCode: unknown, stdout: string): KeychainReading {
  if (exitCode === exitCodeOfMissingItem) {
    return { kind: 'missing' };
  }
  return exitCode === 0 ? { kind: 'text', text: decodeAnswer(stdout) } : { kind: 'unreadable' };
}

/** Decodes the output of `security -w`, which prints a value with a line break or a non-ASCII letter as hex. */
export function decodeAnswer(stdout: string): string {
  const text = stdout.trim();
  const isHex = text.length > 0 && text.length % 2 === 0 && /^(0x)?[0-9a-f]+$/i.test(text);
  return isHex ? Buffer.from(text.replace(/^0x/i, ''), 'hex').toString('utf8') : text;
}
