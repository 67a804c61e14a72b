import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from './error-code.ts';

type FolderFiles = Pick<typeof fs, 'mkdirSync' | 'openSync' | 'fsyncSync' | 'closeSync'>;

/** Errors of a disk. Other errors mean that the file system cannot flush a folder. */
const diskErrors = ['EIO', 'ENOSPC', 'EDQUOT'];

/**
 * Flushes the names in a folder to the disk. Without that, a power failure can undo a created, renamed or removed file,
 * although its content was flushed. It does nothing on Windows, which cannot flush a folder, and for a folder that this
 * user may not read. Throws when the disk refuses.
 */
export function syncFolder(folder: string, files: Omit<FolderFiles, 'mkdirSync'> = fs): void {
  if (process.platform === 'win32') return;
  let handle: number;
  try {
    handle = files.openSync(folder, 'r');
  } catch {
    // The names were changed without the right to read the folder. There is no other way to flush them.
    return;
  }
  try {
    files.fsyncSync(handle);
  } catch (error) {
    if (diskErrors.includes(errorCode(error) ?? '')) throw error;
  } finally {
    files.closeSync(handle);
  }
}

/** Folders whose names are on the disk, as far as this process knows. */
const flushed = new Set<string>();

/**
 * Creates a folder for its owner only (0700), with its missing parents, and flushes the new names. A process that was
 * killed may have made the folder without that, and then it is still empty: its name is flushed now. Throws a system
 * error.
 */
export function makeFolder(folder: string, files: FolderFiles = fs): void {
  const lowest = path.resolve(folder);
  const first = files.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined && (flushed.has(lowest) || !hasAtMost(lowest, 0))) return;
  const highest = path.resolve(first ?? folder);
  for (let made = lowest; made !== path.dirname(made); made = path.dirname(made)) {
    const parent = path.dirname(made);
    syncFolder(parent, files);
    // A parent with nothing else in it may be as new.
    if (made.length <= highest.length && !hasAtMost(parent, 1)) break;
  }
  flushed.add(lowest);
}

/** Returns false for a folder with more entries, and for one that cannot be listed. Reads no more of them than needed. */
function hasAtMost(folder: string, entries: number): boolean {
  try {
    const listed = fs.opendirSync(folder);
    try {
      for (let count = 0; count <= entries; count += 1) if (listed.readSync() === null) return true;
      return false;
    } finally {
      listed.closeSync();
    }
  } catch {
    return false;
  }
}

/** Returns the names in a folder, in their order. None when there is no folder, or it cannot be listed. Never throws. */
export function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}
