import fs from 'node:fs';
import type { UnavailableReason } from '../../../core/ledger/store.ts';
import { isNotAFile } from '../storage/own-file.ts';
import { durableLog, hasLostItsLog, makeFile, migrateWithCopy, versionOf } from '../storage/database.ts';
import { errorCode, fileCause, isBusy } from '../storage/error-code.ts';
import { lockOf, withLock } from '../storage/process-lock.ts';
import { connectWithStatementCache, type Database } from '../storage/sqlite.ts';
import { ledgerBackupPath, isBehindBackup, restoreBackup } from './ledger-backup.ts';
import { ledgerMigrations } from './ledger-tables.ts';

/** An event of the ledger's file that its owner must know about. */
export type LedgerNotice =
  /** There was no ledger, so an empty one was created: every install has its full allowance. */
  | { readonly kind: 'begun' }
  /**
   * The ledger was damaged, missing or older than its backup, and the backup (`takenFrom`) replaced it. It lacks
   * what was booked after the backup.
   */
  | {
      readonly kind: 'restored';
      readonly takenFrom: string;
      readonly copyOfMs: number;
      readonly movedTo: string | null;
    }
  /** The ledger is damaged or missing, and there is no backup. It stays closed. */
  | { readonly kind: 'damaged' }
  /** The database library with its native part did not load. */
  | { readonly kind: 'not-loaded'; readonly cause: unknown }
  | { readonly kind: 'copy-failed' };

export interface LedgerFileOptions {
  readonly path: string;
  readonly nowMs: () => number;
  readonly notice: (notice: LedgerNotice) => void;
  /** Opens a connection. Tests pass one that behaves like a full disk. */
  readonly connect?: (path: string) => Promise<Database>;
}

export interface LedgerFile {
  readonly database: Database;
  /** Returns false when another file replaced this one, so that new writes would be lost. */
  readonly isCurrent: () => boolean;
}

export type LedgerFileOutcome =
  /** `isNew`: this call made the tables of an empty ledger. */
  | { readonly kind: 'open'; readonly file: LedgerFile; readonly isNew: boolean }
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason };

/** How long SQLite waits for another process. After that the caller waits without blocking the thread. */
const busyMs = 50;
const restoredWithinMs = 5_000;

/**
 * Opens the ledger's database (0600, write-ahead log, each commit on the disk before it returns), checks it and
 * runs the missing migrations. A ledger that is damaged, missing, without tables or behind its backup is
 * replaced by the backup, with a notice. Without a backup it stays closed, because an empty ledger would give
 * every install its full allowance again. Never throws.
 */
export async function openLedgerFile(options: LedgerFileOptions): Promise<LedgerFileOutcome> {
  try {
    const first = await attempt(options);
    if (first.kind === 'open' && first.isNew) options.notice({ kind: 'begun' });
    if (!isDamaged(first)) return first;
    const wait = { waitMs: restoredWithinMs };
    const outcome = await withLock(lockOf(options.path), () => restore(options), wait);
    if (outcome.kind === 'done') return outcome.value;
    return { kind: 'unavailable', reason: outcome.kind === 'busy' ? 'busy' : outcome.cause };
  } catch (error) {
    // In a folder without search permission, even the check for the file fails.
    return { kind: 'unavailable', reason: fileCause(error) };
  }
}

function isDamaged(outcome: LedgerFileOutcome): boolean {
  return outcome.kind === 'unavailable' && outcome.reason === 'damaged';
}

/** Restores the backup. Checks the ledger again first, because another process may have restored it. */
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

async function attempt(options: LedgerFileOptions): Promise<LedgerFileOutcome> {
  const { path, nowMs, notice, connect = connectWithStatementCache } = options;
  const size = fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const hadLog = hasLog(path);
  const isGone = !fs.existsSync(path) && hadLog;
  if (isGone || (size === 0 && fs.existsSync(ledgerBackupPath(path))))
    return { kind: 'unavailable', reason: 'damaged' };
  try {
    makeFile(path);
  } catch (error) {
    return {
      kind: 'unavailable',
      reason: isNotAFile(error) || errorCode(error) === 'EISDIR' ? 'damaged' : fileCause(error),
    };
  }
  let database: Database;
  try {
    database = await connect(path);
  } catch (cause) {
    if (errorCode(cause)?.startsWith('SQLITE_') === true) {
      return { kind: 'unavailable', reason: unavailableReason(cause) };
    }
    notice({ kind: 'not-loaded', cause });
    return { kind: 'unavailable', reason: 'not-loaded' };
  }
  try {
    const prepared = prepare(database, path, hadLog, nowMs);
    if (prepared.kind === 'ready')
      return { kind: 'open', file: { database, isCurrent: sameFile(path) }, isNew: prepared.isNew };
    database.close();
    return prepared;
  } catch (error) {
    database.close();
    return { kind: 'unavailable', reason: unavailableReason(error) };
  }
}

function hasLog(path: string): boolean {
  return (fs.statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Makes the ledger ready. Compares it with its backup when there is no log, because a log may be lost. */
function prepare(
  database: Database,
  path: string,
  hadLog: boolean,
  nowMs: () => number,
):
  | { readonly kind: 'ready'; readonly isNew: boolean }
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason } {
  database.execute(`PRAGMA busy_timeout = ${busyMs}`);
  const newest = ledgerMigrations.at(-1)?.version ?? 0;
  if (versionOf(database) > newest) return { kind: 'unavailable', reason: 'newer-version' };
  if (hasLostItsLog(database)) return { kind: 'unavailable', reason: 'damaged' };
  // Create the tables before the write-ahead log, so that the file itself never lacks them.
  const isNew = migrateWithCopy(database, ledgerMigrations, path, nowMs);
  database.execute(durableLog);
  const isGoodLedger = isWhole(database) && (hadLog || !isBehindBackup(database, path));
  return isGoodLedger ? { kind: 'ready', isNew } : { kind: 'unavailable', reason: 'damaged' };
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

/** Returns why the database refused, one of several reasons with different advice. */
export function unavailableReason(error: unknown): UnavailableReason {
  const code = errorCode(error) ?? '';
  if (/^SQLITE_(NOTADB|CORRUPT|SCHEMA|ERROR)/.test(code)) return 'damaged';
  return isBusy(error) ? 'busy' : fileCause(error);
}
