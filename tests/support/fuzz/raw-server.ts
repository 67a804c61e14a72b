import { once } from 'node:events';
import net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { AnswerBytes } from './answer-bytes.ts';

/** A server that says bytes which the test chooses, whatever it is asked. */
export interface RawServer {
  readonly port: number;
  /** How many connections came. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts the server on a loopback port, or at a path. Each connection gets the next answer of `answerFor`. */
export async function startRawServer(answerFor: () => AnswerBytes, path?: string): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.once('data', () => void say(socket, answerFor()));
  });
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function say(socket: net.Socket, { pieces, closes }: AnswerBytes): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece);
    await nextTurn();
  }
  if (closes === 'end') socket.end();
  if (closes === 'reset') breakOff(socket);
}

/** Only TCP knows a reset. Another socket just closes with what it has not sent. */
function breakOff(socket: net.Socket): void {
  if (socket.remotePort === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
