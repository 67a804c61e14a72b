import { spawn, type StdioOptions } from 'node:child_process';

import { exitCodeOf, forwardSignals, signalGroup } from './signals.ts';

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment of the command. Left out: that of this process. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  readonly stdio?: StdioOptions;
  /**
   * Gives the command a process group of its own. The terminal's Ctrl-C then reaches it only once, through this process,
   * and the processes that it leaves behind end with it.
   */
  readonly ownProcessGroup?: boolean;
}

export interface CaptureOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** The whole environment of the command. Left out: that of this process. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** On Windows the command gets the arguments as they are, without quotes. */
  readonly verbatimArguments?: boolean;
}

export interface CapturedCommand {
  /** The exit code. Null: it could not be started, was killed, or took too long. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in the foreground and forwards SIGINT, SIGTERM and SIGHUP to it. Returns its exit code, or 128 + n if
 * signal n ended it. Rejects if it cannot be started.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: options.stdio ?? 'inherit',
      detached: options.ownProcessGroup ?? false,
    });
    const stopForwarding = forwardSignals(child);
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('exit', (exitCode, signal) => {
      stopForwarding();
      if (options.ownProcessGroup) signalGroup(child.pid, 'SIGKILL');
      resolve(exitCode ?? (signal === null ? 1 : exitCodeOf(signal)));
    });
  });
}

/**
 * Runs a command and returns its output. Never rejects: if the command is missing or takes longer than `timeoutMs`, the
 * exit code is null and `stderr` holds the reason.
 */
export function captureCommand(
  command: string,
  args: readonly string[],
  options: CaptureOptions,
): Promise<CapturedCommand> {
  return new Promise((resolve) => {
    const output = { stdout: '', stderr: '' };
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      windowsVerbatimArguments: options.verbatimArguments ?? false,
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.once('error', (error) => resolve({ exitCode: null, stdout: output.stdout, stderr: error.message }));
    child.once('close', (exitCode) => {
      const overrun = exitCode === null ? `\nended after ${options.timeoutMs / 1_000} s without an answer` : '';
      resolve({ exitCode, stdout: output.stdout, stderr: output.stderr + overrun });
    });
  });
}
