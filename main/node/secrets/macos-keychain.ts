import type { VaultReading } from '../../../core/ports.ts';
import type { KeyStore, KeyStoreWriting } from './key-store.ts';
import { runProgram } from './run-program.ts';
import { minuteMs } from '../../../core/units/time.ts';

const exitCodeOfMissingItem = 44;
const service = 'Quota Tray';

export interface MacosKeyStoreOptions {
  /** Separates the keys of one state folder from those of another. */
  readonly owner: string;
  readonly command?: string;
  readonly answerMs?: number;
  /** The time limit for storing a key, during which the system may ask for the keychain's password. */
  readonly promptMs?: number;
}

/**
 * Creates the key store of macOS: the login Keychain, through the system's program `security`. It passes a key
 * on standard input, in hex so that it needs no quotes. It reads the key back, because the interactive mode of
 * `security` reports no failure.
 */
export function createMacosKeyStore(options: MacosKeyStoreOptions): KeyStore {
  const { owner, command = '/usr/bin/security', answerMs = 5_000, promptMs = minuteMs } = options;
  const itemOf = (name: string): readonly string[] => ['-s', service, '-a', `${owner}/${name}`];

  const read = async (name: string, timeMs: number): Promise<VaultReading> => {
    const { exitCode, stdout } = await runProgram(
      command,
      ['find-generic-password', ...itemOf(name), '-w'],
      '',
      timeMs,
    );
    if (exitCode === exitCodeOfMissingItem) return { kind: 'missing' };
    return exitCode === 0 ? { kind: 'value', value: stdout.replace(/\r?\n$/, '') } : { kind: 'unreadable' };
  };

  const set = async (name: string, secret: string): Promise<KeyStoreWriting> => {
    // The name becomes a part of a command line that `security` reads from its standard input.
    if (!/^[\w:.-]+$/.test(name)) return 'failed';
    const hex = Buffer.from(secret, 'utf8').toString('hex');
    const line = `add-generic-password -U -s "${service}" -a "${owner}/${name}" -l "Quota Tray: ${name}" -X ${hex}\n`;
    const { exitCode } = await runProgram(command, ['-i'], line, promptMs);
    const kept = await read(name, promptMs);
    if (kept.kind === 'value' && kept.value === secret) return 'kept';
    return exitCode === null || kept.kind === 'unreadable' ? 'locked' : 'failed';
  };

  return Object.freeze({
    state: async () => {
      const { exitCode } = await runProgram(command, ['show-keychain-info'], '', answerMs);
      return exitCode === 0 ? 'ready' : 'locked';
    },
    get: (name) => read(name, answerMs),
    set,
    delete: async (name) => {
      const { exitCode } = await runProgram(command, ['delete-generic-password', ...itemOf(name)], '', promptMs);
      return exitCode === 0 || exitCode === exitCodeOfMissingItem ? 'gone' : 'failed';
    },
  } satisfies KeyStore);
}
