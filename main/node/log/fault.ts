import fs from 'node:fs';
import path from 'node:path';
import type { Translate } from '../../../core/i18n/translate.ts';
import { errorCode } from '../storage/error-code.ts';
import { appendToOwnFile } from '../storage/own-file.ts';
import { describeCause, redact } from './redact.ts';

export interface FaultPlace {
  /** The folder of the logs. */
  readonly folder: string;
  /** The name and version of the program. */
  readonly program: string;
  readonly nowMs: number;
  /** The words of the user's language; left out: English, where the words are not loaded yet. */
  readonly t?: Translate | undefined;
}

/** A file larger than this is renamed to `.old`. */
const maximumBytes = 256 * 1024;

/**
 * Appends a fault that ends the process to `faults.log` in the folder (0600), with its stack and without
 * secrets. It writes synchronously and loads nothing, because the process may end at any moment. Never throws.
 *
 * @returns A sentence for people that names the log file, or contains the details when the file cannot be written.
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
    appendToOwnFile(file, `${head}\n${details}\n\n`);
    return (
      t?.('cli.fault.kept', { name, file }) ??
      `Quota Tray has an internal error: ${name}. ${report} and the details in ${file}.`
    );
  } catch {
    const sentence =
      t?.('cli.fault.not-kept', { name }) ?? `Quota Tray has an internal error: ${name}. ${report} and these details:`;
    return `${sentence}\n${details}`;
  }
}

/** Returns the name and the code of an error, without its message, which may contain a secret. */
export function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `a thrown ${typeof cause}`;
  const code = errorCode(cause);
  return code === null ? cause.name : `${cause.name} ${code}`;
}
