import fs from 'node:fs';
import path from 'node:path';
import type { Translate } from '../../../core/i18n/translate.ts';
import { errorCode } from '../storage/error-code.ts';
import { describeCause, redact } from './redact.ts';

export interface FaultPlace {
  /** The folder of logs. */
  readonly folder: string;
  /** The program and its version. */
  readonly program: string;
  readonly nowMs: number;
  /** The words of the user's language; left out: English, where the words are not loaded yet. */
  readonly t?: Translate | undefined;
}

/** A file larger than this becomes the `.old` one. */
const maximumBytes = 256 * 1024;

/**
 * Keeps a fault that ends a process in `faults.log` of the folder, with its stack and without secrets, for
 * its owner alone. Written at once, with nothing else loaded, because the process may not live on. Never
 * throws.
 *
 * @returns The sentence for people, with the place of the details; where they cannot be kept, they stand in it.
 */
export function recordFault(cause: unknown, { folder, program, nowMs, t }: FaultPlace): string {
  const name = nameOf(cause);
  const details = redact(describeCause(cause));
  const report = 'Please report it with the output of `quota-tray doctor`';
  try {
    const file = path.join(folder, 'faults.log');
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maximumBytes) fs.renameSync(file, `${file}.old`);
    const head = `${new Date(nowMs).toISOString()} ${program}, Node ${process.versions.node}, ${process.platform}`;
    fs.appendFileSync(file, `${head}\n${details}\n\n`, { mode: 0o600 });
    return t?.('cli.fault.kept', { name, file }) ?? `A fault of ours: ${name}. ${report} and the details in ${file}.`;
  } catch {
    const sentence = t?.('cli.fault.not-kept', { name }) ?? `A fault of ours: ${name}. ${report} and these details:`;
    return `${sentence}\n${details}`;
  }
}

/** The name and the code of an error, without its message, which may hold anything. */
export function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `a thrown ${typeof cause}`;
  const code = errorCode(cause);
  return code === null ? cause.name : `${cause.name} ${code}`;
}
