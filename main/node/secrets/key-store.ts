import type { VaultReading, VaultRefusal } from '../../../core/ports.ts';

/** The operating system's own store for keys. No function throws, and each ends within a time limit. */
export interface KeyStore {
  /** Returns what a call would meet now. Starts no program and asks no user. */
  readonly state: () => Promise<KeyStoreState>;
  /** Reads a key. Never asks the user: a key that needs an unlock is `unreadable`. */
  readonly get: (name: string) => Promise<VaultReading>;
  /** Stores a key on the user's request, so the system may ask the user to unlock the store. */
  readonly set: (name: string, secret: string) => Promise<KeyStoreWriting>;
  /** Deletes a key. `gone` also when there was none. */
  readonly delete: (name: string) => Promise<'gone' | 'unavailable' | 'failed'>;
}

export type KeyStoreState = 'ready' | 'locked' | 'startable' | 'unavailable';

/** The outcome of storing a key; a store that uses a file also returns the file's refusal. */
export type KeyStoreWriting = 'kept' | VaultRefusal | 'failed';
