import { win32 } from 'node:path';
import type { KeyStore } from './key-store.ts';
import { runProgram } from './run-program.ts';
import { refusalOf, type SecretFile } from './secret-file.ts';

export interface WindowsKeyStoreOptions {
  /** The file of the sealed keys. */
  readonly file: SecretFile;
  readonly command?: string;
  readonly timeMs?: number;
}

/**
 * Creates the key store of Windows: the Data Protection API, which encrypts for the signed-in user, through
 * PowerShell. Bytes pass as base64 on the standard streams, never as an argument. A file holds the sealed keys.
 */
export function createWindowsKeyStore(options: WindowsKeyStoreOptions): KeyStore {
  const { file, command = powerShell, timeMs = 20_000 } = options;

  /** Runs the method on the bytes. Resolves to null when it failed. */
  const convert = async (method: 'Protect' | 'Unprotect', base64: string): Promise<string | null> => {
    const { exitCode, stdout } = await runProgram(
      command,
      [...powerShellArgs, encoded(scriptOf(method))],
      base64,
      timeMs,
    );
    const text = stdout.trim();
    return exitCode === 0 && /^[A-Za-z0-9+/]+=*$/.test(text) ? text : null;
  };

  return Object.freeze({
    state: async () => 'ready',
    get: async (name) => {
      const kept = file.get(name);
      if (typeof kept === 'string') return { kind: kept };
      const bytes = kept.form !== 'sealed' ? null : await convert('Unprotect', kept.base64);
      return bytes === null
        ? { kind: 'unreadable' }
        : { kind: 'value', value: Buffer.from(bytes, 'base64').toString('utf8') };
    },
    set: async (name, secret) => {
      const base64 = await convert('Protect', Buffer.from(secret, 'utf8').toString('base64'));
      if (base64 === null) return 'unavailable';
      const saving = await file.put(name, { form: 'sealed', base64 });
      if (saving.ok) return 'kept';
      const refusal = refusalOf(saving);
      return refusal.kind === 'refused' ? refusal.because : 'failed';
    },
    delete: async (name) => ((await file.put(name, null)).ok ? 'gone' : 'failed'),
  } satisfies KeyStore);
}

/** By its path, because Windows looks for a bare name in the current folder first, where a project could have planted it. */
const powerShell = win32.join(
  process.env['SystemRoot'] ?? 'C:\\Windows',
  ...['System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'],
);
const powerShellArgs = ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand'] as const;

function scriptOf(method: 'Protect' | 'Unprotect'): string {
  return [
    "$ErrorActionPreference = 'Stop'",
    'Add-Type -AssemblyName System.Security',
    '$given = [Convert]::FromBase64String([Console]::In.ReadToEnd().Trim())',
    `$made = [Security.Cryptography.ProtectedData]::${method}($given, $null, 'CurrentUser')`,
    '[Console]::Out.Write([Convert]::ToBase64String($made))',
  ].join('\n');
}

/** Encodes a script for `-EncodedCommand`, so that no shell interprets it. */
function encoded(script: string): string {
  return Buffer.from(script, 'utf16le').toString('base64');
}
