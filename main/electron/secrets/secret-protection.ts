/**
 * `protected`: the system keeps the key. `unprotected`: this desktop has no place for a key, so
 * whoever reads the file reads the secrets. `unavailable`: there is such a place, but it does not
 * answer (a locked or missing keyring).
 */
export type SecretProtection = 'protected' | 'unprotected' | 'unavailable';

/** What is asked of Electron's `safeStorage`. */
export interface SafeStorageLike {
  readonly isEncryptionAvailable: () => boolean;
  readonly encryptString: (text: string) => Buffer;
  readonly decryptString: (encrypted: Buffer) => string;
  /** Linux only, and not in every version. */
  readonly getSelectedStorageBackend?: () => string;
}

/** How well a secret would be kept now. Only after the app is ready. Never throws. */
export function judgeProtection(storage: SafeStorageLike, platform: NodeJS.Platform): SecretProtection {
  try {
    const backend = platform === 'linux' ? storage.getSelectedStorageBackend?.() : undefined;
    // With this backend the key is a constant in Chromium's source.
    if (backend === 'basic_text') return 'unprotected';
    return storage.isEncryptionAvailable() ? 'protected' : 'unavailable';
  } catch {
    return 'unavailable';
  }
}
