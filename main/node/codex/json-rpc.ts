import { startTool, type ToolCommand } from './tool-process.ts';

export interface Patience {
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

export interface Conversation {
  readonly command: ToolCommand;
  readonly version: string;
  readonly patience: Patience;
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
export async function askForLimits({ command, version, patience, nowMs }: Conversation): Promise<ToolAnswer> {
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
