import { spawn } from 'node:child_process';
import { createLineSplitter } from './line-splitter.ts';
import { forget, remember, signal } from '../child-process/process-group.ts';

const farewellMs = 300;
const lastWordsMs = 250;
const patienceMs = 1_000;

export interface ToolCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

export interface ToolListener {
  readonly onLine: (line: string) => void;
  /** It cannot be started, has ended, or said a line without an end. Called once. */
  readonly onGone: () => void;
}

export interface ToolProcess {
  readonly send: (message: object) => void;
  /** Ends it and whatever it started. Resolves when the program is gone. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a program that is talked to in lines of JSON, in a process group of its own, so that it ends
 * together with its children. Its stderr is thrown away.
 */
export function startTool(command: ToolCommand, listener: ToolListener): ToolProcess {
  let isGone = false;
  const gone = (): void => {
    if (!isGone) listener.onGone();
    isGone = true;
  };
  const child = spawn(command.file, [...command.args], {
    cwd: command.folder,
    env: { ...command.environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const { stdin, stdout } = child;
  remember(child);
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const heardAll = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  void ended.then(async () => {
    signal(child, 'SIGKILL');
    forget(child);
    // What it said last may still be in the pipe, which a stray child of it could hold open.
    const late = setTimeout(hangUp, lastWordsMs);
    await heardAll;
    clearTimeout(late);
    hangUp();
  });
  function hangUp(): void {
    stdout.destroy();
    gone();
  }
  const split = createLineSplitter(listener.onLine, gone);
  stdout.on('data', split);
  stdout.on('error', () => undefined);
  stdin.on('error', () => undefined);

  return Object.freeze({
    send: (message: object) => void stdin.write(`${JSON.stringify(message)}\n`),
    // The end of its input is the tool's own sign to leave, with its files in order.
    close: async () => {
      stdin.end();
      const term = setTimeout(() => signal(child, 'SIGTERM'), farewellMs);
      const kill = setTimeout(() => signal(child, 'SIGKILL'), farewellMs + patienceMs);
      await ended;
      clearTimeout(term);
      clearTimeout(kill);
    },
  });
}
