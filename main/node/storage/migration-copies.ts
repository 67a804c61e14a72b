import fs from 'node:fs';
import path from 'node:path';
import { dayMs } from '../../../core/units/time.ts';
import { copyDatabase, flushToDisk } from './database-copy.ts';
import { makeFolder, namesIn, syncFolder } from './folders.ts';
import { copiesFolderName } from './home.ts';
import { isRemoved } from './leftovers.ts';
import type { Database } from './sqlite.ts';

/** A store as it was before a newer version of the app changed its form. */
export interface MigrationCopy {
  /** The file name of the store. */
  readonly store: string;
  readonly file: string;
  readonly madeAtMs: number;
}

/** A larger store is changed without a copy, so that the copies never fill the disk. */
const largestBytes = 256 * 1024 * 1024;
/** How long a copy is kept. After that a return to the version before would lose too much. */
const copyKeptDays = 30;

const copyName = /^(?<store>.+)\.version-\d+$/;

/**
 * Keeps a copy of a database before its migration, in place of an earlier copy of the same store. Throws a system or
 * database error: without its copy the store must not change.
 */
export function keepDatabaseCopy(database: Database, file: string, version: number, nowMs: number): void {
  keep(file, version, (target) => copyDatabase(database, target, nowMs));
}

/** Does the same for any other file. */
export function keepFileCopy(file: string, version: number, nowMs: number): void {
  keep(file, version, (target) => {
    fs.copyFileSync(file, target);
    fs.chmodSync(target, 0o600);
    flushToDisk(target, nowMs);
    syncFolder(path.dirname(target));
  });
}

function keep(file: string, version: number, copyTo: (target: string) => void): void {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > largestBytes) return;
  const folder = path.join(path.dirname(file), copiesFolderName);
  makeFolder(folder);
  const target = path.join(folder, `${path.basename(file)}.version-${version}`);
  copyTo(target);
  for (const earlier of migrationCopies(folder)) {
    if (earlier.store === path.basename(file) && earlier.file !== target) fs.rmSync(earlier.file, { force: true });
  }
}

/** Returns the copies of a folder, by store. None when there is no folder, or it cannot be listed. Never throws. */
export function migrationCopies(folder: string): readonly MigrationCopy[] {
  return namesIn(folder).flatMap((name) => {
    const store = copyName.exec(name)?.groups?.['store'];
    const found = store === undefined ? undefined : fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false });
    if (store === undefined || found?.isFile() !== true) return [];
    return [{ store, file: path.join(folder, name), madeAtMs: found.mtimeMs }];
  });
}

/** Deletes the copies that are older than thirty days. Returns how many it could not delete. Never throws. */
export function removeOldCopies(folder: string, nowMs: number): number {
  const old = migrationCopies(folder).filter(({ madeAtMs }) => nowMs - madeAtMs > copyKeptDays * dayMs);
  return old.filter(({ file }) => !isRemoved(file)).length;
}
