import { spawn } from 'node:child_process';

import { forget, remember, signal } from '../child-process/process-group.ts';

export interface AnswerTimeouts {
  /** From the start of the program to its first answer. */
  readonly startMs: number;
  /** For the reading, which makes the tool ask its service. */
  readonly readMs: number;
}

/** What came of one conversation. */
export type ToolAnswer =
  | {
      readonly kind: 'answer' | 'error';
      /** The result, or the message of the error; the latter is for no one's eyes. */
      readonly value: unknown;
      /** The parameters of the updates that came before, oldest first. */
      readonly updates: readonly unknown[];
      readonly askedAtMs: number;
    }
  /** It did not even greet. */
  | { readonly kind: 'no-start' }
  | { readonly kind: 'no-answer' };

interface LimitsRequest {
  readonly command: ToolCommand;
  readonly version: string;
  readonly timeouts: AnswerTimeouts;
  readonly nowMs: () => number;
}

interface Reply {
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown };
}

/**
 * Starts the tool, greets it, asks for the rate limits and ends it, whatever comes (X.2). Answers are
 * told by their id; everything else it says is passed over, but for updates of the limits. Never throws.
 */
export async function requestLimits({
  command,
  version,
  timeouts: patience,
  nowMs,
}: LimitsRequest): Promise<ToolAnswer> {
  const waiting = new Map<number, (reply: Reply | null) => void>();
  const updates: unknown[] = [];
  let isGone = false;
  const tool = startTool(command, {
    onLine: (line) => {
      const message = objectOf(line);
      if (message === null) return;
      if (message['method'] === 'account/rateLimits/updated') updates.push(message['params']);
      const { id } = message;
      if (message['method'] === undefined && typeof id === 'number') waiting.get(id)?.(message);
    },
    onGone: () => {
      isGone = true;
      for (const settle of waiting.values()) settle(null);
    },
  });
  const ask = (id: number, method: string, params: object | undefined, withinMs: number): Promise<Reply | null> => {
    if (isGone) return Promise.resolve(null);
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(null), withinMs);
      waiting.set(id, (reply) => {
        clearTimeout(late);
        resolve(reply);
      });
      tool.send({ jsonrpc: '2.0', id, method, ...(params && { params }) });
    });
  };
  try {
    const clientInfo = { name: 'quota-tray', title: 'Quota Tray', version };
    const greeting = await ask(1, 'initialize', { clientInfo }, patience.startMs);
    if (greeting === null || greeting.error !== undefined) return { kind: 'no-start' };
    tool.send({ jsonrpc: '2.0', method: 'initialized' });
    const askedAtMs = nowMs();
    const reply = await ask(2, 'account/rateLimits/read', undefined, patience.readMs);
    if (reply === null) return { kind: 'no-answer' };
    return reply.error === undefined
      ? { kind: 'answer', value: reply.result, updates, askedAtMs }
      : { kind: 'error', value: reply.error.message, updates, askedAtMs };
  } finally {
    await tool.close();
  }
}

function objectOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

const farewellMs = 300;
const lastWordsMs = 250;
const patienceMs = 1_000;

interface ToolCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

interface ToolListener {
  readonly onLine: (line: string) => void;
  /** It cannot be started, has ended, or said a line without an end. Called once. */
  readonly onGone: () => void;
}

interface ToolProcess {
  readonly send: (message: object) => void;
  /** Ends it and whatever it started. Resolves when the program is gone. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a program that is talked to in lines of JSON, in a process group of its own, so that it ends
 * together with its children. Its stderr is thrown away.
 */
function startTool(command: ToolCommand, listener: ToolListener): ToolProcess {
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

const lineFeed = 0x0a;
const longestLineBytes = 1024 * 1024;

/** Makes lines of pieces. A line over 1 MiB is no line of a conversation: `tooLong` is called, and nothing more is heard. */
function createLineSplitter(onLine: (line: string) => void, tooLong: () => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let isDeaf = false;
  return (piece) => {
    let start = 0;
    while (!isDeaf) {
      const end = piece.indexOf(lineFeed, start);
      const rest = piece.subarray(start, end === -1 ? undefined : end);
      bytes += rest.length;
      if (bytes > longestLineBytes) {
        isDeaf = true;
        pieces = [];
        return tooLong();
      }
      pieces.push(rest);
      if (end === -1) return;
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      bytes = 0;
      start = end + 1;
      onLine(line);
    }
  };
}
