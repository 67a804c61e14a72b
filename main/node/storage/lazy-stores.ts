import { once } from '../async.ts';
import type { DailyUsageStore } from '../../../core/daily-usage/store.ts';
import type { HistoryStore } from '../../../core/history/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import type { HistoryFile } from '../history/history-store.ts';
import type { Database } from './sqlite.ts';

/*
 * Stores that open at their first use, with the modules and the native library that they need. The tray must
 * be on the screen before that.
 */

interface LazyDatabaseOptions {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  /** Whether a newer version of the app wrote the folder. Then the database stays closed. Left out: never. */
  readonly isSealed?: () => boolean;
}

/** Opens the database at the first call and returns the same one on every call; null when it cannot be opened. */
export type LazyDatabase = () => Promise<Database | null>;

/** Returns the one connection of this process to the shared database. Reports a failure once; never throws. */
export function lazyDatabase(options: LazyDatabaseOptions): LazyDatabase {
  return once(async () => {
    if (options.isSealed?.() === true) return null;
    const { openDatabase } = await import('./database.ts');
    const outcome = await openDatabase(options);
    return outcome.kind === 'open' ? outcome.database : null;
  });
}

/** Returns the store of daily usage, which opens its database at the first call. */
export function lazyDailyUsage(database: LazyDatabase, report: ReportStorageProblem): () => Promise<DailyUsageStore> {
  return once(async () => {
    const { createDailyUsageStore } = await import('./daily-usage.ts');
    return createDailyUsageStore({ database: await database(), report });
  });
}

/** Opens the history at the first call and returns the same one on every call; null when it cannot be opened. */
export type LazyHistory = () => Promise<HistoryStore | null>;

/** Returns the history of this process. */
export function lazyHistory(file: HistoryFile & Pick<LazyDatabaseOptions, 'isSealed'>): LazyHistory {
  return once(async () => {
    if (file.isSealed?.() === true) return null;
    const { openHistory } = await import('../history/history-store.ts');
    return openHistory(file);
  });
}
