import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { commandLineArgument } from '../node/desktop/app-id.ts';

const faultExitCode = 70;

/**
 * Returns the arguments of the command line that this start of the program asks for. Null: it asks for the app. Only
 * switches may stand before `--command-line`, so that a file that the app is asked to open is never a command.
 */
export function commandLineArguments(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf(commandLineArgument);
  if (at < 1 || argv.slice(1, at).some((argument) => !argument.startsWith('--') || argument === '--')) return null;
  const args = argv.slice(at + 1);
  return args[0] === '--' ? args.slice(1) : args;
}

/**
 * Runs the command line in a worker, and ends the process with its exit code. This thread waits for the worker, so
 * Electron never comes to start what needs a display, and the command runs without one.
 */
export function runCommandLine(args: readonly string[]): never {
  const program = join(__dirname, '../cli/in-app.cjs');
  // A worker whose file is missing would end without a word.
  if (!existsSync(program)) {
    process.stderr.write(`${program} is missing. Install Quota Tray again.\n`);
    process.exit(faultExitCode);
  }
  const end = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  // The process ends below, whatever the worker still does.
  new Worker(program, { argv: [...args], workerData: end }).unref();
  Atomics.wait(end, 0, 0);
  process.exit(Atomics.load(end, 1));
}
