import type { DailyUsageStore } from '../../../core/daily-usage/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import type { LazyDatabase } from './lazy-stores.ts';

/** The kept days, with their database opened when somebody first looks at them. */
export function lazyDailyUsage(database: LazyDatabase, report: ReportStorageProblem): () => Promise<DailyUsageStore> {
  let made: Promise<DailyUsageStore> | null = null;
  const make = async (): Promise<DailyUsageStore> => {
    const { createDailyUsageStore } = await import('./daily-usage.ts');
    return createDailyUsageStore({ database: await database(), report });
  };
  return () => (made ??= make());
}
