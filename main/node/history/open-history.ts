import fs from 'node:fs';
import type { HistoryStore } from '../../../core/history/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { openDatabase } from '../storage/database.ts';
import { errorCode, fileCause } from '../storage/error-code.ts';
import { setAside } from '../storage/quarantine.ts';
import { connectForSpeed, type Database } from '../storage/sqlite.ts';
import { historyMigrations } from './history-migrations.ts';
import { createHistoryStore } from './history-store.ts';

export interface HistoryFile {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

/**
 * Opens the history (decision 13); null: it cannot be opened, which was reported. A file that turns out to
 * be damaged, at once or while it is read, is set aside and a new one is begun, the latter at the next start.
 */
export async function openHistory({ path, nowMs, report }: HistoryFile): Promise<HistoryStore | null> {
  const outcome = await openDatabase({
    ...{ path, nowMs, report, what: 'history', isLarge: true },
    migrations: historyMigrations,
    connect: async (file) => withRoomGivenBack(await connectForSpeed(file)),
  });
  if (outcome.kind !== 'open') return null;
  const { database } = outcome;
  try {
    return createHistoryStore({ database, report, onDamage: () => putAway(database, { path, nowMs, report }) });
  } catch (error) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error) ?? '')) putAway(database, { path, nowMs, report });
    else report({ kind: 'not-read', what: 'history', cause: fileCause(error) });
    return null;
  }
}

/** Has an effect only before the first table is made. */
function withRoomGivenBack(database: Database): Database {
  try {
    database.execute('PRAGMA auto_vacuum = INCREMENTAL');
  } catch {
    // A file that is no database says so again, where it is judged.
  }
  return database;
}

function putAway(database: Database, { path, nowMs, report }: HistoryFile): void {
  try {
    database.close();
  } catch {
    // It is damaged, and goes away in any case.
  }
  const moved = setAside(path, nowMs());
  if (moved.kind === 'failed') {
    report({ kind: 'not-read', what: 'history', cause: 'corrupt' });
    return;
  }
  for (const suffix of ['-wal', '-shm']) fs.rmSync(`${path}${suffix}`, { force: true });
  report({ kind: 'set-aside', what: 'history', movedTo: moved.movedTo });
}
