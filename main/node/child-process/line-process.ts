import { withTimeout } from '../async.ts';
import { signalProgram, startProgram } from './run.ts';

/** A program that exchanges lines of JSON. */
export interface LineProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The folder it runs in. */
  readonly folder: string;
}

interface LineListener {
  readonly onLine: (line: string) => void;
  /** Called once, when no more lines come. `not-started`: the system could not start the program. */
  readonly onGone: (why: 'not-started' | 'ended' | 'too-much' | 'stopped') => void;
  /** Ends the program early. */
  readonly signal?: AbortSignal;
  /** How long the program may take to end after its input ended, ms. Default: 300. */
  readonly inputEndGraceMs?: number;
}

export interface LineProcess {
  readonly send: (message: object) => void;
  /** Ends the program and its children. Resolves when the program has ended. */
  readonly close: () => Promise<void>;
}

const defaultInputEndGraceMs = 300;
/** How long the program may take to end after SIGTERM. */
const termGraceMs = 1_000;
/** How long the end of the program may take after SIGKILL. */
const killedWithinMs = 1_000;
/** How long its remaining output is read after it ended. */
const drainMs = 250;

/** Starts a program that exchanges lines of JSON. Its standard error is thrown away. */
export function startLineProcess(program: LineProgram, listener: LineListener): LineProcess {
  const { inputEndGraceMs = defaultInputEndGraceMs } = listener;
  let isGone = false;
  const gone: LineListener['onGone'] = (why) => {
    if (!isGone) listener.onGone(why);
    isGone = true;
  };
  const child = startProgram({ ...program, children: 'end' });
  const { stdin, stdout } = child;
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => {
      if (child.pid === undefined) gone('not-started');
      resolve();
    });
    child.once('exit', () => resolve());
  });
  const stop = (): void => gone('stopped');
  listener.signal?.addEventListener('abort', stop, { once: true });
  const outputEnded = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  void ended.then(async () => {
    // Its last output may still be in the pipe. A process that it left behind could hold the pipe open.
    const late = setTimeout(closeOutput, drainMs);
    await outputEnded;
    clearTimeout(late);
    closeOutput();
  });
  function closeOutput(): void {
    stdout.destroy();
    gone('ended');
  }
  const split = createLineSplitter(listener.onLine, () => gone('too-much'));
  stdout.on('data', split);
  stdout.on('error', () => undefined);
  stdin.on('error', () => undefined);

  return Object.freeze({
    send: (message: object) => void stdin.write(`${JSON.stringify(message)}\n`),
    // The program ends by itself when its input ends, after it has saved its files.
    close: async () => {
      stdin.end();
      const isStopped = listener.signal?.aborted === true;
      listener.signal?.removeEventListener('abort', stop);
      const graceMs = isStopped ? 0 : inputEndGraceMs;
      const term = setTimeout(() => signalProgram(child, 'SIGTERM'), graceMs);
      const kill = setTimeout(() => signalProgram(child, 'SIGKILL'), graceMs + termGraceMs);
      // Nobody waits for ever for a program that the system cannot end.
      await withTimeout(ended, graceMs + termGraceMs + killedWithinMs, undefined);
      clearTimeout(term);
      clearTimeout(kill);
    },
  });
}

const lineFeed = 0x0a;
const longestLineBytes = 1024 * 1024;
const mostBytes = 16 * longestLineBytes;

/**
 * Joins chunks and splits them into lines. After a line of more than 1 MiB, or after 16 MiB, it calls `tooMuch` and
 * ignores the rest.
 */
export function createLineSplitter(onLine: (line: string) => void, tooMuch: () => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let lineBytes = 0;
  let allBytes = 0;
  let isTooMuch = false;
  return (chunk) => {
    let start = 0;
    allBytes += chunk.length;
    while (!isTooMuch) {
      const end = chunk.indexOf(lineFeed, start);
      const rest = chunk.subarray(start, end === -1 ? undefined : end);
      lineBytes += rest.length;
      if (lineBytes > longestLineBytes || allBytes > mostBytes) {
        isTooMuch = true;
        pieces = [];
        return tooMuch();
      }
      pieces.push(rest);
      if (end === -1) return;
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      lineBytes = 0;
      start = end + 1;
      onLine(line);
    }
  };
}
