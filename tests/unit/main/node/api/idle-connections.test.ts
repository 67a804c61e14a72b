import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hourMs } from '../../../../../core/units/time.ts';
import { startApi } from '../../../../../main/node/api/socket.ts';
import { ask, quietHandlers } from '../../../../support/api-server.ts';
import { askPort, runningPort } from '../../../../support/tcp-api.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Short, so that the test sees the end of what is too slow. */
const shortLimits = { arrivalMs: 300 };

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

test('a connection that waits longer for its answer than a request may take to arrive gets its answer', async () => {
  const socketPath = path.join(temporaryFolder(), 'api.sock');
  let answerNow = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answerNow = resolve));
  const refresh = () => ({ kind: 'accepted', settled: () => answered }) as const;
  const handlers = { ...quietHandlers, refresh };
  const outcome = await startApi({ socketPath, handlers, nowMs: () => 0, log: quiet, limits: { arrivalMs: 20 } });
  if (outcome.kind !== 'listening') throw new Error(`The local interface is ${outcome.kind}.`);
  onTestFinished(outcome.close);
  const asked = ask(socketPath, 'POST', '/v1/refresh', { 'content-type': 'application/json' }, '{"waitSeconds":10}');
  const silent = net.connect(socketPath).resume();
  await once(silent, 'close');
  answerNow();
  expect((await asked).status).toBe(202);
});

test('a server without connections has no timer that wakes the computer', async () => {
  const arrivalMs = 54_321;
  const timers = new Map<number, { readonly _idleTimeout: number; readonly _repeat: number | null }>();
  const hook = createHook({
    init: (id, type, _trigger, timer) => {
      if (type === 'Timeout') timers.set(id, timer as never);
    },
    destroy: (id) => void timers.delete(id),
  }).enable();
  onTestFinished(() => void hook.disable());
  const wakingUp = () =>
    [...timers.values()].filter((timer) => timer._idleTimeout === arrivalMs || (timer._repeat ?? hourMs) < hourMs);

  const api = await socketPlace({ arrivalMs });
  const socket = await connected(api);
  await expect.poll(() => wakingUp().length).toBeGreaterThan(0);
  socket.destroy();
  await expect.poll(wakingUp).toEqual([]);
});
