import { existsSync } from 'node:fs';
import type { Log } from '../core/ports.ts';
import type { LazyDatabase } from './node/storage/lazy-database.ts';

/** A place that keeps something under the id of an account. */
export interface AccountStore {
  /** For the log. */
  readonly name: string;
  /** False: something of the account may still be there. Forgetting an account twice is no fault. */
  readonly forget: (accountId: string) => boolean | Promise<boolean>;
  /** True: a process that does not serve the folder keeps it in memory too, and would write it back. */
  readonly isInEveryProcess?: true;
}

/** The one way to forget an account: every store that knows accounts is registered here. */
export interface Forgetting {
  readonly register: (store: AccountStore) => void;
  /** Forgets the account everywhere. False: something of it may still be there, which the log tells. */
  readonly forget: (accountId: string) => Promise<boolean>;
  /** The same for what only this process remembers, after another process forgot the account. */
  readonly forgetHere: (accountId: string) => Promise<boolean>;
}

/** Stores forget one after the other, in the order of their registration. Never throws. */
export function createForgetting(log: Pick<Log, 'error'>): Forgetting {
  const stores: AccountStore[] = [];

  async function isForgotten({ name, forget }: AccountStore, accountId: string): Promise<boolean> {
    try {
      if (await forget(accountId)) return true;
      log.error(`An account was not forgotten by: ${name}`);
    } catch (cause) {
      log.error(`An account was not forgotten by: ${name}`, cause);
    }
    return false;
  }

  async function forgetIn(chosen: readonly AccountStore[], accountId: string): Promise<boolean> {
    let isWhole = true;
    for (const store of chosen) isWhole = (await isForgotten(store, accountId)) && isWhole;
    return isWhole;
  }

  return Object.freeze({
    register: (store) => void stores.push(store),
    forget: (accountId) => forgetIn(stores, accountId),
    forgetHere: (accountId) =>
      forgetIn(
        stores.filter((store) => store.isInEveryProcess === true),
        accountId,
      ),
  } satisfies Forgetting);
}

/** The tables of the shared database. One that is not there yet is not made for this. */
export function accountRowsStore(file: string, database: LazyDatabase): AccountStore {
  return {
    name: 'database',
    forget: async (accountId) => {
      if (!existsSync(file)) return true;
      const [{ forgetAccountRows }, opened] = await Promise.all([import('./node/storage/account-rows.ts'), database()]);
      return opened !== null && forgetAccountRows(opened, accountId);
    },
  };
}
