import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { MessageKey, Translate } from '../../core/i18n/translate.ts';
import { printable, printableJson, safeForTerminal } from '../../core/units/text.ts';

/** Exit codes of the command line. Scripts rely on them. */
export const exitCode = {
  done: 0,
  /** The answer is no: not enough is left, a call is denied, or there is a problem. */
  no: 1,
  badArguments: 64,
  unavailable: 69,
  fault: 70,
  outputLost: 74,
  waitOver: 75,
} as const;

/** Error codes that mean: the reader of the output went away, as `head` does when it has enough. */
const readerLeft: readonly string[] = ['EPIPE', 'ECONNRESET', 'EOF'];

const causes: Readonly<Record<string, MessageKey>> = {
  ENOSPC: 'cli.output.disk-full',
  EDQUOT: 'cli.output.quota-full',
  EFBIG: 'cli.output.file-too-large',
  EIO: 'cli.output.device-fault',
};

/** The code of the first error of standard output; null: no error so far. */
let firstError: string | null = null;
/** Writes to standard output that have not ended yet. */
const pendingWrites = new Set<Promise<void>>();

/**
 * Makes this process the owner of its standard streams. An error of a stream no longer ends the process.
 * `finalExitCode` reports an error of standard output. An error of standard error changes nothing. Called once, at
 * the start.
 */
export function ownStandardStreams(): void {
  const stdout: Writable = process.stdout;
  stdout.on('error', keepError);
  process.stderr.on('error', () => undefined);
  // Node writes to a file once, and ignores it when a nearly full disk takes only a part.
  if (!(stdout instanceof Socket)) {
    stdout._write = (chunk: Buffer, _encoding, done) => done(writeAll(process.stdout.fd, chunk));
  }
}

function writeAll(file: number, bytes: Buffer): Error | null {
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    return null;
  } catch (error) {
    return error as Error;
  }
}

function keepError(error: Error): void {
  firstError ??= (error as NodeJS.ErrnoException).code ?? error.name;
}

/** Writes the result of the command to standard output, with a line break at the end. Nothing else goes there. */
export function print(text: string): void {
  void write(printable(text));
}

/** Writes a value as one JSON document. */
export function printJson(value: unknown): void {
  void write(printableJson(JSON.stringify(value, null, 2)));
}

/** Writes the rest of a text whose beginning is written, and which is safe for a terminal. */
export async function printRest(text: string): Promise<void> {
  await write(text);
}

/** Writes the status line with what another command of the user printed, which may hold links and any colours. */
export function printUnchanged(text: string): void {
  void write(`${text}\n`);
}

/**
 * Writes a part of a long output, without what a terminal would obey.
 *
 * @returns Resolves when more can be written: true; false when no one reads the output or it cannot be written.
 */
export function printPart(text: string): Promise<boolean> {
  return write(safeForTerminal(text));
}

function write(text: string): Promise<boolean> {
  if (firstError !== null) return Promise.resolve(false);
  let hasRoom = false;
  const written = new Promise<void>((resolve) => {
    hasRoom = process.stdout.write(text, (error) => {
      if (error) keepError(error);
      resolve();
    });
  });
  pendingWrites.add(written);
  void written.then(() => pendingWrites.delete(written));
  return hasRoom ? Promise.resolve(firstError === null) : written.then(() => firstError === null);
}

/** Writes a message to standard error. */
export function printError(text: string): void {
  const safe = safeForTerminal(text);
  process.stderr.write(safe.endsWith('\n') ? safe : `${safe}\n`);
}

/** Prints one JSON document, or the text for people. */
export function printAs(json: boolean, value: unknown, text: () => string): void {
  if (json) printJson(value);
  else print(text());
}

/**
 * Waits for the output and resolves with the exit code of the process: the one that the command decided, also when
 * the reader left early, or 74, with a sentence, when the output could not be written.
 *
 * @param words Called only for a lost output, because the status line does without the words.
 */
export async function finalExitCode(decided: number, words: () => Promise<Translate>): Promise<number> {
  await Promise.all(pendingWrites);
  if (firstError === null || readerLeft.includes(firstError)) return decided;
  const key = causes[firstError];
  const t = await words();
  printError(t('cli.output.not-written', { cause: key === undefined ? firstError : t(key) }));
  return exitCode.outputLost;
}
