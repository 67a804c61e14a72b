import { asRecord, parseJson } from '../../../core/units/json.ts';
import { signalProgram, startProgram } from '../child-process/run.ts';

export interface AnswerTimeouts {
  /** From the start of the tool to its first answer. */
  readonly startMs: number;
  /** For the rate limits, which the tool requests from its service. */
  readonly readMs: number;
}

/** The result of a request. */
export type ToolAnswer =
  | {
      readonly kind: 'answer' | 'error';
      /** The result, or the message of the error, which is never shown. */
      readonly value: unknown;
      /** The parameters of the updates that arrived before the answer, the oldest first. */
      readonly updates: readonly unknown[];
      readonly askedAtMs: number;
    }
  /** The tool did not answer the first message. */
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
 * Starts the tool, initializes it, requests the rate limits and ends it. Answers are matched by their id. Of the other
 * messages only updates of the limits count. Never rejects.
 */
export async function requestLimits({ command, version, timeouts, nowMs }: LimitsRequest): Promise<ToolAnswer> {
  const waiting = new Map<number, (reply: Reply | null) => void>();
  const updates: unknown[] = [];
  let isGone = false;
  const tool = startTool(command, {
    onLine: (line) => {
      const message = asRecord(parseJson(line));
      if (message === null) return;
      if (message['method'] === 'account/rateLimits/updated') updates.push(message['params']);
      const { id } = message;
      if (message['method'] === undefined && typeof id === 'number') waiting.get(id)?.(message);
    },
    onGone: () => {
      isGone = true;
      for (const resolve of waiting.values()) resolve(null);
    },
  });
  const ask = (id: number, method: string, params: object | undefined, timeoutMs: number): Promise<Reply | null> => {
    if (isGone) return Promise.resolve(null);
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(null), timeoutMs);
      waiting.set(id, (reply) => {
        clearTimeout(late);
        resolve(reply);
      });
      tool.send({ jsonrpc: '2.0', id, method, ...(params && { params }) });
    });
  };
  try {
    const clientInfo = { name: 'quota-tray', title: 'Quota Tray', version };
    const hello = await ask(1, 'initialize', { clientInfo }, timeouts.startMs);
    if (hello === null || hello.error !== undefined) return { kind: 'no-start' };
    tool.send({ jsonrpc: '2.0', method: 'initialized' });
    const askedAtMs = nowMs();
    const reply = await ask(2, 'account/rateLimits/read', undefined, timeouts.readMs);
    if (reply === null) return { kind: 'no-answer' };
    return reply.error === undefined
      ? { kind: 'answer', value: reply.result, updates, askedAtMs }
      : { kind: 'error', value: reply.error.message, updates, askedAtMs };
  } finally {
    await tool.close();
  }
}

/** How long the tool may take to end after its input ended, then after SIGTERM. */
const inputEndGraceMs = 300;
const termGraceMs = 1_000;
/** How long its remaining output is read after it ended. */
const drainMs = 250;

interface ToolCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

interface ToolListener {
  readonly onLine: (line: string) => void;
  /** The tool did not start, has ended, or sent a line that is too long. Called once. */
  readonly onGone: () => void;
}

interface ToolProcess {
  readonly send: (message: object) => void;
  /** Ends the tool and its children. Resolves when the tool has ended. */
  readonly close: () => Promise<void>;
}

/** Starts a tool that exchanges lines of JSON. Its standard error is thrown away. */
function startTool(command: ToolCommand, listener: ToolListener): ToolProcess {
  let isGone = false;
  const gone = (): void => {
    if (!isGone) listener.onGone();
    isGone = true;
  };
  const child = startProgram({ ...command, children: 'end' });
  const { stdin, stdout } = child;
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const outputEnded = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  void ended.then(async () => {
    // Its last output may still be in the pipe. A process that it left behind could hold the pipe open.
    const late = setTimeout(closeOutput, drainMs);
    await outputEnded;
    clearTimeout(late);
    closeOutput();
  });
  function closeOutput(): void {
    stdout.destroy();
    gone();
  }
  const split = createLineSplitter(listener.onLine, gone);
  stdout.on('data', split);
  stdout.on('error', () => undefined);
  stdin.on('error', () => undefined);

  return Object.freeze({
    send: (message: object) => void stdin.write(`${JSON.stringify(message)}\n`),
    // The tool ends by itself when its input ends, after it has saved its files.
    close: async () => {
      stdin.end();
      const term = setTimeout(() => signalProgram(child, 'SIGTERM'), inputEndGraceMs);
      const kill = setTimeout(() => signalProgram(child, 'SIGKILL'), inputEndGraceMs + termGraceMs);
      await ended;
      clearTimeout(term);
      clearTimeout(kill);
    },
  });
}

const lineFeed = 0x0a;
const longestLineBytes = 1024 * 1024;

/** Joins chunks and splits them into lines. A line over 1 MiB calls `tooLong`, and everything after it is ignored. */
function createLineSplitter(onLine: (line: string) => void, tooLong: () => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let isTooLong = false;
  return (chunk) => {
    let start = 0;
    while (!isTooLong) {
      const end = chunk.indexOf(lineFeed, start);
      const rest = chunk.subarray(start, end === -1 ? undefined : end);
      bytes += rest.length;
      if (bytes > longestLineBytes) {
        isTooLong = true;
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
