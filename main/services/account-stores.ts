import { existsSync } from 'node:fs';
import type { ResolvedNameless } from '../../core/accounts/sync.ts';
import type { Log } from '../../core/ports.ts';
import type { DailyUsage } from '../features/daily-usage.ts';
import type { History } from '../features/history.ts';
import type { LazyDatabase } from '../node/storage/lazy-stores.ts';
import type { HomePaths } from '../node/storage/home.ts';

/** Readings: what was read over time of limits, money and days. */
export type ForgetScope = 'everything' | 'all-but-readings';

/** A place that keeps something under the id of an account. */
export interface AccountStore {
  /** For the log. */
  readonly name: string;
  /** False: something of the account may still be there. Forgetting an account twice is no fault. */
  readonly forget: (accountId: string, extent: ForgetScope) => boolean | Promise<boolean>;
  /** True: a process that does not serve the folder keeps it in memory too, and would write it back. */
  readonly isInEveryProcess?: true;
}

/** The one way to forget an account: every store that knows accounts is registered here. */
export interface AccountStores {
  readonly register: (store: AccountStore) => void;
  /** Forgets the account everywhere. False: something of it may still be there, which the log tells. */
  readonly forget: (accountId: string, extent?: ForgetScope) => Promise<boolean>;
  /** The same for what only this process remembers, after another process forgot the account. */
  readonly forgetInMemory: (accountId: string) => Promise<boolean>;
}

/** Stores forget one after the other, in the order of their registration. Never throws. */
export function createAccountStores(log: Pick<Log, 'error'>): AccountStores {
  const stores: AccountStore[] = [];

  async function isForgotten({ name, forget }: AccountStore, accountId: string, extent: ForgetScope): Promise<boolean> {
    try {
      if (await forget(accountId, extent)) return true;
      log.error(`An account was not forgotten by: ${name}`);
    } catch (cause) {
      log.error(`An account was not forgotten by: ${name}`, cause);
    }
    return false;
  }

  async function forgetIn(chosen: readonly AccountStore[], accountId: string, extent: ForgetScope): Promise<boolean> {
    let isWhole = true;
    for (const store of chosen) isWhole = (await isForgotten(store, accountId, extent)) && isWhole;
    return isWhole;
  }

  return Object.freeze({
    register: (store) => void stores.push(store),
    forget: (accountId, extent = 'everything') => forgetIn(stores, accountId, extent),
    forgetInMemory: (accountId) =>
      forgetIn(
        stores.filter((store) => store.isInEveryProcess === true),
        accountId,
        'everything',
      ),
  } satisfies AccountStores);
}

/** The tables of the shared database. One that is not there yet is not made for this. */
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

/** What is kept of a nameless account and can be given to the account that it turned out to be. */
export interface Movable {
  readonly accountStores: Pick<AccountStores, 'forget'>;
  readonly history: Pick<History, 'move'>;
  readonly dailyUsage: Pick<DailyUsage, 'move'>;
  readonly database: LazyDatabase;
  readonly paths: Pick<HomePaths, 'history' | 'database'>;
}

/**
 * Gives the readings of a nameless account to the account that it turned out to be, and forgets the rest of
 * it; what the user chose for the named one stays as it is. Without a proof that both are one person the
 * readings stay where they are. Doing it again changes nothing. False: something is not done yet.
 */
export async function settleFold(fold: ResolvedNameless, movable: Movable): Promise<boolean> {
  const { namelessId, accountId, isProven } = fold;
  if (!isProven) return movable.accountStores.forget(namelessId, 'all-but-readings');
  const isMoved =
    (await movedHistory(movable, namelessId, accountId)) && (await movedRows(movable, namelessId, accountId));
  return isMoved && movable.accountStores.forget(namelessId);
}

async function movedHistory({ history, paths }: Movable, from: string, to: string): Promise<boolean> {
  return !existsSync(paths.history) || history.move(from, to);
}

async function movedRows({ dailyUsage, database, paths }: Movable, from: string, to: string): Promise<boolean> {
  if (!existsSync(paths.database)) return true;
  const [{ moveRedemptions }, opened] = await Promise.all([import('../node/storage/account-rows.ts'), database()]);
  return opened !== null && (await dailyUsage.move(from, to)) && moveRedemptions(opened, from, to);
}
