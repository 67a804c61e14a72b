import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import type { FixedReply } from './reply.ts';

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
