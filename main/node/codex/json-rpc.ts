import { asRecord, parseJson } from '../../../core/units/json.ts';
import { type LineProgram, startLineProcess } from '../child-process/line-process.ts';

export interface AnswerTimeouts {
  /** From the start of the tool to its first answer. */
  readonly startMs: number;
  /** For the rate limits, which the tool requests from its service. */
  readonly readMs: number;
}

/** The result of a request. */
export type RpcAnswer =
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
  readonly command: LineProgram;
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
export async function requestLimits({ command, version, timeouts, nowMs }: LimitsRequest): Promise<RpcAnswer> {
  const waiting = new Map<number, (reply: Reply | null) => void>();
  const updates: unknown[] = [];
  let isGone = false;
  const tool = startLineProcess(command, {
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
