import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApi } from '../../../../../main/node/api/socket.ts';
import { ask, quietHandlers } from '../../../../support/api-server.ts';
import { askPort, runningPort } from '../../../../support/tcp-api.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Short, so that the test sees the end of what is too slow. */
const shortLimits = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 };

interface Place {
  readonly connect: () => net.Socket;
  readonly isAnswered: () => Promise<boolean>;
}

async function socketPlace(limits = {}): Promise<Place> {
  const socketPath = path.join(temporaryFolder(), 'api.sock');
  const outcome = await startApi({ socketPath, handlers: quietHandlers, nowMs: () => 0, log: quiet, limits });
  if (outcome.kind !== 'listening') throw new Error(`The local interface is ${outcome.kind}.`);
  onTestFinished(outcome.close);
  return {
    connect: () => net.connect(socketPath),
    isAnswered: async () => (await ask(socketPath, 'GET', '/v1/snapshot')).status === 200,
  };
}

async function portPlace(limits = {}): Promise<Place> {
  const { port, bearer } = await runningPort({}, limits);
  return {
    connect: () => net.connect({ host: '127.0.0.1', port }),
    isAnswered: async () => (await askPort(port, 'GET', '/v1/snapshot', bearer())).status === 200,
  };
}

const places = [
  ['the socket', socketPlace],
  ['the port', portPlace],
] as const;

async function connected({ connect }: Place): Promise<net.Socket> {
  const socket = connect().on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test.each(places)('with 1,000 idle connections %s still answers others', async (_name, place) => {
  const api = await place();
  const sockets: net.Socket[] = [];
  while (sockets.length < 1000) sockets.push(await connected(api));
  expect(await Promise.all(Array.from({ length: 20 }, api.isAnswered))).toEqual(Array(20).fill(true));
  expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
});

test.each(places)(
  '%s ends a connection that sends nothing, or one byte at a time, and still answers others',
  async (_name, place) => {
    const api = await place(shortLimits);
    const [silent, slow, slowBody] = await Promise.all([connected(api), connected(api), connected(api)]);
    const ends = Promise.all([silent, slow, slowBody].map(async (socket) => once(socket.resume(), 'close')));
    const head =
      'POST /v1/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
    slowBody.write(head);
    const drip = setInterval(() => {
      slow.write('G');
      slowBody.write(' ');
    }, 20);
    onTestFinished(() => clearInterval(drip));
    expect(await api.isAnswered()).toBe(true);
    await ends;
    expect(await api.isAnswered()).toBe(true);
  },
);
