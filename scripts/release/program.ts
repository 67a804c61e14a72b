import { captureCommand, type CapturedCommand } from '../process/command.ts';
import type { Command } from './installation.ts';

/** Longer than any installer takes. It only ends one that waits for an answer. */
const timeoutMs = 900_000;

/** Runs a program and returns its end. Never rejects: a program that cannot be started has the reason in `stderr`. */
export function runProgram(
  [program, ...args]: Command,
  options: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): Promise<CapturedCommand> {
  const start = startOf(program, args, process.platform);
  return captureCommand(start.file, start.args, { ...options, timeoutMs, verbatimArguments: start.isVerbatim });
}

/** How a program is started on a system. */
export interface Start {
  readonly file: string;
  readonly args: readonly string[];
  /** Whether Windows gets the arguments as they are, because they are quoted already. */
  readonly isVerbatim: boolean;
}

/**
 * Returns how to start a program. On Windows a script needs `cmd`, and the last argument of an installer (`/D=`, `_?=`)
 * is a folder that must not be quoted, even with blanks.
 */
export function startOf(program: string, args: readonly string[], platform: NodeJS.Platform): Start {
  if (platform !== 'win32') return { file: program, args, isVerbatim: false };
  if (program.endsWith('.cmd')) {
    const line = [program, ...args].map(quoted).join(' ');
    return { file: 'cmd.exe', args: ['/d', '/s', '/c', `"${line}"`], isVerbatim: true };
  }
  return { file: program, args: args.map((each) => (isFolderArgument(each) ? each : quoted(each))), isVerbatim: true };
}

function isFolderArgument(argument: string): boolean {
  return argument.startsWith('/D=') || argument.startsWith('_?=');
}

function quoted(text: string): string {
  return /[\s"]/.test(text) ? `"${text.replaceAll('"', String.raw`\"`)}"` : text;
}
