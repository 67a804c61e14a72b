import { type ChildProcess, type ChildProcessByStdio, spawn, type StdioOptions } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program to start, without a shell unless `shell` says otherwise. */
export interface Program {
  /** A path or a bare name; with `shell` a whole command line. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly shell?: boolean;
  /** The whole environment of the program. Left out: that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder it runs in. Left out: that of this process. */
  readonly folder?: string;
  readonly children: ChildrenPolicy;
}

/**
 * What happens to the processes that a program starts.
 *
 * - `end`: they end with the program.
 * - `end-at-limit`: they end if the program reaches a limit. A background process that it leaves behind lives on.
 * - `leave`: they are left alone, and the program keeps the terminal of this process.
 */
export type ChildrenPolicy = 'end' | 'end-at-limit' | 'leave';

export interface RunLimits {
  /** A text for standard input, which then ends. Left out: the program has no standard input. */
  readonly input?: string | Buffer;
  readonly timeoutMs: number;
  /** How long the program may take to end by itself after SIGTERM. Default: it is killed at once. */
  readonly graceMs?: number;
  /** A program that writes more to standard output is ended. Left out: its output is not kept. */
  readonly maximumOutputBytes?: number;
  /** Takes each part of standard output that is not kept. Left out: it is thrown away. */
  readonly onOutput?: (part: Buffer) => void;
}

export type RunEnd =
  /** `code` is null where a signal ended it. */
  | { readonly kind: 'ended'; readonly code: number | null; readonly output: Buffer }
  | { readonly kind: 'timed-out' | 'too-much-output'; readonly output: Buffer }
  | { readonly kind: 'not-started' };

/** How long output that is not kept is awaited after the program ended. A process that it left may hold it open. */
const drainMs = 500;
/** After SIGKILL nobody waits longer than this for a program that the system cannot end. */
const killedWithinMs = 1_000;

/**
 * Runs a program to its end, or to a limit of time or output. Its standard error is thrown away, because it may hold
 * secrets. Never rejects.
 */
export function runProgram(program: Program, limits: RunLimits): Promise<RunEnd> {
  const { input, timeoutMs, graceMs = 0, maximumOutputBytes, onOutput } = limits;
  return new Promise((resolve) => {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const isKept = maximumOutputBytes !== undefined;
    const stdout = isKept || onOutput !== undefined ? 'pipe' : 'ignore';
    const child = tryToStart(program, [stdin, stdout, 'ignore']);
    if (child === null) return resolve({ kind: 'not-started' });

    const chunks: Buffer[] = [];
    let bytes = 0;
    let limit: 'timed-out' | 'too-much-output' | null = null;
    const timers = new Set<NodeJS.Timeout>();
    const after = (delayMs: number, act: () => void): void => void timers.add(setTimeout(act, delayMs));
    const finish = (end: RunEnd): void => {
      timers.forEach(clearTimeout);
      child.stdout?.destroy();
      child.unref();
      resolve(end);
    };
    const ended = (code: number | null): void => {
      const output = Buffer.concat(chunks).subarray(0, maximumOutputBytes);
      finish(limit === null ? { kind: 'ended', code, output } : { kind: limit, output });
    };
    const kill = (): void => {
      signalProgram(child, 'SIGKILL');
      after(killedWithinMs, () => ended(null));
    };
    const breakOff = (reason: 'timed-out' | 'too-much-output'): void => {
      if (limit !== null) return;
      limit = reason;
      if (graceMs === 0) return kill();
      signalProgram(child, 'SIGTERM');
      after(graceMs, kill);
    };

    after(timeoutMs, () => breakOff('timed-out'));
    child.on('error', () => {
      if (child.pid === undefined) finish({ kind: 'not-started' });
    });
    // A process that the program left behind may hold its output open, so only `close` means that all was read.
    child.once('close', ended);
    child.once('exit', (code) => {
      if (limit !== null || stdout === 'ignore') ended(code);
      else if (!isKept) after(drainMs, () => ended(code));
    });
    child.stdout?.on('error', () => undefined);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!isKept) return onOutput?.(chunk);
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > (maximumOutputBytes ?? 0)) breakOff('too-much-output');
    });
    // A program that does not read its input closes it early.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** An argument with a null byte, for example, is refused before the system is asked. */
function tryToStart(program: Program, stdio: StdioOptions): ChildProcess | null {
  try {
    return spawnProgram(program, stdio);
  } catch {
    return null;
  }
}

/**
 * Starts a program that this process talks to through its standard input and output. It ends at the latest together
 * with this process. Throws where the system cannot even be asked.
 */
export function startProgram(program: Program): ChildProcessByStdio<Writable, Readable, null> {
  return spawnProgram(program, ['pipe', 'pipe', 'ignore']) as ChildProcessByStdio<Writable, Readable, null>;
}

const groupLeaders = new WeakSet<ChildProcess>();
const running = new Set<ChildProcess>();

/** The program leads a process group of its own, so that its children can be ended with it. */
function spawnProgram(program: Program, stdio: StdioOptions): ChildProcess {
  const { file, args = [], shell = false, environment, folder, children } = program;
  const leadsGroup = children !== 'leave' && process.platform !== 'win32';
  const child = spawn(file, [...args], {
    cwd: folder,
    env: environment === undefined ? process.env : { ...environment },
    stdio,
    shell,
    detached: leadsGroup,
    windowsHide: true,
  });
  if (leadsGroup) groupLeaders.add(child);
  if (running.size === 0) process.prependOnceListener('exit', killRunning);
  running.add(child);
  const forget = (): void => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killRunning);
  };
  child.once('error', () => {
    if (child.pid === undefined) forget();
  });
  child.once('exit', () => {
    if (children === 'end') signalProgram(child, 'SIGKILL');
    forget();
  });
  return child;
}

/** Signals a program and, where it leads a process group, its children. Some of them, or all, may be gone already. */
export function signalProgram(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (groupLeaders.has(child)) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // ESRCH: no process is left, which is what was wanted.
  }
}

function killRunning(): void {
  for (const child of running) signalProgram(child, 'SIGKILL');
}
