import { readSecrets, writeSecrets, type KeptSecret } from './secret-file.ts';
import { judgeProtection, type SafeStorageLike, type SecretProtection } from './secret-protection.ts';

export type SecretReading =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'missing' }
  /** It is kept, but the system does not open it now, or the file cannot be read. */
  | { readonly kind: 'unreadable' };

export type SecretWriting =
  | { readonly kind: 'kept'; readonly protection: SecretProtection }
  /** Nothing was written: it would lie there for anyone to read, and the person has not agreed to that. */
  | { readonly kind: 'refused'; readonly protection: Exclude<SecretProtection, 'protected'> }
  /** Nothing was written: the disk or the system did not take it. */
  | { readonly kind: 'failed' };

export interface SecretStore {
  readonly protection: () => SecretProtection;
  readonly get: (name: string) => Promise<SecretReading>;
  readonly set: (name: string, value: string) => Promise<SecretWriting>;
  /** False when the file could not be changed. */
  readonly delete: (name: string) => Promise<boolean>;
}

/**
 * Secrets that the person gave to this app, encrypted by the system, in one file. Never throws,
 * and no answer but a reading holds a secret. It promises its answers, because the calls that
 * Electron offers beside these are asynchronous; those are missing in older versions.
 */
export function createSecretStore(parts: {
  readonly file: string;
  readonly allowUnprotected: () => boolean;
  readonly nowMs: () => number;
  readonly storage: SafeStorageLike;
  readonly platform: NodeJS.Platform;
}): SecretStore {
  const { file, storage, platform } = parts;
  const protection = (): SecretProtection => judgeProtection(storage, platform);

  const kept = (value: string, now: SecretProtection): KeptSecret =>
    now === 'protected'
      ? { form: 'sealed', base64: storage.encryptString(value).toString('base64') }
      : { form: 'open', base64: Buffer.from(value, 'utf8').toString('base64') };

  const set = async (name: string, value: string): Promise<SecretWriting> => {
    const now = protection();
    if (now !== 'protected' && !parts.allowUnprotected()) return { kind: 'refused', protection: now };
    const secrets = readSecrets(file);
    if (secrets === null) return { kind: 'failed' };
    try {
      const isWritten = writeSecrets(file, { ...secrets, [name]: kept(value, now) }, parts.nowMs());
      return isWritten ? { kind: 'kept', protection: now } : { kind: 'failed' };
    } catch {
      return { kind: 'failed' };
    }
  };

  const get = async (name: string): Promise<SecretReading> => {
    const secrets = readSecrets(file);
    if (secrets === null) return { kind: 'unreadable' };
    const found = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    if (found === undefined) return { kind: 'missing' };
    const bytes = Buffer.from(found.base64, 'base64');
    if (found.form === 'open') return { kind: 'value', value: bytes.toString('utf8') };
    try {
      return { kind: 'value', value: storage.decryptString(bytes) };
    } catch {
      return { kind: 'unreadable' };
    }
  };

  const remove = async (name: string): Promise<boolean> => {
    const secrets = readSecrets(file);
    if (secrets === null) return false;
    if (!Object.hasOwn(secrets, name)) return true;
    const others = Object.fromEntries(Object.entries(secrets).filter(([other]) => other !== name));
    return writeSecrets(file, others, parts.nowMs());
  };

  return Object.freeze({ protection, get, set, delete: remove });
}
