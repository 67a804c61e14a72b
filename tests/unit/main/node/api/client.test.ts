import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askApp, type AppRequest } from '../../../../../main/node/api/client.ts';
import { apiNowMs, emptySnapshot, runningApi } from '../../../../support/api-server.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const snapshot = { method: 'GET', path: '/v1/snapshot', timeoutMs: 10_000 } as const;

/** A socket that answers in its own way. */
async function listening(server: net.Server): Promise<string> {
  const socketPath = path.join(temporaryFolder(), 'other.sock');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  return socketPath;
}

async function answerOf(server: net.Server, ask: Partial<AppRequest> = {}) {
  return askApp({ ...snapshot, socketPath: await listening(server), ...ask });
}

test('an answer that changes the protocol is not understood, and the caller does not wait for ever', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    );
  });
  expect(await answerOf(server)).toEqual({ kind: 'fault', reason: 'not-understood' });
});

test('the running app answers', async () => {
  const { socketPath } = await runningApi({
    refresh: (id) =>
      id === null
        ? { kind: 'accepted', settled: () => Promise.resolve() }
        : { kind: 'refused', retryAtMs: apiNowMs + 1000, message: null },
  });
  expect(await askApp({ ...snapshot, socketPath })).toEqual({ kind: 'answer', status: 200, body: emptySnapshot });
  const refresh = { socketPath, method: 'POST', path: '/v1/refresh', timeoutMs: 10_000 } as const;
  expect(await askApp(refresh)).toEqual({ kind: 'answer', status: 202, body: { accepted: true } });
  expect(await askApp({ ...refresh, body: { accountId: 'ä' } })).toMatchObject({
    kind: 'answer',
    status: 409,
    body: { retryAt: '2026-11-22T00:05:01.000Z' },
  });
});

test('without a server the app is "not running": no socket, an old socket, a file', async () => {
  const folder = temporaryFolder();
  expect(await askApp({ ...snapshot, socketPath: path.join(folder, 'none.sock') })).toEqual({ kind: 'not-running' });
  const file = path.join(folder, 'file.sock');
  fs.writeFileSync(file, '');
  expect(await askApp({ ...snapshot, socketPath: file })).toEqual({ kind: 'not-running' });
});

test('an app that does not answer in time is a fault', async () => {
  const mute = net.createServer((socket) => void socket.on('error', () => undefined).resume());
  expect(await answerOf(mute, { timeoutMs: 100 })).toEqual({ kind: 'fault', reason: 'timeout' });
});

test('an incomplete answer is a fault', async () => {
  const broken = net.createServer((socket) => {
    socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":');
  });
  expect(await answerOf(broken)).toEqual({ kind: 'fault', reason: 'broken-off' });
});

test.each([
  ['noise', 'noise\r\n\r\n'],
  ['JSON that is none', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{'],
])('an answer of %s is a fault', async (_name, bytes) => {
  const odd = net.createServer((socket) => void socket.on('error', () => undefined).end(bytes));
  expect(await answerOf(odd)).toEqual({ kind: 'fault', reason: 'not-understood' });
});

test('an endless answer is a fault', async () => {
  const endless = http.createServer((_request, response) => {
    const more = () => {
      if (!response.destroyed) {
        response.write('x'.repeat(4 * 1024 * 1024), more);
      }
    };
    more();
  });
  expect(await answerOf(endless)).toEqual({ kind: 'fault', reason: 'too-large' });
});

test('a text and an empty answer are returned unchanged', async () => {
  const plain = http.createServer((request, response) => {
    response.writeHead(request.url === '/none' ? 204 : 200, { 'Content-Type': 'text/plain' });
    response.end(request.url === '/none' ? undefined : 'a 1\n');
  });
  const socketPath = await listening(plain);
  expect(await askApp({ ...snapshot, socketPath, path: '/metrics' })).toEqual({
    kind: 'answer',
    status: 200,
    body: 'a 1\n',
  });
  expect(await askApp({ ...snapshot, socketPath, path: '/none' })).toEqual({ kind: 'answer', status: 204, body: null });
});

test.skipIf(process.getuid?.() !== 0)('a socket of another user is not used (needs root to create one)', async () => {
  const { socketPath } = await runningApi();
  fs.chownSync(socketPath, 65_534, 65_534);
  expect(await askApp({ ...snapshot, socketPath })).toEqual({ kind: 'fault', reason: 'not-ours' });
});
