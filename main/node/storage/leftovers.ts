import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from './error-code.ts';
import { namesIn } from './folders.ts';
import { hourMs, minuteMs } from '../../../core/units/time.ts';

/**
 * Names of the temporary files that the app's writers create beside a file, with the id of the writing process
 * when the name has one, and names of lock files of earlier versions.
 */
const names: readonly RegExp[] = [
  /^.+\.(?<pid>\d+)-[0-9a-f]{12}\.tmp(?:-wal|-shm|-journal)?$/,
  /^ledger\.db\.(?:bak\.new|restored)-(?<pid>\d+)$/,
  /^.+\.version-\d+\.new-(?<pid>\d+)$/,
  /^settings\.json\.tmp-[0-9a-z]{10,32}$/,
  /^(?:settings(?:\.json)?|accounts\.json|secrets\.json|ledger\.db|refresh|[0-9a-f]{32}\.json)\.lock(?:\.[0-9a-f-]{36})?$/,
];

/**
 * Deletes the temporary files that killed processes of the app left in these folders, and returns how many.
 * It deletes a file when its process is gone and the file is a minute old, or when the file is an hour old,
 * so it never deletes one that is still being written. Never throws.
 */
export function removeLeftovers(folders: readonly string[], nowMs: number): number {
  const files = folders.flatMap((folder) => namesIn(folder).map((name) => path.join(folder, name)));
  return files.filter((file) => isLeft(file, nowMs) && isRemoved(file)).length;
}

function isLeft(file: string, nowMs: number): boolean {
  const match = names.map((name) => name.exec(path.basename(file))).find((found) => found !== null);
  const found = match === undefined ? undefined : fs.lstatSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return false;
  // After a clock was set back, a file can have a time in the future.
  const ageMs = Math.abs(nowMs - found.mtimeMs);
  const pid = Number(match?.groups?.['pid'] ?? 0);
  return ageMs >= hourMs || (ageMs >= minuteMs && pid > 0 && !isRunning(pid));
}

/** Returns true while a process with this id runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Deletes a file. Returns false if it is still there, for example on a read-only disk. Never throws. */
export function isRemoved(file: string): boolean {
  try {
    fs.rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}
