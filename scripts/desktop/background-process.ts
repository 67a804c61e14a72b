import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { signalGroup } from '../process/signals.ts';

const startTimeoutMs = 20_000;
const endTimeoutMs = 3_000;

/** A helper program that runs until it is told to end. */
export interface BackgroundProcess {
  /** The first line that it wrote to its pipe. Empty without a pipe. */
  readonly firstLine: string;
  /** Ends it and its children, by process id. Resolves when it is gone. Never rejects. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a helper in a process group of its own, so that Ctrl-C does not end it before the programs that use it, and so
 * that its children end with it. With `readyDescriptor` (a file descriptor) it counts as started when it has written a
 * line there. Rejects if it ends before that, or needs longer than 20 s.
 */
export async function startInBackground(
  command: string,
  args: readonly string[],
  options: { readonly environment: Readonly<NodeJS.ProcessEnv>; readonly readyDescriptor?: 3 },
): Promise<BackgroundProcess> {
  const child = spawn(command, args, {
    env: options.environment,
    stdio: options.readyDescriptor === undefined ? 'ignore' : ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = (): Promise<void> => stopGroup(child);
  try {
    const pipe = child.stdio[3];
    const firstLine = pipe ? await lineOf(child, pipe as Readable, command) : await spawned(child);
    return { firstLine, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawned(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(''));
    child.once('error', reject);
  });
}

function lineOf(child: ChildProcess, pipe: Readable, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${command} did not get ready`)), startTimeoutMs);
    const settle = (finish: () => void) => () => {
      clearTimeout(timer);
      finish();
    };
    child.once('error', (error) => settle(() => reject(error))());
    child.once('exit', (exitCode) => settle(() => reject(new Error(`${command} ended at once with ${exitCode}`)))());
    createInterface(pipe).once('line', (line) => settle(() => resolve(line.trim()))());
  });
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const gone = isGone() ? Promise.resolve() : new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), endTimeoutMs);
  await gone;
  clearTimeout(timer);
  signalGroup(child.pid, 'SIGKILL');
}
