import { createReadStream, createWriteStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import { workerData } from 'node:worker_threads';

/** Runs the command line in a worker of the app's program: `app/command-line.ts`, whose thread waits for the end. */
const end = workerData as Int32Array;

// The other thread ends the process at once, so this comes after all other work at the end: that goes before it.
process.on('exit', (code) => {
  Atomics.store(end, 1, code);
  Atomics.store(end, 0, 1);
  Atomics.notify(end, 0);
});

/** Node passes the streams of a worker through the first thread, which waits and would write nothing. */
function ownStream(name: 'stdin' | 'stdout' | 'stderr', open: () => unknown): void {
  let stream: unknown;
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => (stream ??= open()) });
}

function isPipe(file: number): boolean {
  const about = fstatSync(file);
  return about.isFIFO() || about.isSocket();
}

function outputOf(file: number): unknown {
  if (isatty(file)) return new WriteStream(file);
  const stream = isPipe(file)
    ? new Socket({ fd: file, readable: false, writable: true })
    : createWriteStream('', { fd: file, autoClose: false });
  return Object.assign(stream, { fd: file });
}

function input(): unknown {
  if (isatty(0)) return new ReadStream(0);
  return isPipe(0)
    ? new Socket({ fd: 0, readable: true, writable: false })
    : createReadStream('', { fd: 0, autoClose: false });
}

ownStream('stdin', input);
ownStream('stdout', () => outputOf(1));
ownStream('stderr', () => outputOf(2));

void import('./cli.ts');
