import type { DailyUsageStore } from '../../../core/daily-usage/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import type { Database } from './sqlite.ts';

interface LazyDatabaseParts {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

/** Opens the database at the first call and gives the same one ever after; null: it cannot be opened. */
export type LazyDatabase = () => Promise<Database | null>;

/**
 * The one connection of this process, opened when something of it is first needed: the tray comes
 * before it, and the native library is loaded with it. What fails is reported once and never thrown.
 */
export function lazyDatabase({ path, nowMs, report }: LazyDatabaseParts): LazyDatabase {
  let opened: Promise<Database | null> | null = null;
  const open = async (): Promise<Database | null> => {
    const { openDatabase } = await import('./database.ts');
    const outcome = await openDatabase({ path, nowMs, report });
    return outcome.kind === 'open' ? outcome.database : null;
  };
  return () => (opened ??= open());
}

/** The kept days, with their database opened when somebody first looks at them. */
export function lazyDailyUsage(database: LazyDatabase, report: ReportStorageProblem): () => Promise<DailyUsageStore> {
  let made: Promise<DailyUsageStore> | null = null;
  const make = async (): Promise<DailyUsageStore> => {
    const { createDailyUsageStore } = await import('./daily-usage.ts');
    return createDailyUsageStore({ database: await database(), report });
  };
  return () => (made ??= make());
}
