import fs from 'node:fs';
import { dirname } from 'node:path';
import type {
  DatabaseReason,
  FileCause,
  ReportStorageProblem,
  StoredThing,
} from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause, isBusy, isCorrupt } from './error-code.ts';
import { describeCause } from '../log/redact.ts';
import { makeFolder, syncFolder } from './folders.ts';
import { keepDatabaseCopy } from './migration-copies.ts';
import { type DatabaseMigration, databaseMigrations } from './migrations.ts';
import { isNotAFile, prepareDatabaseFile } from './own-file.ts';
import { lockOf, withLockNow } from './process-lock.ts';
import { quarantine } from './quarantine.ts';
import { connect, type Database } from './sqlite.ts';

export type DatabaseOutcome =
  /** `durable` is false for a database in memory, used when the disk cannot be written. */
  | { readonly kind: 'open'; readonly database: Database; readonly durable: boolean }
  | { readonly kind: 'unavailable'; readonly reason: DatabaseReason; readonly cause?: string };

export interface DatabaseOptions {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  readonly migrations?: readonly DatabaseMigration[];
  /** The name of the database in reported problems. Default: `database`. */
  readonly what?: Extract<StoredThing, 'database' | 'history' | 'ledger'>;
  /** Skip the full integrity check at the start, because the file may be large. Later reads detect damage. */
  readonly isLarge?: boolean;
  /** Opens a connection. Tests pass one that behaves like a full disk. */
  readonly connect?: (path: string) => Promise<Database>;
}

type Attempt =
  | { readonly kind: 'open'; readonly database: Database }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'unwritable'; readonly cause: FileCause }
  | { readonly kind: 'unavailable'; readonly reason: DatabaseReason; readonly cause?: string };

