import type { VaultReading } from '../../../core/ports.ts';
import { withTimeout } from '../async.ts';
import { connectSessionBus, type SessionBus } from '../desktop/session-bus.ts';
import type { KeyStore, KeyStoreState, KeyStoreWriting } from './key-store.ts';
import {
  type Attributes,
  createCollection,
  createItem,
  defaultCollection,
  deleteItem,
  dropPrompt,
  isLocked,
  isRunning,
  isStartable,
  openSession,
  readSecret,
  searchItems,
  showPrompt,
  unlock,
} from './secret-service-calls.ts';
import { minuteMs } from '../../../core/units/time.ts';

interface SecretServiceOptions {
  /** Separates the keys of one state folder from those of another. */
  readonly owner: string;
  readonly connect?: () => Promise<SessionBus | null>;
  /** The time limit for a call that asks no user. */
  readonly answerMs?: number;
  /** The time limit for a call during which the desktop asks the user to unlock the keyring. */
  readonly promptMs?: number;
}

/**
 * Creates the key store of Linux desktops: the Secret Service (GNOME Keyring, KWallet, KeePassXC) over D-Bus.
 * Each call uses a new connection. A read never makes the desktop ask for a password. Storing a key may, and
 * waits a minute for the user.
 */
export function createSecretService(options: SecretServiceOptions): KeyStore {
  const { owner, connect = () => connectSessionBus(), answerMs = 5_000, promptMs = minuteMs } = options;
  const attributesOf = (name: string): Attributes => ({ application: 'quota-tray', owner, account: name });

  /** Runs the work on a new connection. Returns `none` without a service, and `late` after an error or the time limit. */
  const ask = async <T>(
    timeMs: number,
    none: T,
    late: T,
    work: (bus: SessionBus) => Promise<T>,
    mayStart: boolean = true,
  ): Promise<T> => {
    const bus = await connect().catch(() => null);
    if (bus === null) return none;
    try {
      const run = async (): Promise<T> => {
        const isThere = (await isRunning(bus)) || (mayStart && (await isStartable(bus)));
        return isThere ? work(bus) : none;
      };
      return await withTimeout(run(), timeMs, late).catch(() => late);
    } finally {
      bus.close();
    }
  };

  const state = async (): Promise<KeyStoreState> => {
    const bus = await connect().catch(() => null);
    if (bus === null) return 'unavailable';
    try {
      return await withTimeout(stateOn(bus), answerMs, 'locked' as const).catch(() => 'locked' as const);
    } finally {
      bus.close();
    }
  };

  const get = (name: string): Promise<VaultReading> =>
    ask<VaultReading>(answerMs, unreadable, unreadable, async (bus) => {
      const found = await searchItems(bus, attributesOf(name));
      const item = found.unlocked[0] ?? (await unlockedWithoutPrompt(bus, found.locked));
      if (item !== null) return { kind: 'value', value: await readSecret(bus, item, await openSession(bus)) };
      if (found.locked.length > 0) return unreadable;
      const collection = await defaultCollection(bus);
      return collection !== null && (await isLocked(bus, collection)) ? unreadable : { kind: 'missing' };
    });

  const set = (name: string, secret: string): Promise<KeyStoreWriting> => {
    const item = { label: `Quota Tray: ${name}`, attributes: attributesOf(name), secret };
    return ask<KeyStoreWriting>(promptMs, 'unavailable', 'locked', async (bus) => {
      const collection = await openCollection(bus);
      if (collection === null) return 'locked';
      try {
        const session = await openSession(bus);
        const prompt = await createItem(bus, collection, session, item);
        return prompt === null || (await showPrompt(bus, prompt)) ? 'kept' : 'locked';
      } catch {
        return 'failed';
      }
    });
  };

  const remove = (name: string): Promise<'gone' | 'unavailable' | 'failed'> =>
    ask<'gone' | 'unavailable' | 'failed'>(promptMs, 'unavailable', 'failed', async (bus) => {
      const { unlocked, locked } = await searchItems(bus, attributesOf(name));
      for (const item of [...unlocked, ...locked]) {
        const prompt = await deleteItem(bus, item);
        if (prompt !== null && !(await showPrompt(bus, prompt))) return 'failed';
      }
      return 'gone';
    });

  return Object.freeze({ state, get, set, delete: remove });
}

const unreadable = { kind: 'unreadable' } as const;

async function stateOn(bus: SessionBus): Promise<KeyStoreState> {
  if (!(await isRunning(bus))) return (await isStartable(bus)) ? 'startable' : 'unavailable';
  const collection = await defaultCollection(bus);
  if (collection === null) return 'startable';
  return (await isLocked(bus, collection)) ? 'locked' : 'ready';
}

/** Returns the locked item if it can be unlocked without asking the user, or null. */
async function unlockedWithoutPrompt(bus: SessionBus, locked: readonly string[]): Promise<string | null> {
  const [item] = locked;
  if (item === undefined) return null;
  const prompt = await unlock(bus, [item]);
  if (prompt === null) return item;
  await dropPrompt(bus, prompt);
  return null;
}

/** Returns the collection for new items; asks the user to create or unlock it. Null when the user declined. */
async function openCollection(bus: SessionBus): Promise<string | null> {
  const found = await defaultCollection(bus);
  if (found === null) {
    const prompt = await createCollection(bus, 'Default keyring');
    return prompt === null || (await showPrompt(bus, prompt)) ? defaultCollection(bus) : null;
  }
  if (!(await isLocked(bus, found))) return found;
  const prompt = await unlock(bus, [found]);
  return prompt === null || (await showPrompt(bus, prompt)) ? found : null;
}
