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
  /** The state folder. Each one has its own keys. */
  readonly home: string;
  readonly file: string;
  /** Returns true when the user agreed to an unprotected file, for systems without a key store. */
  readonly allowUnprotected: () => boolean;
  readonly report: ReportStorageProblem;
  /** Whether no key may change: a newer version of the app wrote the folder. Left out: never. */
  readonly isSealed?: () => boolean;
}

/** Creates the vault of this computer, the same for the app, the command line and `serve`. */
export function createVault(options: VaultOptions): Vault {
  const { platform, home, file, allowUnprotected, report, isSealed = () => false } = options;
  const secretFile = createSecretFile({ file, report });
  const owner = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const store =
    platform === 'win32'
      ? createWindowsKeyStore({ file: secretFile })
      : platform === 'darwin'
        ? createMacosKeyStore({ owner })
        : createSecretService({ owner });
  const vault = vaultOf({ store, file: secretFile, allowUnprotected });
  return Object.freeze<Vault>({
    ...vault,
    set: async (...given) => (isSealed() ? { kind: 'refused', because: 'key-file-newer' } : vault.set(...given)),
    delete: async (name) => !isSealed() && vault.delete(name),
  });
}

/**
 * Creates a vault from the system's key store and the file for a user who agreed to an unprotected one. It
 * reads the file first: a key in the file is nowhere else, and the read starts no other program. When the file
 * cannot be used, it asks the key store; if that has no such key, the problem of the file is the answer.
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
    const isUnprotected = typeof kept === 'object' && kept.form === 'open';
    // Remove an older unprotected key: it would be read instead of the new one.
    const saving = isUnprotected ? await file.put(name, null) : ({ ok: true } as const);
    if (!saving.ok) return refusalOf(saving);
    return { kind: 'kept', protection: 'protected' };
  };

  const remove = async (name: string): Promise<boolean> => {
    const kept = file.get(name);
    const isUnprotected = typeof kept === 'object' && kept.form === 'open';
    if (kept === 'key-file-unreadable' || kept === 'key-file-newer') return false;
    if (isUnprotected && !(await file.put(name, null)).ok) return false;
    // The system's key store may hold an older key too, but do not start it only for that.
    if (isUnprotected && !['ready', 'locked'].includes(await store.state())) return true;
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
