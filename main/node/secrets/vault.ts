import { createHash } from 'node:crypto';
import type { Vault, VaultReading, VaultWriting } from '../../../core/ports.ts';
import type { KeyStore } from './key-store.ts';
import { createMacosKeyStore } from './macos-keychain.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { createSecretFile, refusalOf, type SecretFile } from './secret-file.ts';
import { createSecretService } from './secret-service.ts';
import { createWindowsKeyStore } from './windows-dpapi.ts';

export interface VaultOptions {
  readonly platform: NodeJS.Platform;
  /** The folder of all state; each has keys of its own. */
  readonly home: string;
  readonly file: string;
  /** The user agreed to a file where the system has no place for keys. */
  readonly allowUnprotected: () => boolean;
  readonly report: ReportStorageProblem;
}

/** The vault of this computer: the same for the app, the command line and `serve`. */
export function createVault({ platform, home, file, allowUnprotected, report }: VaultOptions): Vault {
  const secretFile = createSecretFile({ file, report });
  const owner = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const store =
    platform === 'win32'
      ? createWindowsKeyStore({ file: secretFile })
      : platform === 'darwin'
        ? createMacosKeyStore({ owner })
        : createSecretService({ owner });
  return vaultOf({ store, file: secretFile, allowUnprotected });
}

/**
 * Keys in the system's own place, or in a file for a user who agreed to that. The file is read first: what
 * lies there is nowhere else, and reading it wakes no other program. Where it cannot be understood the
 * system's own place is asked, and if that has no such key, the file may hold it.
 */
export function vaultOf(parts: {
  readonly store: KeyStore;
  readonly file: SecretFile;
  readonly allowUnprotected: () => boolean;
}): Vault {
  const { store, file, allowUnprotected } = parts;

  const get = async (name: string): Promise<VaultReading> => {
    const kept = file.get(name);
    if (kept === 'key-file-unreadable' || kept === 'key-file-newer') {
      const elsewhere = await store.get(name);
      return elsewhere.kind === 'value' ? elsewhere : { kind: kept };
    }
    if (kept === 'missing' || kept.form === 'sealed') return store.get(name);
    return { kind: 'value', value: Buffer.from(kept.base64, 'base64').toString('utf8') };
  };

  const setInFile = async (name: string, secret: string): Promise<VaultWriting> => {
    const base64 = Buffer.from(secret, 'utf8').toString('base64');
    const saving = await file.put(name, { form: 'open', base64 });
    return saving.ok ? { kind: 'kept', protection: 'unprotected' } : refusalOf(saving);
  };

  const set: Vault['set'] = async (name, secret, how) => {
    if (how?.unprotected === true) return setInFile(name, secret);
    const outcome = await store.set(name, secret);
    if (outcome === 'failed') return { kind: 'failed' };
    if (outcome === 'unavailable' && allowUnprotected()) return setInFile(name, secret);
    if (outcome !== 'kept') return { kind: 'refused', because: outcome };
    const kept = file.get(name);
    const isOpen = typeof kept === 'object' && kept.form === 'open';
    // An older key in clear would be read before the new one, and must not stay behind in any case.
    const saving = isOpen ? await file.put(name, null) : ({ ok: true } as const);
    if (!saving.ok) return refusalOf(saving);
    return { kind: 'kept', protection: 'protected' };
  };

  const remove = async (name: string): Promise<boolean> => {
    const kept = file.get(name);
    const isOpen = typeof kept === 'object' && kept.form === 'open';
    if (kept === 'key-file-unreadable' || kept === 'key-file-newer') return false;
    if (isOpen && !(await file.put(name, null)).ok) return false;
    // An older key may lie in the system's place too, but that is no reason to start it.
    if (isOpen && !['ready', 'locked'].includes(await store.state())) return true;
    return (await store.delete(name)) === 'gone';
  };

  return Object.freeze({
    protection: async () => {
      const state = await store.state();
      if (state === 'ready') return 'protected';
      return state === 'unavailable' && allowUnprotected() ? 'unprotected' : state;
    },
    get,
    set,
    delete: remove,
  } satisfies Vault);
}
