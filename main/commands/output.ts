import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { MessageKey } from '../../core/i18n/translate.ts';
import type { Translate } from '../../core/i18n/translate.ts';

/** Exit codes of the command line. Scripts rely on them. */
export const exitCode = {
  done: 0,
  badArguments: 64,
  unavailable: 69,
  fault: 70,
  outputLost: 74,
  waitOver: 75,
} as const;

/** The reader of the output went away, as `head` does when it has enough. */
const readerLeft: readonly string[] = ['EPIPE', 'ECONNRESET', 'EOF'];

const causes: Readonly<Record<string, MessageKey>> = {
  ENOSPC: 'cli.output.disk-full',
  EDQUOT: 'cli.output.quota-full',
  EFBIG: 'cli.output.file-too-large',
  EIO: 'cli.output.device-fault',
};

/** The code of the first error of standard output; null: everything was written so far. */
let loss: string | null = null;
/** What was given to standard output and is not written yet. */
const underWay = new Set<Promise<void>>();

/**
 * Makes this process the owner of its standard streams. An error of one of them no longer ends the
 * process; `finalExitCode` tells an error of standard output. A message that nobody can read on standard
 * error changes nothing. Called once, at the start.
 */
export function ownStandardStreams(): void {
  const stdout: Writable = process.stdout;
  stdout.on('error', lose);
  process.stderr.on('error', () => undefined);
  // For files Node writes once and ignores that a disk which is nearly full took only a part.
  if (!(stdout instanceof Socket)) {
    stdout._write = (chunk: Buffer, _encoding, done) => done(failureOfWriting(process.stdout.fd, chunk));
  }
}

function failureOfWriting(file: number, bytes: Buffer): Error | null {
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    return null;
  } catch (error) {
    return error as Error;
  }
}

function lose(error: Error): void {
  loss ??= (error as NodeJS.ErrnoException).code ?? error.name;
}

/** Writes what was asked for to standard output, with a line break at its end; nothing else goes there. */
export function print(text: string): void {
  void printPart(text.endsWith('\n') ? text : `${text}\n`);
}

/**
 * Writes a part of a long output as it is.
 *
 * @returns Resolves when more can be written: true, or false when nobody reads it or it cannot be written.
 */
export function printPart(text: string): Promise<boolean> {
  if (loss !== null) return Promise.resolve(false);
  let isTaken = false;
  const written = new Promise<void>((resolve) => {
    isTaken = process.stdout.write(text, (error) => {
      if (error) lose(error);
      resolve();
    });
  });
  underWay.add(written);
  void written.then(() => underWay.delete(written));
  return isTaken ? Promise.resolve(loss === null) : written.then(() => loss === null);
}

/** Messages go to stderr. */
export function tell(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** One JSON document, or the text for people. */
export function printAs(json: boolean, value: unknown, text: () => string): void {
  print(json ? JSON.stringify(value, null, 2) : text());
}

/**
 * Waits for the output and resolves with the exit code of the process: the one that the command decided, also when
 * the reader left early, or 74, with a sentence, when the output could not be written.
 *
 * @param words Called only for a lost output, because the status line does without the words.
 */
export async function finalExitCode(decided: number, words: () => Promise<Translate>): Promise<number> {
  await Promise.all(underWay);
  if (loss === null || readerLeft.includes(loss)) return decided;
  const key = causes[loss];
  const t = await words();
  tell(t('cli.output.not-written', { cause: key === undefined ? loss : t(key) }));
  return exitCode.outputLost;
}
