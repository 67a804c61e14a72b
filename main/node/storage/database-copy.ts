import fs from 'node:fs';
import path from 'node:path';
import { syncFolder } from './folders.ts';
import type { Database } from './sqlite.ts';

/** Writes the present state of a database to another file (0600), completely or not at all. Throws a system or database error. */
export function copyDatabase(database: Database, target: string, nowMs: number): void {
  const temporary = `${target}.new-${process.pid}`;
  try {
    // SQLite fills an empty file. A file that SQLite creates itself would be readable by others.
    fs.rmSync(temporary, { force: true });
    fs.closeSync(fs.openSync(temporary, 'wx', 0o600));
    database.run('VACUUM INTO ?', temporary);
    flushToDisk(temporary, nowMs);
    fs.renameSync(temporary, target);
    syncFolder(path.dirname(target));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/** Flushes a file to the disk and sets its time. */
export function flushToDisk(file: string, nowMs: number): void {
  const handle = fs.openSync(file, 'r+');
  try {
    fs.futimesSync(handle, nowMs / 1000, nowMs / 1000);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
