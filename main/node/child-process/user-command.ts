import { type ChildProcess, spawn } from 'node:child_process';
import type { UserCommand, UserCommandMessage, UserCommandOutcome } from '../../../core/user-commands/user-command.ts';
import { hostHomeFolder } from '../host-environment.ts';
import { findProgram } from '../hooks/find-program.ts';
import { hookEnvironment } from '../hooks/hook-environment.ts';

export interface RunHookOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limitMs?: number;
}

const usualLimitMs = 10_000;

/**
 * Runs a command of the user without a shell, in the user's home and a process group of its own, with the
 * message as one line of JSON on its input. What it says is thrown away. Ends it with its children when
 * its time is over. Never rejects.
 */
export function runHook(
  hook: UserCommand,
  message: UserCommandMessage,
  options: RunHookOptions,
): Promise<UserCommandOutcome> {
  const environment = hookEnvironment(options.environment);
  const file = findProgram(hook.command, environment['PATH'] ?? environment['Path'] ?? '');
  if (file === null) return Promise.resolve({ kind: 'not-found' });
  return new Promise((resolve) => {
    const child = spawn(file, [...hook.arguments], {
      cwd: hostHomeFolder(),
      env: { ...environment },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
    });
    const late = setTimeout(() => end({ kind: 'too-long' }), options.limitMs ?? usualLimitMs);
    const killAtExit = (): void => kill(child);
    process.once('exit', killAtExit);
    function end(outcome: UserCommandOutcome): void {
      clearTimeout(late);
      process.off('exit', killAtExit);
      kill(child);
      resolve(outcome);
    }
    child.on('error', () => end({ kind: 'not-started' }));
    child.once('exit', (code) => end({ kind: 'ended', code }));
    // A program that does not read its input closes it early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(message)}\n`);
  });
}

/** The whole group where there are groups, also what the program left behind. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left, which is what was wanted.
  }
}
