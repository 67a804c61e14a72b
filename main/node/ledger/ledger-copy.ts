import fs from 'node:fs';
import { setAside } from '../storage/set-aside.ts';
import type { Database } from '../storage/sqlite.ts';

const dayMs = 24 * 60 * 60_000;

/** Where the last good copy of a ledger lies (S3-13). */
export function copyPath(file: string): string {
  return `${file}.bak`;
}

/** True when there is no copy, or none of the last day. */
export function isCopyDue(file: string, nowMs: number): boolean {
  const copy = fs.statSync(copyPath(file), { throwIfNoEntry: false });
  return copy === undefined || Math.abs(nowMs - copy.mtimeMs) >= dayMs;
}

/** Replaces the copy by one of the present state, readable by its owner alone. Throws a system or database error. */
export function makeCopy(database: Database, file: string, nowMs: number): void {
  const temporary = `${copyPath(file)}.new-${process.pid}`;
  try {
    // SQLite fills a file that is empty, and would make one that others may read.
    fs.closeSync(fs.openSync(temporary, 'w', 0o600));
    database.run('VACUUM INTO ?', temporary);
    onDisk(temporary, nowMs);
    fs.renameSync(temporary, copyPath(file));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/**
 * Puts a copy of the good copy in the place of a ledger that is damaged or gone. What is there is
 * moved aside first, its log before it, because SQLite would play an old log into a new file. Gives
 * the new name of what was there, null when there was nothing; throws a system error.
 */
export function putCopyInPlace(file: string, nowMs: number): string | null {
  const temporary = `${file}.restored-${process.pid}`;
  try {
    fs.copyFileSync(copyPath(file), temporary);
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
  const moved = setAside(file, nowMs);
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
