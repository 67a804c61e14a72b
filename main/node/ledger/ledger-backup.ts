import fs from 'node:fs';
import path from 'node:path';
import { copyDatabase, flushToDisk } from '../storage/database-copy.ts';
import { syncFolder } from '../storage/folders.ts';
import { quarantine } from '../storage/quarantine.ts';
import type { Database } from '../storage/sqlite.ts';
import { dayMs } from '../../../core/units/time.ts';

/** Returns the path of a ledger's backup: its last good copy. */
export function ledgerBackupPath(file: string): string {
  return `${file}.bak`;
}

/** Returns true when there is no backup, or none of the last day. */
export function isBackupDue(file: string, nowMs: number): boolean {
  const copy = fs.statSync(ledgerBackupPath(file), { throwIfNoEntry: false });
  return copy === undefined || Math.abs(nowMs - copy.mtimeMs) >= dayMs;
}

/** Finds rows of the backup with more use than the ledger has. Lifetime and monthly counts only grow, so the ledger is older then. */
const behindSql = `SELECT EXISTS (SELECT 1 FROM copy.ledger_installs theirs
  LEFT JOIN main.ledger_installs ours USING (install_id)
  WHERE ours.install_id IS NULL
    OR ours.lifetime_consumed < theirs.lifetime_consumed
    OR ours.lifetime_gemini_consumed < theirs.lifetime_gemini_consumed
    OR ours.month < theirs.month
    OR (ours.month = theirs.month AND (ours.monthly_consumed < theirs.monthly_consumed
      OR ours.monthly_gemini_consumed < theirs.monthly_gemini_consumed))) AS behind`;

/** Returns true when the backup holds use that the open ledger lacks. False when no backup can be read. */
export function isBehindBackup(database: Database, file: string): boolean {
  if (!fs.existsSync(ledgerBackupPath(file))) return false;
  try {
    database.run('ATTACH ? AS copy', ledgerBackupPath(file));
  } catch {
    // A backup that is no database says nothing. The next daily backup replaces it.
    return false;
  }
  try {
    return database.first(behindSql)?.['behind'] === 1;
  } catch {
    return false;
  } finally {
    database.execute('DETACH copy');
  }
}

/** Replaces the backup by the present state (0600). Throws a system or database error. */
export function makeBackup(database: Database, file: string, nowMs: number): void {
  copyDatabase(database, ledgerBackupPath(file), nowMs);
}

/**
 * Replaces a damaged or missing ledger by its backup. Quarantines the old file first, and its write-ahead log
 * before it, because SQLite would apply an old log to the new file. Returns the new name of the old file, or
 * null when there was none. Throws a system error.
 */
export function restoreBackup(file: string, nowMs: number): string | null {
  const temporary = `${file}.restored-${process.pid}`;
  try {
    fs.rmSync(temporary, { force: true });
    fs.copyFileSync(ledgerBackupPath(file), temporary, fs.constants.COPYFILE_EXCL);
    fs.chmodSync(temporary, 0o600);
    flushToDisk(temporary, nowMs);
    for (const part of [`${file}-wal`, `${file}-shm`].filter((name) => fs.existsSync(name))) moveAside(part, nowMs);
    const movedTo = fs.existsSync(file) ? moveAside(file, nowMs) : null;
    fs.renameSync(temporary, file);
    syncFolder(path.dirname(file));
    return movedTo;
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

function moveAside(file: string, nowMs: number): string {
  const moved = quarantine(file, nowMs);
  if (moved.kind === 'failed')
    throw Object.assign(new Error('The damaged ledger could not be renamed.'), { code: 'EACCES' });
  return moved.movedTo;
}
