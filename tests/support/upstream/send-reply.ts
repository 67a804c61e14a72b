import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import type { FixedReply, UpstreamRequest } from './reply.ts';

const hugeChunkBytes = 64 * 1024;

/** Carries a reply out. Resolves when all of it was given to the connection, or the connection is gone. */
export async function sendReply(response: ServerResponse, reply: FixedReply): Promise<void> {
  switch (reply.kind) {
    case 'hang':
      return;
    case 'reset':
      return reset(response, reply.afterBytes ?? 0);
    case 'drip':
      return drip(response, bytesOf(reply.body), reply.chunkBytes, reply.everyMs);
    case 'huge':
      return sendHuge(response, reply.bytes);
    default: {
      if (reply.latencyMs !== undefined) await pause(reply.latencyMs);
      const bytes = bytesOf(reply.body);
      response.writeHead(reply.status ?? 200, {
        'content-type': 'application/json',
        'content-length': bytes.length,
        ...reply.headers,
      });
      response.end(bytes);
    }
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

async function reset(response: ServerResponse, afterBytes: number): Promise<void> {
  if (afterBytes > 0) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': afterBytes * 2 });
    await written(response, Buffer.alloc(afterBytes, ' '));
  }
  response.socket?.resetAndDestroy();
}

async function drip(response: ServerResponse, bytes: Uint8Array, chunkBytes: number, everyMs: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  for (let start = 0; start < bytes.length && !response.destroyed; start += chunkBytes) {
    await written(response, bytes.subarray(start, start + chunkBytes));
    await pause(everyMs);
  }
  response.end();
}

async function sendHuge(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  await written(response, Buffer.from('{"padding":"'));
  const chunk = Buffer.alloc(hugeChunkBytes, 'x');
  for (let sent = 0; sent < bytes && !response.destroyed; sent += chunk.length) await written(response, chunk);
  response.end('"}');
}

/** Resolves when the piece is on its way, and also when the other side has gone. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.write(bytes, () => {
      response.off('close', resolve);
      resolve();
    });
  });
}

/** The decoded JSON of a request; null where it has none. Never resolves for one that breaks off. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', resolve);
    request.on('error', () => undefined);
  });
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

const longestWaitMs = 15_000;

/** What the stand-in was asked, in the order in which it came. */
interface RequestLog {
  readonly add: (request: Omit<UpstreamRequest, 'ordinal'>) => UpstreamRequest;
  readonly all: () => readonly UpstreamRequest[];
  readonly of: (name: string) => readonly UpstreamRequest[];
  readonly waitFor: (name: string, count: number) => Promise<readonly UpstreamRequest[]>;
}

export function createRequestLog(): RequestLog {
  const requests: UpstreamRequest[] = [];
  const listeners = new Set<() => void>();
  const of = (name: string): readonly UpstreamRequest[] => requests.filter((request) => request.name === name);
  return {
    all: () => [...requests],
    of,
    add: (request) => {
      const added = { ...request, ordinal: of(request.name).length + 1 };
      requests.push(added);
      for (const listener of [...listeners]) listener();
      return added;
    },
    waitFor: (name, count) =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void): void => {
          clearTimeout(timer);
          listeners.delete(check);
          finish();
        };
        const check = (): void => {
          if (of(name).length >= count) settle(() => resolve(of(name)));
        };
        const timer = setTimeout(() => {
          const seen = of(name).length;
          settle(() => reject(new Error(`${name} was asked ${seen} times within ${longestWaitMs} ms, not ${count}`)));
        }, longestWaitMs);
        listeners.add(check);
        check();
      }),
  };
}
