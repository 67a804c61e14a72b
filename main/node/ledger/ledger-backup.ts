import fs from 'node:fs';
import { quarantine } from '../storage/quarantine.ts';
import type { Database } from '../storage/sqlite.ts';

const dayMs = 24 * 60 * 60_000;

/** Where the last good copy of a ledger lies (S3-13). */
export function ledgerBackupPath(file: string): string {
  return `${file}.bak`;
}

/** True when there is no copy, or none of the last day. */
export function isBackupDue(file: string, nowMs: number): boolean {
  const copy = fs.statSync(ledgerBackupPath(file), { throwIfNoEntry: false });
  return copy === undefined || Math.abs(nowMs - copy.mtimeMs) >= dayMs;
}

/** Rows of the copy of which the ledger knows less. Lifetimes and months only grow, so an older ledger has them. */
const behindSql = `SELECT EXISTS (SELECT 1 FROM copy.ledger_installs theirs
  LEFT JOIN main.ledger_installs ours USING (install_id)
  WHERE ours.install_id IS NULL
    OR ours.lifetime_consumed < theirs.lifetime_consumed
    OR ours.lifetime_gemini_consumed < theirs.lifetime_gemini_consumed
    OR ours.month < theirs.month
    OR (ours.month = theirs.month AND (ours.monthly_consumed < theirs.monthly_consumed
      OR ours.monthly_gemini_consumed < theirs.monthly_gemini_consumed))) AS behind`;

/** True when the copy knows of use that the open ledger does not. False without a copy that can be read. */
export function isBehindBackup(database: Database, file: string): boolean {
  if (!fs.existsSync(ledgerBackupPath(file))) return false;
  try {
    database.run('ATTACH ? AS copy', ledgerBackupPath(file));
  } catch {
    // A copy that is no database says nothing; the next daily copy takes its place.
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

/** Replaces the copy by one of the present state, readable by its owner alone. Throws a system or database error. */
export function makeBackup(database: Database, file: string, nowMs: number): void {
  const temporary = `${ledgerBackupPath(file)}.new-${process.pid}`;
  try {
    // SQLite fills a file that is empty, and would make one that others may read.
    fs.closeSync(fs.openSync(temporary, 'w', 0o600));
    database.run('VACUUM INTO ?', temporary);
    onDisk(temporary, nowMs);
    fs.renameSync(temporary, ledgerBackupPath(file));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/**
 * Puts a copy of the good copy in the place of a ledger that is damaged or gone. What is there is
 * moved aside first, its log before it, because SQLite would play an old log into a new file. Gives
 * the new name of what was there, null when there was nothing; throws a system error.
 */
export function restoreBackup(file: string, nowMs: number): string | null {
  const temporary = `${file}.restored-${process.pid}`;
  try {
    fs.copyFileSync(ledgerBackupPath(file), temporary);
    fs.chmodSync(temporary, 0o600);
    onDisk(temporary, nowMs);
    for (const part of [`${file}-wal`, `${file}-shm`].filter((name) => fs.existsSync(name))) moveAside(part, nowMs);
    const movedTo = fs.existsSync(file) ? moveAside(file, nowMs) : null;
    fs.renameSync(temporary, file);
    return movedTo;
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

function moveAside(file: string, nowMs: number): string {
  const moved = quarantine(file, nowMs);
  if (moved.kind === 'failed') throw Object.assign(new Error('It could not be moved.'), { code: 'EACCES' });
  return moved.movedTo;
}

function onDisk(file: string, nowMs: number): void {
  const handle = fs.openSync(file, 'r+');
  try {
    fs.futimesSync(handle, nowMs / 1000, nowMs / 1000);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
