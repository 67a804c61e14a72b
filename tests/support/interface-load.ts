import { fork } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

import type { ServerKind, ServerUse } from './interface-server.ts';

const callers = 32;

/** A server in a process of its own. */
export interface SnapshotServer {
  readonly socketPath: string;
  readonly use: () => Promise<ServerUse>;
  readonly close: () => void;
}

/** Starts the local interface, or a bare server that sends the same bytes. */
export async function startServer(kind: ServerKind, socketPath: string): Promise<SnapshotServer> {
  const file = fileURLToPath(new URL('interface-server.ts', import.meta.url));
  const child = fork(file, [kind, socketPath], { execArgv: ['--expose-gc'] });
  await once(child, 'message');
  return {
    socketPath,
    use: async () => {
      child.send('use');
      const [use] = (await once(child, 'message')) as [ServerUse];
      return use;
    },
    close: () => child.disconnect(),
  };
}

export interface Load {
  /** The time for one request while all callers ask. */
  readonly eachMs: number;
  /** The processor time of the server for one request. */
  readonly cpuMs: number;
}

/**
 * Asks for the snapshot so many times. Each of 32 callers keeps its connection and asks again when it has the whole
 * answer.
 */
export async function loadOn({ socketPath, use }: SnapshotServer, requests: number): Promise<Load> {
  const length = await answerLength(socketPath);
  const before = await use();
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: callers }, () => askAgain(socketPath, length, requests / callers)));
  const tookMs = performance.now() - startedMs;
  const after = await use();
  const cpuMs = (after.cpuMs - before.cpuMs) / requests;
  return { eachMs: tookMs / requests, cpuMs };
}

const requestBytes = 'GET /v1/snapshot HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** All answers of one server have the same length, so the client need not parse them and costs little. */
async function answerLength(socketPath: string): Promise<number> {
  const socket = net.connect(socketPath);
  socket.write(requestBytes.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  const chunks = (await socket.toArray()) as Buffer[];
  const text = Buffer.concat(chunks).toString('latin1');
  const body = Number(/Content-Length: (\d+)/i.exec(text)?.[1]);
  if (!text.startsWith('HTTP/1.1 200 ') || !Number.isSafeInteger(body)) throw new Error('The answer is no snapshot');
  return body;
}

function askAgain(socketPath: string, bodyLength: number, times: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(socketPath);
    let left = times;
    let missing = Number.NaN;
    const ask = (): void => {
      missing = Number.NaN;
      socket.write(requestBytes);
    };
    socket.on('data', (chunk: Buffer) => {
      // The first chunk of an answer has its whole header.
      if (Number.isNaN(missing)) missing = chunk.indexOf('\r\n\r\n') + 4 + bodyLength;
      missing -= chunk.length;
      if (missing > 0) return;
      left -= 1;
      if (left > 0) ask();
      else {
        socket.destroy();
        resolve();
      }
    });
    socket.once('error', reject);
    socket.once('connect', ask);
  });
}
