import fs from 'node:fs';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { fileCause } from './error-code.ts';

export type QuarantineOutcome =
  | { readonly kind: 'moved'; readonly movedTo: string }
  | { readonly kind: 'failed'; readonly cause: FileCause };

/**
 * Renames a damaged file or folder to `<name>.corrupt-<UTC time>`, so that a person can still inspect it.
 * Never overwrites an earlier one of the same moment. Never throws.
 */
export function quarantine(file: string, nowMs: number): QuarantineOutcome {
  try {
    const movedTo = freeName(quarantineName(file, nowMs));
    fs.renameSync(file, movedTo);
    return { kind: 'moved', movedTo };
  } catch (error) {
    return { kind: 'failed', cause: fileCause(error) };
  }
}

/**
 * Quarantines a damaged file while `replace` writes another one in its place. The damaged file gets its new name as a
 * second one first, so that a crash leaves no moment without a file. It is renamed where the file system has no second
 * names. If `replace` returns false, no file is left in the place. Never throws.
 */
export function quarantineAndReplace(file: string, nowMs: number, replace: () => boolean): QuarantineOutcome {
  let movedTo: string;
  try {
    movedTo = freeName(quarantineName(file, nowMs));
    fs.linkSync(file, movedTo);
  } catch {
    const moved = quarantine(file, nowMs);
    if (moved.kind === 'moved') replace();
    return moved;
  }
  if (!replace()) removeQuietly(file);
  return { kind: 'moved', movedTo };
}

function removeQuietly(file: string): void {
  try {
    fs.unlinkSync(file);
  } catch {
    // The damaged file stays in its place too. The next start quarantines it again.
  }
}

function quarantineName(file: string, nowMs: number): string {
  return `${file}.corrupt-${new Date(nowMs).toISOString().replaceAll(':', '-')}`;
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; isTaken(name); number += 1) {
    name = `${wanted}-${number}`;
  }
  return name;
}

function isTaken(name: string): boolean {
  return fs.lstatSync(name, { throwIfNoEntry: false }) !== undefined;
}
