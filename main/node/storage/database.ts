import fs from 'node:fs';
import { dirname } from 'node:path';
import type {
  DatabaseReason,
  FileCause,
  ReportStorageProblem,
  StoredThing,
} from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause } from './error-code.ts';
import { type DatabaseMigration, databaseMigrations } from './migrations.ts';
import { quarantine } from './quarantine.ts';
import { connect, type Database } from './sqlite.ts';

export type DatabaseOutcome =
  /** `durable` is false for one in memory, on a disk that cannot be written. */
  | { readonly kind: 'open'; readonly database: Database; readonly durable: boolean }
  | { readonly kind: 'unavailable'; readonly reason: DatabaseReason };

export interface DatabaseOptions {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  readonly migrations?: readonly DatabaseMigration[];
  /** What it is called where something of it is reported; left out: the database. */
  readonly what?: Extract<StoredThing, 'database' | 'history' | 'ledger'>;
  /** A file that may be large is not read through at the start; whoever reads it meets its damage. */
  readonly isLarge?: boolean;
  /** How a connection is made; given by tests that need a full disk. */
  readonly connect?: (path: string) => Promise<Database>;
}

type Attempt =
  | { readonly kind: 'open'; readonly database: Database }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'unwritable'; readonly cause: FileCause }
  | { readonly kind: 'unavailable'; readonly reason: DatabaseReason };

/**
 * Opens the database (0600, write-ahead log), checks it and brings it to the newest form. One that is
 * corrupt, or that lost its log before it had a table, is set aside with its log and begun anew; one of a later version of the app is left alone;
 * where the disk cannot be written, one in memory takes its place. All of it is reported, nothing
 * thrown. Loads the native library, so it is called after the tray is up.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DatabaseOutcome> {
  const first = await attempt(options);
  const outcome = first.kind === 'corrupt' && putAway(options) ? await attempt(options) : first;
  switch (outcome.kind) {
    case 'open':
      return { kind: 'open', database: outcome.database, durable: true };
    case 'unwritable':
      options.report({ kind: 'not-saved', what: options.what ?? 'database', cause: outcome.cause });
      return openInMemory(options);
    case 'corrupt':
      options.report({ kind: 'not-read', what: options.what ?? 'database', cause: 'corrupt' });
      return openInMemory(options);
    default:
      options.report(
        outcome.reason === 'newer-version'
          ? { kind: 'newer-version', what: options.what ?? 'database', file: options.path }
          : { kind: 'database-unavailable', reason: outcome.reason },
      );
      return outcome;
  }
}

async function attempt(options: DatabaseOptions): Promise<Attempt> {
  let sizeBytes: number;
  try {
    makeFile(options.path);
    sizeBytes = fs.statSync(options.path).size;
  } catch (error) {
    return errorCode(error) === 'EISDIR' ? { kind: 'corrupt' } : { kind: 'unwritable', cause: fileCause(error) };
  }
  let database: Database;
  try {
    database = await (options.connect ?? connect)(options.path);
  } catch {
    return { kind: 'unavailable', reason: 'not-loaded' };
  }
  try {
    const found = prepare(database, options, sizeBytes);
    if (found !== null) {
      database.close();
      return found;
    }
    return { kind: 'open', database };
  } catch (error) {
    database.close();
    return judged(error);
  }
}

/** SQLite gives its log files the mode of the database, so that one is made before it is opened. */
export function makeFile(file: string): void {
  fs.mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  fs.closeSync(fs.openSync(file, 'a+', 0o600));
  fs.chmodSync(file, 0o600);
}

/** Null when it is ready. The version is looked at before anything is written. */
function prepare(
  database: Database,
  { migrations = databaseMigrations, isLarge = false }: DatabaseOptions,
  sizeBeforeBytes: number,
): Attempt | null {
  database.execute('PRAGMA busy_timeout = 2000');
  const newest = migrations.at(-1)?.version ?? 0;
  if (hasLostItsLog(database, sizeBeforeBytes)) {
    return { kind: 'corrupt' };
  }
  if (versionOf(database) > newest) {
    return { kind: 'unavailable', reason: 'newer-version' };
  }
  if (!isLarge && database.first('PRAGMA quick_check')?.['quick_check'] !== 'ok') {
    return { kind: 'corrupt' };
  }
  // The tables come before the log, so that the file of a database never lies there without them.
  migrate(database, migrations);
  database.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
  // What is forgotten is overwritten in the file too.
  database.execute('PRAGMA secure_delete = ON');
  return null;
}

/** True for a database without a table whose file was not empty: all it held was in a log that is gone. */
export function hasLostItsLog(database: Database, sizeBeforeBytes: number): boolean {
  if (sizeBeforeBytes === 0 || versionOf(database) > 0) return false;
  return database.first('SELECT count(*) AS found FROM sqlite_schema')?.['found'] === 0;
}

/** All missing steps in one transaction; another process may have done them meanwhile. */
export function migrate(database: Database, migrations: readonly DatabaseMigration[]): void {
  if (versionOf(database) >= (migrations.at(-1)?.version ?? 0)) {
    return;
  }
  database.transaction(() => {
    for (const { version, sql } of migrations) {
      if (version > versionOf(database)) {
        database.execute(`${sql}; PRAGMA user_version = ${version}`);
      }
    }
  });
}

/** `PRAGMA user_version`: the last step of its form that was done. */
export function versionOf(database: Database): number {
  return Number(database.first('PRAGMA user_version')?.['user_version'] ?? 0);
}

function judged(error: unknown): Attempt {
  const code = errorCode(error) ?? '';
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return { kind: 'corrupt' };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return { kind: 'unavailable', reason: 'locked' };
  }
  const cause = fileCause(error);
  return cause === 'other' ? { kind: 'unavailable', reason: 'other' } : { kind: 'unwritable', cause };
}

/** False when it could not be moved with its logs; then nothing is written in its place. */
function putAway({ path: file, nowMs, report, what = 'database' }: DatabaseOptions): boolean {
  const moved = quarantine(file, nowMs());
  if (moved.kind === 'failed') {
    return false;
  }
  report({ kind: 'set-aside', what, movedTo: moved.movedTo });
  try {
    for (const suffix of ['-wal', '-shm'].filter((end) => fs.existsSync(`${file}${end}`))) {
      fs.renameSync(`${file}${suffix}`, `${moved.movedTo}${suffix}`);
    }
    return true;
  } catch {
    return false;
  }
}

async function openInMemory(options: DatabaseOptions): Promise<DatabaseOutcome> {
  try {
    const database = await (options.connect ?? connect)(':memory:');
    prepare(database, options, 0);
    return { kind: 'open', database, durable: false };
  } catch {
    return { kind: 'unavailable', reason: 'not-loaded' };
  }
}
