import type { VaultReading, VaultRefusal } from '../../../core/ports.ts';

/** The place that one system has for keys. Nothing throws, and everything ends by itself. */
export interface KeyStore {
  /** What it would do now; starts nothing and asks nobody. */
  readonly state: () => Promise<KeyStoreState>;
  /** Never asks the user; what would need that is unreadable. */
  readonly get: (name: string) => Promise<VaultReading>;
  /** The user wants it, so the system may ask to be unlocked. */
  readonly set: (name: string, secret: string) => Promise<KeyStoreWriting>;
  /** `gone` also where there was nothing. */
  readonly delete: (name: string) => Promise<'gone' | 'unavailable' | 'failed'>;
}

export type KeyStoreState = 'ready' | 'locked' | 'startable' | 'unavailable';

/** Where the keys lie in a file, also what the file answered. */
export type KeyStoreWriting = 'kept' | VaultRefusal | 'failed';
