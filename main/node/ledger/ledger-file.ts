import fs from 'node:fs';
import type { UnavailableReason } from '../../../core/ledger/store.ts';
import { hasLostItsLog, makeFile, migrate, versionOf } from '../storage/database.ts';
import { errorCode, fileCause } from '../storage/error-code.ts';
import { lockOf, withLock } from '../storage/process-lock.ts';
import { connectWithStatementCache, type Database } from '../storage/sqlite.ts';
import { ledgerBackupPath, isBehindBackup, restoreBackup } from './ledger-backup.ts';
import { ledgerMigrations } from './ledger-tables.ts';

/** What happened to the ledger's file that its owner must hear of. */
export type LedgerNotice =
  /** There was none, so an empty one was made: every install has its whole allowance. */
  | { readonly kind: 'begun' }
  /**
   * It was damaged, gone or older than its last good copy, and that copy (`takenFrom`) goes on; what was
   * booked after the copy is not in it.
   */
  | {
      readonly kind: 'restored';
      readonly takenFrom: string;
      readonly copyOfMs: number;
      readonly movedTo: string | null;
    }
  /** It is damaged or gone and there is no good copy; it stays closed. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'copy-failed' };

export interface LedgerFileOptions {
  readonly path: string;
  readonly nowMs: () => number;
  readonly notice: (notice: LedgerNotice) => void;
  /** How a connection is made; given by tests that need a full disk. */
  readonly connect?: (path: string) => Promise<Database>;
}

export interface LedgerFile {
  readonly database: Database;
  /** False when another file has taken its place, so that what is written here is lost. */
  readonly isCurrent: () => boolean;
}

export type LedgerFileOutcome =
  | { readonly kind: 'open'; readonly file: LedgerFile }
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason };

/** For how long SQLite itself waits for another process; the caller then waits on without holding the thread. */
const busyMs = 50;
const restoredWithinMs = 5_000;

/**
 * Opens the ledger's database (0600, write-ahead log, each commit on the disk before it returns),
 * checks it and brings it to the newest form. One that is damaged, gone, without its tables or behind
 * its last good copy is replaced by that copy and the notice is given; with no good copy it stays as it is
 * and nothing is opened, because an empty ledger would give every install its whole allowance again. Never
 * throws.
 */
export async function openLedgerFile(options: LedgerFileOptions): Promise<LedgerFileOutcome> {
  try {
    const isNew = !fs.existsSync(options.path);
    const first = await attempt(options);
    if (isNew && first.kind === 'open') options.notice({ kind: 'begun' });
    if (!isDamaged(first)) return first;
    const wait = { waitMs: restoredWithinMs };
    const outcome = await withLock(lockOf(options.path), () => restore(options), wait);
    if (outcome.kind === 'done') return outcome.value;
    return { kind: 'unavailable', reason: outcome.kind === 'busy' ? 'busy' : outcome.cause };
  } catch (error) {
    // A folder that may not be searched does not even say whether the file is there.
    return { kind: 'unavailable', reason: fileCause(error) };
  }
}

function isDamaged(outcome: LedgerFileOutcome): boolean {
  return outcome.kind === 'unavailable' && outcome.reason === 'damaged';
}

/** Another process may have done it meanwhile, so it is looked at again first. */
async function restore(options: LedgerFileOptions): Promise<LedgerFileOutcome> {
  const { path, nowMs, notice } = options;
  const again = await attempt(options);
  if (!isDamaged(again)) return again;
  const copy = ledgerBackupPath(path);
  const copyOfMs = fs.statSync(copy, { throwIfNoEntry: false })?.mtimeMs;
  if (copyOfMs === undefined || !(await isGood(copy, options))) {
    notice({ kind: 'damaged' });
    return again;
  }
  try {
    notice({ kind: 'restored', takenFrom: copy, copyOfMs, movedTo: restoreBackup(path, nowMs()) });
  } catch (error) {
    return { kind: 'unavailable', reason: fileCause(error) };
  }
  return attempt(options);
}

async function isGood(copy: string, { connect = connectWithStatementCache }: LedgerFileOptions): Promise<boolean> {
  try {
    const database = await connect(copy);
    try {
      return versionOf(database) > 0 && isWhole(database);
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

async function attempt({ path, connect = connectWithStatementCache }: LedgerFileOptions): Promise<LedgerFileOutcome> {
  const size = fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const hadLog = hasLog(path);
  const isGone = !fs.existsSync(path) && hadLog;
  if (isGone || (size === 0 && fs.existsSync(ledgerBackupPath(path))))
    return { kind: 'unavailable', reason: 'damaged' };
  try {
    makeFile(path);
  } catch (error) {
    return { kind: 'unavailable', reason: errorCode(error) === 'EISDIR' ? 'damaged' : fileCause(error) };
  }
  let database: Database;
  try {
    database = await connect(path);
  } catch {
    return { kind: 'unavailable', reason: 'not-loaded' };
  }
  try {
    const reason = prepare(database, path, { sizeBytes: size, hadLog });
    if (reason === null) return { kind: 'open', file: { database, isCurrent: sameFile(path) } };
    database.close();
    return { kind: 'unavailable', reason };
  } catch (error) {
    database.close();
    return { kind: 'unavailable', reason: unavailableReason(error) };
  }
}

function hasLog(path: string): boolean {
  return (fs.statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Null when it is ready. Without a log it may have lost what the log held, so it is held against its copy. */
function prepare(
  database: Database,
  path: string,
  { sizeBytes, hadLog }: { readonly sizeBytes: number; readonly hadLog: boolean },
): UnavailableReason | null {
  database.execute(`PRAGMA busy_timeout = ${busyMs}`);
  const newest = ledgerMigrations.at(-1)?.version ?? 0;
  if (versionOf(database) > newest) return 'newer-version';
  if (hasLostItsLog(database, sizeBytes)) return 'damaged';
  // The tables come before the log, so that the file of a ledger never lies there without them.
  migrate(database, ledgerMigrations);
  database.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  return isWhole(database) && (hadLog || !isBehindBackup(database, path)) ? null : 'damaged';
}

function isWhole(database: Database): boolean {
  const tables = `SELECT count(*) AS found FROM sqlite_schema WHERE type = 'table'
    AND name IN ('ledger_installs', 'ledger_reservations', 'ledger_jobs')`;
  return database.first('PRAGMA quick_check')?.['quick_check'] === 'ok' && database.first(tables)?.['found'] === 3;
}

function sameFile(path: string): () => boolean {
  const opened = fs.statSync(path, { throwIfNoEntry: false });
  return () => {
    const now = fs.statSync(path, { throwIfNoEntry: false });
    return now !== undefined && now.ino === opened?.ino && now.dev === opened.dev;
  };
}

/** Why the database refused, in the words that lead to different advice. */
export function unavailableReason(error: unknown): UnavailableReason {
  const code = errorCode(error) ?? '';
  if (/^SQLITE_(NOTADB|CORRUPT|SCHEMA|ERROR)/.test(code)) return 'damaged';
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code) ? 'busy' : fileCause(error);
}
