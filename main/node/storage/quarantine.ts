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
  const time = new Date(nowMs).toISOString().replaceAll(':', '-');
  try {
    const movedTo = freeName(`${file}.corrupt-${time}`);
    fs.renameSync(file, movedTo);
    return { kind: 'moved', movedTo };
  } catch (error) {
    return { kind: 'failed', cause: fileCause(error) };
  }
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
