import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Saving } from '../../../core/settings/storage-problem.ts';
import { readJsonFile, writeJsonFile, type WriteFiles } from './json-file.ts';
import { lockOf, type LockOutcome, withLock, withLockNow } from './process-lock.ts';
import { quarantine } from './quarantine.ts';

/** A small JSON file of ours with a last good copy beside it. */
export interface BackedUpFile {
  readonly file: string;
  readonly maximumBytes: number;
  /** Whether a value is one that this file may hold. */
  readonly isGood: (value: unknown) => boolean;
  /** A damaged file without a good copy stays where it is, because nothing else holds what was in it. */
  readonly staysWithoutCopy?: true;
  readonly nowMs: () => number;
  readonly files?: WriteFiles;
}

/** What became of a file that could not be understood. */
export type Recovery =
  /** It can be read after all: somebody was writing it. */
  | { readonly kind: 'read'; readonly value: unknown }
  /** The damaged file lies at `movedTo`, and the copy is in its place. */
  | {
      readonly kind: 'restored';
      readonly value: unknown;
      readonly takenFrom: string;
      readonly copyOfMs: number;
      readonly movedTo: string;
    }
  /** There was no good copy, so the file only lies at `movedTo` now. */
  | { readonly kind: 'set-aside'; readonly movedTo: string }
  /** It could not be moved. The value is that of the copy; undefined: there is none. */
  | { readonly kind: 'left'; readonly value: unknown }
  /** Others held its lock, and may be done with it soon. The value is that of the copy; undefined: there is none. */
  | { readonly kind: 'busy'; readonly value: unknown };

/** Where the last good copy of a file lies. It is as secret as the file, and written after it. */
export function backupPath(file: string): string {
  return `${file}.bak`;
}

/** Makes the copy hold this value. To be called with the lock of the file. Writes nothing where it does already. */
export function writeBackup({ file, maximumBytes, files = fs }: BackedUpFile, value: unknown): Saving {
  const known = readJsonFile(backupPath(file), maximumBytes);
  if (known.kind === 'value' && JSON.stringify(known.value) === JSON.stringify(value)) return { ok: true };
  return writeJsonFile(backupPath(file), value, files);
}

/**
 * Makes the copy hold what the file holds, where it does not and nobody is writing. The first look needs no
 * lock. `change` gives the value of the copy for that of the file.
 */
export function refreshBackup(copied: BackedUpFile, change: (value: unknown) => unknown = (value) => value): void {
  const { file, maximumBytes, isGood } = copied;
  const found = readJsonFile(file, maximumBytes);
  if (found.kind !== 'value' || !isGood(found.value)) return;
  const known = readJsonFile(backupPath(file), maximumBytes);
  if (known.kind === 'value' && JSON.stringify(known.value) === JSON.stringify(change(found.value))) return;
  withLockNow(lockOf(file), () => {
    const again = readJsonFile(file, maximumBytes);
    if (again.kind === 'value' && isGood(again.value)) writeBackup(copied, change(again.value));
  });
}

/** An editor that writes in place is done by then. */
const lookAgainMs = 100;
const waitMs = 3_000;

/**
 * Puts a damaged file aside and its last good copy in its place, once over all processes. The file is read
 * again before, because somebody may be writing it. Never throws.
 */
export async function recover(copied: BackedUpFile): Promise<Recovery> {
  await delay(lookAgainMs);
  return recoveryOf(copied, await withLock(lockOf(copied.file), () => recoverUnderLock(copied), { waitMs }));
}

/** The same for a caller that cannot wait in turns: holds the thread for a tenth of a second, and waits for nobody. */
export function recoverNow(copied: BackedUpFile): Recovery {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookAgainMs);
  return recoveryOf(
    copied,
    withLockNow(lockOf(copied.file), () => recoverUnderLock(copied)),
  );
}

/**
 * `recoverNow` for a file that is read again and again. Where others hold its lock, the copy counts for now,
 * and once they are done `settled` is told what became of the file.
 */
export function createRecoverer(copied: BackedUpFile, settled: (recovery: Recovery) => void): () => Recovery {
  let isWaiting = false;
  const settle = (recovery: Recovery): void => {
    isWaiting = false;
    settled(recovery);
  };
  return () => {
    if (isWaiting) return { kind: 'busy', value: readBackup(copied)?.value };
    const recovery = recoverNow(copied);
    isWaiting = recovery.kind === 'busy';
    if (isWaiting) void recover(copied).then(settle);
    return recovery;
  };
}

function recoveryOf(copied: BackedUpFile, outcome: LockOutcome<Recovery>): Recovery {
  if (outcome.kind === 'done') return outcome.value;
  return { kind: outcome.kind === 'busy' ? 'busy' : 'left', value: readBackup(copied)?.value };
}

/** The same for a caller that holds the lock of the file. */
export function recoverUnderLock(copied: BackedUpFile): Recovery {
  const { file, maximumBytes, isGood, nowMs, files } = copied;
  const again = readJsonFile(file, maximumBytes);
  if (again.kind === 'value' && isGood(again.value)) return { kind: 'read', value: again.value };
  const copy = readBackup(copied);
  if (copy === null && copied.staysWithoutCopy === true) return { kind: 'left', value: undefined };
  const moved = quarantine(file, nowMs());
  if (moved.kind === 'failed') return { kind: 'left', value: copy?.value };
  if (copy === null) return { kind: 'set-aside', movedTo: moved.movedTo };
  // A copy that cannot be written counts all the same: the next start finds no file, and says what it lacks.
  writeJsonFile(file, copy.value, files);
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