/**
 * Opens the database (0600, write-ahead log), checks it and runs the missing migrations. It quarantines a
 * corrupt database, or one whose tables were in a lost log, and starts a new one. It leaves a database of a
 * later version alone. When the disk cannot be written, it opens a database in memory. It reports all of
 * this and never throws. Call it after the tray is up, because it loads the native library.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DatabaseOutcome> {
  const first = await attempt(options);
  const outcome = first.kind === 'corrupt' && quarantineWithLogs(options) ? await attempt(options) : first;
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
          : { kind: 'database-unavailable', reason: outcome.reason, ...(outcome.cause && { cause: outcome.cause }) },
      );
      return outcome;
  }
}

async function attempt(options: DatabaseOptions): Promise<Attempt> {
  try {
    makeFile(options.path);
  } catch (error) {
    return isNotAFile(error) || errorCode(error) === 'EISDIR'
      ? { kind: 'corrupt' }
      : { kind: 'unwritable', cause: fileCause(error) };
  }
  let database: Database;
  try {
    database = await (options.connect ?? connect)(options.path);
  } catch (error) {
    return unopened(error);
  }
  try {
    const found = prepare(database, options);
    if (found !== null) {
      database.close();
      return found;
    }
    return { kind: 'open', database };
  } catch (error) {
    database.close();
    return failedAttempt(error);
  }
}

/** Creates the file with mode 0600 before SQLite opens it, because SQLite gives its log files the same mode. */
export function makeFile(file: string): void {
  makeFolder(dirname(file));
  // A process that was killed may have made the file without flushing its name.
  const isNew = (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
  prepareDatabaseFile(file);
  // SQLite flushes the names of its logs only.
  if (isNew) syncFolder(dirname(file));
  else syncLog(file);
}

/** Flushes what a killed process wrote into the log: this process sees its commits and answers with them. */
function syncLog(file: string): void {
  if (!fs.existsSync(`${file}-wal`)) return;
  const log = fs.openSync(`${file}-wal`, 'r+');
  try {
    fs.fsyncSync(log);
  } finally {
    fs.closeSync(log);
  }
}

/** Returns null when the database is ready. Checks the version before it writes anything. */
function prepare(
  database: Database,
  { path, nowMs, migrations = databaseMigrations, isLarge = false }: DatabaseOptions,
): Attempt | null {
  database.execute('PRAGMA busy_timeout = 2000');
  const newest = migrations.at(-1)?.version ?? 0;
  if (hasLostItsLog(database)) {
    return { kind: 'corrupt' };
  }
  if (versionOf(database) > newest) {
    return { kind: 'unavailable', reason: 'newer-version' };
  }
  if (!isLarge && database.first('PRAGMA quick_check')?.['quick_check'] !== 'ok') {
    return { kind: 'corrupt' };
  }
  // Create the tables before the write-ahead log, so that the file itself never lacks them.
  migrateWithCopy(database, migrations, path, nowMs);
  database.execute(`${durableLog}; PRAGMA foreign_keys = ON`);
  // Overwrite deleted content in the file too.
  database.execute('PRAGMA secure_delete = ON');
  return null;
}

/**
 * Turns the write-ahead log on, with each commit on the disk before it returns: without that, a power failure undoes
 * commits that the user or a caller was told about. `fullfsync` is what macOS needs for it.
 */
export const durableLog = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON';

/**
 * True for a database with a write-ahead log and without tables: its content was in a log that is gone. A crash during
 * the first transaction leaves none either, but that comes before the log is turned on.
 */
export function hasLostItsLog(database: Database): boolean {
  if (versionOf(database) > 0) return false;
  if (database.first('SELECT count(*) AS found FROM sqlite_schema')?.['found'] !== 0) return false;
  return database.first('PRAGMA journal_mode')?.['journal_mode'] === 'wal';
}

/**
 * Runs all missing migrations in one transaction. Another process may have run them in the meantime. Returns true if
 * this call made the first tables: of several processes that open a new database, only one gets true.
 */
export function migrate(database: Database, migrations: readonly DatabaseMigration[]): boolean {
  if (versionOf(database) >= (migrations.at(-1)?.version ?? 0)) return false;
  return database.transaction(() => {
    const isNew = versionOf(database) === 0;
    for (const { version, sql } of migrations) {
      if (version > versionOf(database)) {
        database.execute(`${sql}; PRAGMA user_version = ${version}`);
      }
    }
    return isNew;
  });
}

const copyWithinMs = 10_000;

/**
 * Runs all missing migrations as `migrate` does. A database with tables is copied first, so that the user can go back to
 * the version before. Of several processes one does it. Throws a system or database error, also when no copy can be made.
 */
export function migrateWithCopy(
  database: Database,
  migrations: readonly DatabaseMigration[],
  file: string,
  nowMs: () => number,
): boolean {
  const newest = migrations.at(-1)?.version ?? 0;
  const isOlder = (): boolean => versionOf(database) > 0 && versionOf(database) < newest;
  if (!isOlder()) return migrate(database, migrations);
  const work = (): boolean => {
    if (isOlder()) keepDatabaseCopy(database, file, versionOf(database), nowMs());
    return migrate(database, migrations);
  };
  const outcome = withLockNow(lockOf(`${file}.copy`), work, { waitMs: copyWithinMs });
  if (outcome.kind === 'done') return outcome.value;
  throw Object.assign(new Error('The copy of the database could not be made.'), {
    code: outcome.kind === 'busy' ? 'SQLITE_BUSY' : systemCodes[outcome.cause],
  });
}

const systemCodes = { 'read-only': 'EROFS', full: 'ENOSPC', denied: 'EACCES', other: 'EIO' } as const;

/** Returns `PRAGMA user_version`: the number of the last migration that ran. */
export function versionOf(database: Database): number {
  return Number(database.first('PRAGMA user_version')?.['user_version'] ?? 0);
}

function failedAttempt(error: unknown): Attempt {
  if (isCorrupt(error)) return { kind: 'corrupt' };
  if (isBusy(error)) return { kind: 'unavailable', reason: 'locked' };
  const cause = fileCause(error);
  return cause === 'other'
    ? { kind: 'unavailable', reason: 'other', cause: firstLine(error) }
    : { kind: 'unwritable', cause };
}

/** An error of SQLite is about the file. Any other one means that the library with its native part did not load. */
function unopened(error: unknown): Attempt {
  if (errorCode(error)?.startsWith('SQLITE_') === true) return failedAttempt(error);
  return { kind: 'unavailable', reason: 'not-loaded', cause: firstLine(error) };
}

function firstLine(error: unknown): string {
  return describeCause(error).split('\n', 1)[0] ?? '';
}

/** Quarantines the database with its logs. Returns false when that failed; then nothing may be written in its place. */
function quarantineWithLogs({ path: file, nowMs, report, what = 'database' }: DatabaseOptions): boolean {
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
    prepare(database, options);
    return { kind: 'open', database, durable: false };
  } catch (error) {
    const cause = firstLine(error);
    options.report({ kind: 'database-unavailable', reason: 'not-loaded', cause });
    return { kind: 'unavailable', reason: 'not-loaded', cause };
  }
}
