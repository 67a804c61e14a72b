import { existsSync } from 'node:fs';
import type { ResolvedNameless } from '../../core/accounts/sync.ts';
import type { Log } from '../../core/ports.ts';
import type { DailyUsage } from '../features/daily-usage.ts';
import type { History } from '../features/history.ts';
import type { LazyDatabase } from '../node/storage/lazy-stores.ts';
import type { HomePaths } from '../node/storage/home.ts';

/** How much to forget. Readings are the recorded figures over time: limits, money and days. */
export type ForgetScope = 'everything' | 'all-but-readings';

/** A store that holds data under the id of an account. */
export interface AccountStore {
  /** The name of the store in the log. */
  readonly name: string;
  /** Deletes the account's data. False: some may still be there. Forgetting an account twice is allowed. */
  readonly forget: (accountId: string, extent: ForgetScope) => boolean | Promise<boolean>;
  /** True: a process that does not serve the folder holds the data in memory too and would write it back. */
  readonly isInEveryProcess?: true;
}

/** All stores that hold data of accounts. Forgetting an account goes through here only. */
export interface AccountStores {
  /** Adds a store. */
  readonly register: (store: AccountStore) => void;
  /** Forgets the account in every store. False: some data may still be there; the log says where. */
  readonly forget: (accountId: string, extent?: ForgetScope) => Promise<boolean>;
  /** Forgets the account in the memory of this process, after another process forgot it on the disk. */
  readonly forgetInMemory: (accountId: string) => Promise<boolean>;
}

/** Makes an empty list of stores. They forget one after another, in the order of registration. Never throws. */
export function createAccountStores(log: Pick<Log, 'error'>): AccountStores {
  const stores: AccountStore[] = [];

  async function forgetInStore(
    { name, forget }: AccountStore,
    accountId: string,
    extent: ForgetScope,
  ): Promise<boolean> {
    try {
      if (await forget(accountId, extent)) return true;
      log.error(`An account was not forgotten by: ${name}`);
    } catch (cause) {
      log.error(`An account was not forgotten by: ${name}`, cause);
    }
    return false;
  }

  async function forgetInAll(
    chosen: readonly AccountStore[],
    accountId: string,
    extent: ForgetScope,
  ): Promise<boolean> {
    let isComplete = true;
    for (const store of chosen) isComplete = (await forgetInStore(store, accountId, extent)) && isComplete;
    return isComplete;
  }

  return Object.freeze({
    register: (store) => void stores.push(store),
    forget: (accountId, extent = 'everything') => forgetInAll(stores, accountId, extent),
    forgetInMemory: (accountId) =>
      forgetInAll(
        stores.filter((store) => store.isInEveryProcess === true),
        accountId,
        'everything',
      ),
  } satisfies AccountStores);
}

/** Returns the store for the tables of the shared database. It does not create a missing database. */
export function accountRowsStore(file: string, database: LazyDatabase): AccountStore {
  return {
    name: 'database',
    forget: async (accountId, extent) => {
      if (!existsSync(file)) return true;
      const [{ forgetAccountRows }, opened] = await Promise.all([
        import('../node/storage/account-rows.ts'),
        database(),
      ]);
      return opened !== null && forgetAccountRows(opened, accountId, extent);
    },
  };
}

/** The stores whose data moves from a nameless account to the named one. */
export interface MovableStores {
  readonly accountStores: Pick<AccountStores, 'forget'>;
  readonly history: Pick<History, 'move'>;
  readonly dailyUsage: Pick<DailyUsage, 'move'>;
  readonly database: LazyDatabase;
  readonly paths: Pick<HomePaths, 'history' | 'database'>;
}

/**
 * Moves the readings of a nameless account to the named account that it turned out to be, and forgets the
 * rest of it. The user's choices for the named account stay. Without a proof that both are the same person
 * the readings stay where they are. Calling it again changes nothing. False: some of it is not done yet.
 */
export async function settleFold(fold: ResolvedNameless, stores: MovableStores): Promise<boolean> {
  const { namelessId, accountId, isProven } = fold;
  if (!isProven) return stores.accountStores.forget(namelessId, 'all-but-readings');
  const isMoved = (await moveHistory(stores, namelessId, accountId)) && (await moveRows(stores, namelessId, accountId));
  return isMoved && stores.accountStores.forget(namelessId);
}

async function moveHistory({ history, paths }: MovableStores, from: string, to: string): Promise<boolean> {
  return !existsSync(paths.history) || history.move(from, to);
}

async function moveRows({ dailyUsage, database, paths }: MovableStores, from: string, to: string): Promise<boolean> {
  if (!existsSync(paths.database)) return true;
  const [{ moveRedemptions }, opened] = await Promise.all([import('../node/storage/account-rows.ts'), database()]);
  return opened !== null && (await dailyUsage.move(from, to)) && moveRedemptions(opened, from, to);
}
