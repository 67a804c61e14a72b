import { safeStorage } from 'electron';
import { createSecretStore, type SecretStore } from './secret-store.ts';

/** The secret store with the system's encryption. Only after the app is ready. */
export function createElectronSecretStore(parts: {
  readonly file: string;
  readonly allowUnprotected: () => boolean;
  readonly nowMs: () => number;
}): SecretStore {
  return createSecretStore({ ...parts, storage: safeStorage, platform: process.platform });
}
