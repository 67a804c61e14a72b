import type { Database } from './sqlite.ts';

/** Runs work whose commit waits for the disk, which other writers do not need. Throws what the work throws. */
export function durably<T>(database: Database, work: () => T): T {
  const usual = Number(database.first('PRAGMA synchronous')?.['synchronous'] ?? 2);
  database.execute('PRAGMA synchronous = FULL');
  try {
    return work();
  } finally {
    database.execute(`PRAGMA synchronous = ${usual}`);
  }
}

/** Whether the database outlives the process. */
export function isOnDisk(database: Database): boolean {
  try {
    const main = database.all('PRAGMA database_list').find(({ name }) => name === 'main');
    return typeof main?.['file'] === 'string' && main['file'] !== '';
  } catch {
    return false;
  }
}
