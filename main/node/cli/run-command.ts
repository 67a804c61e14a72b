import { spawn } from 'node:child_process';
import os from 'node:os';
import { errorCode } from '../storage/error-code.ts';

const notFound = 127;
const notRun = 126;
const afterSignal = 128;

/** How a program ended, with the exit code that a shell would give. */
export interface CommandEnd {
  /** 128 plus the number of the signal that ended it, 127 for an unknown program, 126 for one that cannot be started. */
  readonly code: number;
  /** Why the program was not started; null: it was. */
  readonly notStarted: 'not-found' | 'not-run' | null;
}

/**
 * Runs a program in the foreground, without a shell, on the terminal of this process. SIGTERM and SIGHUP are passed
 * on to the program, so that this process ends after it.
 */
export async function runCommand([file, ...args]: readonly [string, ...string[]]): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    // The terminal sends these to both processes.
    const ignore = (): void => undefined;
    const listeners = [
      ['SIGTERM', passOn],
      ['SIGHUP', passOn],
      ['SIGINT', ignore],
      ['SIGQUIT', ignore],
    ] as const;
    for (const [signal, listener] of listeners) process.on(signal, listener);
    const end = (code: number, notStarted: CommandEnd['notStarted'] = null): void => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
      resolve({ code, notStarted });
    };
    child.on('error', (error) => (errorCode(error) === 'ENOENT' ? end(notFound, 'not-found') : end(notRun, 'not-run')));
    child.once('exit', (code, signal) => end(code ?? afterSignal + (os.constants.signals[signal ?? 'SIGKILL'] ?? 0)));
  });
}
