import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Saving } from '../../../core/settings/storage-problem.ts';
import { backupPath } from './home.ts';
import { readJsonFile, writeJsonFile, type WriteFiles } from './json-file.ts';
import { lockOf, type LockOutcome, withLock, withLockNow } from './process-lock.ts';
import { quarantine, quarantineAndReplace } from './quarantine.ts';

/** A small JSON file of the app with a backup beside it: the last good copy. */
export interface BackedUpFile {
  readonly file: string;
  readonly maximumBytes: number;
  /** Returns true for a value that this file may hold. */
  readonly isGood: (value: unknown) => boolean;
  /** True: a damaged file without a backup stays in its place, because nothing else holds its content. */
  readonly keepWithoutBackup?: true;
  readonly nowMs: () => number;
  readonly files?: WriteFiles;
}

/** What happened to a damaged file. */
export type Recovery =
  /** The second read worked: another program was writing the file. */
  | { readonly kind: 'read'; readonly value: unknown }
  /** The backup took the place of the damaged file, which is now at `movedTo`. */
  | {
      readonly kind: 'restored';
      readonly value: unknown;
      readonly takenFrom: string;
      readonly copyOfMs: number;
      readonly movedTo: string;
    }
  /** There was no backup. The damaged file is now at `movedTo`. */
  | { readonly kind: 'set-aside'; readonly movedTo: string }
  /** The damaged file could not be moved. `value`: from the backup; undefined when there is none. */
  | { readonly kind: 'left'; readonly value: unknown }
  /** Another process holds the lock and may repair the file. `value`: from the backup; undefined when there is none. */
  | { readonly kind: 'busy'; readonly value: unknown };

/** Writes a value to the backup, unless the backup already holds it. The caller must hold the lock of the file. */
export function writeBackup({ file, maximumBytes, files = fs }: BackedUpFile, value: unknown): Saving {
  const known = readJsonFile(backupPath(file), maximumBytes);
  if (known.kind === 'value' && JSON.stringify(known.value) === JSON.stringify(value)) return { ok: true };
  return writeJsonFile(backupPath(file), value, files);
}

/**
 * Copies the content of the file to its backup when the two differ and no process is writing. The comparison
 * needs no lock.
 *
 * @param change Returns the value for the backup from the value of the file.
 */
export function refreshBackup(target: BackedUpFile, change: (value: unknown) => unknown = (value) => value): void {
  const { file, maximumBytes, isGood } = target;
  const found = readJsonFile(file, maximumBytes);
  if (found.kind !== 'value' || !isGood(found.value)) return;
  const known = readJsonFile(backupPath(file), maximumBytes);
  if (known.kind === 'value' && JSON.stringify(known.value) === JSON.stringify(change(found.value))) return;
  withLockNow(lockOf(file), () => {
    const again = readJsonFile(file, maximumBytes);
    if (again.kind === 'value' && isGood(again.value)) writeBackup(target, change(again.value));
  });
}

/** How long to wait before the second read. An editor that writes in place has finished by then. */
const secondReadAfterMs = 100;
const waitMs = 3_000;

/**
 * Quarantines a damaged file and restores its backup, once over all processes. Reads the file a second time
 * before that, because another program may be writing it. Never throws.
 */
export async function recover(target: BackedUpFile): Promise<Recovery> {
  await delay(secondReadAfterMs);
  return recoveryOf(target, await withLock(lockOf(target.file), () => recoverUnderLock(target), { waitMs }));
}

/**
 * Runs `recover` for a synchronous caller. It blocks the thread for a tenth of a second and does not wait for the lock.
 */
export function recoverNow(target: BackedUpFile): Recovery {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, secondReadAfterMs);
  return recoveryOf(
    target,
    withLockNow(lockOf(target.file), () => recoverUnderLock(target)),
  );
}

/**
 * Returns a `recoverNow` for a file that is read repeatedly. While another process holds the lock, the function returns
 * the value of the backup. It calls `settled` when the lock is free, or with `busy` after the longest wait.
 */
export function createRecoverer(target: BackedUpFile, settled: (recovery: Recovery) => void): () => Recovery {
  let isWaiting = false;
  const settle = (recovery: Recovery): void => {
    isWaiting = false;
    settled(recovery);
  };
  return () => {
    if (isWaiting) return { kind: 'busy', value: readBackup(target)?.value };
    const recovery = recoverNow(target);
    isWaiting = recovery.kind === 'busy';
    if (isWaiting) void recover(target).then(settle);
    return recovery;
  };
}

function recoveryOf(target: BackedUpFile, outcome: LockOutcome<Recovery>): Recovery {
  if (outcome.kind === 'done') return outcome.value;
  return { kind: outcome.kind === 'busy' ? 'busy' : 'left', value: readBackup(target)?.value };
}

/** Runs `recover` for a caller that holds the lock of the file. It does not wait before the second read. */
export function recoverUnderLock(target: BackedUpFile): Recovery {
  const { file, maximumBytes, isGood, nowMs, files } = target;
  const again = readJsonFile(file, maximumBytes);
  if (again.kind === 'value' && isGood(again.value)) return { kind: 'read', value: again.value };
  const copy = readBackup(target);
  if (copy === null && target.keepWithoutBackup === true) return { kind: 'left', value: undefined };
  // The value of the backup counts even if it cannot be written. The next start then finds no file and reports it.
  const moved =
    copy === null
      ? quarantine(file, nowMs())
      : quarantineAndReplace(file, nowMs(), () => writeJsonFile(file, copy.value, files).ok);
  if (moved.kind === 'failed') return { kind: 'left', value: copy?.value };
  if (copy === null) return { kind: 'set-aside', movedTo: moved.movedTo };
  return { kind: 'restored', ...copy, takenFrom: backupPath(file), movedTo: moved.movedTo };
}

function readBackup({
  file,
  maximumBytes,
  isGood,
}: BackedUpFile): { readonly value: unknown; readonly copyOfMs: number } | null {
  const copy = readJsonFile(backupPath(file), maximumBytes);
  if (copy.kind !== 'value' || !isGood(copy.value)) return null;
  const copyOfMs = fs.statSync(backupPath(file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return { value: copy.value, copyOfMs };
}
