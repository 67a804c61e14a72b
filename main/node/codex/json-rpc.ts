import { asRecord, parseJson } from '../../../core/units/json.ts';
import { type LineProgram, startLineProcess } from '../child-process/line-process.ts';

/** The answer to one request. */
export interface Reply {
  readonly result?: unknown;
  /** The message is never shown, because it may quote the user's data. */
  readonly error?: { readonly code?: unknown; readonly message?: unknown };
}

/** An open conversation with the Codex command line. */
export interface Conversation {
  /** Sends a request. Null: the tool gave no answer in time, or has ended. Never rejects. */
  readonly ask: (method: string, params: object | undefined, timeoutMs: number) => Promise<Reply | null>;
  /** The parameters of the updates of limits so far, the oldest first. */
  readonly updates: readonly unknown[];
}

interface ConversationOptions {
  readonly version: string;
  /** How long the tool may take from its start to its first answer. */
  readonly startMs: number;
  /** Ends the conversation early. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the tool, initializes it, lets `talk` send requests and ends it. Answers are matched by their id. Of the other
 * messages only updates of the limits count. Null: the tool does not start, or did not answer the first message.
 */
export async function converse<T>(
  program: LineProgram,
  { version, startMs, signal }: ConversationOptions,
  talk: (conversation: Conversation) => Promise<T>,
): Promise<T | null> {
  const waiting = new Map<number, (reply: Reply | null) => void>();
  const updates: unknown[] = [];
  let isGone = false;
  let lastId = 0;
  const tool = startLineProcess(program, {
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
    ...(signal && { signal }),
  });
  const ask: Conversation['ask'] = (method, params, timeoutMs) => {
    if (isGone) return Promise.resolve(null);
    const id = (lastId += 1);
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(null), timeoutMs);
      waiting.set(id, (reply) => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(reply);
      });
      tool.send({ jsonrpc: '2.0', id, method, ...(params && { params }) });
    });
  };
  try {
    const clientInfo = { name: 'quota-tray', title: 'Quota Tray', version };
    const hello = await ask('initialize', { clientInfo }, startMs);
    if (hello === null || hello.error !== undefined) return null;
    tool.send({ jsonrpc: '2.0', method: 'initialized' });
    return await talk({ ask, updates });
  } finally {
    await tool.close();
  }
}

const invalidRequest = -32600;
const unknownMethod = -32601;
const invalidParams = -32602;

/**
 * Returns true if the tool refused the request itself, before it did anything: an older version does not know its method
 * or its parameters.
 */
export function isRefusedRequest({ error }: Reply): boolean {
  const code = error?.code;
  return code === invalidRequest || code === unknownMethod || code === invalidParams;
}
