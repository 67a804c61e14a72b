import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { createApiServer, listenOn } from '../../../../../main/node/api/server.ts';
import { startApi } from '../../../../../main/node/api/socket.ts';
import { askApp } from '../../../../../main/node/api/client.ts';
import { apiNowMs, exchangeBytes, quietHandlers, runningApi } from '../../../../support/api-server.ts';
import { askPort, runningPort } from '../../../../support/tcp-api.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const asJson = 'Content-Type: application/json\r\n';

/** What comes back over TCP for these bytes, until the other side closes. */
async function exchangeOverTcp(port: number, bytes: string): Promise<string> {
  const socket = net.connect({ host: '127.0.0.1', port });
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

/** How many requests were answered on one connection. */
const answersIn = (text: string): number => text.split(/^HTTP\/1\.1 \d{3} /m).length - 1;

/** A running interface that counts what reaches the app. */
async function countedApi() {
  const reached: string[] = [];
  const api = await runningApi({
    refresh: (accountId) => {
      reached.push(`refresh ${accountId}`);
      return { kind: 'accepted', settled: () => Promise.resolve() };
    },
    removeAccount: async (accountId) => {
      reached.push(`remove ${accountId}`);
      return { kind: 'unknown-account', message: 'none' };
    },
  });
  return { ...api, reached };
}

describe('somebody who hides a second request inside the first', () => {
  const hidden = 'DELETE /v1/accounts/hidden HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    ['two different lengths', `Content-Length: 2\r\nContent-Length: ${hidden.length + 2}\r\n`],
    ['two equal lengths', 'Content-Length: 2\r\nContent-Length: 2\r\n'],
    ['a list of lengths', 'Content-Length: 2, 2\r\n'],
    ['a length and pieces', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'],
    ['an unknown encoding', 'Transfer-Encoding: xchunked\r\n'],
    ['an encoding after the pieces', 'Transfer-Encoding: chunked, identity\r\n'],
    ['a length with a sign', 'Content-Length: +2\r\n'],
    ['a negative length', 'Content-Length: -2\r\n'],
    ['a length in another base', 'Content-Length: 0x2\r\n'],
    ['a length that is too large to count', 'Content-Length: 99999999999999999999\r\n'],
    ['a folded header', 'X-One: a\r\n Content-Length: 2\r\n'],
    ['a space before the colon', 'Content-Length : 2\r\n'],
    ['a bare line feed in a header', 'X-One: a\nContent-Length: 2\r\n'],
    ['a zero byte in a header', 'X-One: a\0b\r\nContent-Length: 2\r\n'],
  ])('with %s gets 400 and an end of the connection', async (_name, headers) => {
    const { socketPath, reached, errors } = await countedApi();
    const bytes = `POST /v1/refresh HTTP/1.1\r\nHost: x\r\n${asJson}${headers}\r\n{}${hidden}`;
    const text = await exchangeBytes(socketPath, bytes);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(answersIn(text)).toBe(1);
    expect(reached).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('in the pieces of a body is read as the body', async () => {
    const { socketPath, reached } = await countedApi();
    const body = `{"accountId":${JSON.stringify(hidden)}}`;
    const pieces = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const head = `POST /v1/refresh HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${asJson}Transfer-Encoding: chunked\r\n\r\n`;
    const text = await exchangeBytes(socketPath, head + pieces);
    expect(answersIn(text)).toBe(1);
    expect(reached).toEqual([`refresh ${hidden}`]);
  });
});

describe('a request for another purpose than a route', () => {
  it.each(['TRACE', 'OPTIONS', 'PATCH', 'PROPFIND'])('with %s gets 405 and echoes nothing', async (method) => {
    const { socketPath, reached } = await countedApi();
    const text = await exchangeBytes(
      socketPath,
      `${method} /v1/refresh HTTP/1.1\r\nHost: x\r\nX-Canary: canary-7f3a\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 405 /);
    expect(text).not.toContain('canary-7f3a');
    expect(text.toLowerCase()).not.toContain('access-control');
    expect(reached).toEqual([]);
  });

  it.each([
    ['a whole address, as to a proxy', 'GET http://other.example/v1/snapshot HTTP/1.1\r\nHost: x\r\n'],
    ['the way up', 'GET /v1/../v1/snapshot HTTP/1.1\r\nHost: x\r\n'],
    ['the way up in code', 'GET /v1/%2e%2e/v1/snapshot HTTP/1.1\r\nHost: x\r\n'],
    ['a slash in code', 'GET /v1%2fsnapshot HTTP/1.1\r\nHost: x\r\n'],
    ['a code in a code', 'GET /v1/%2573napshot HTTP/1.1\r\nHost: x\r\n'],
    ['two slashes', 'GET //v1/snapshot HTTP/1.1\r\nHost: x\r\n'],
    ['an end', 'GET /v1/snapshot/ HTTP/1.1\r\nHost: x\r\n'],
    ['a zero byte in code', 'GET /v1/snapshot%00 HTTP/1.1\r\nHost: x\r\n'],
    ['other letters', 'GET /V1/Snapshot HTTP/1.1\r\nHost: x\r\n'],
  ])('with %s in the path finds nothing', async (_name, head) => {
    const { socketPath } = await countedApi();
    expect(await exchangeBytes(socketPath, `${head}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('that wants a tunnel or another protocol gets none', async () => {
    const { socketPath, reached } = await countedApi();
    expect(await exchangeBytes(socketPath, 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n')).not.toContain(' 200 ');
    const upgrade = await exchangeBytes(
      socketPath,
      'GET /v1/snapshot HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n',
    );
    expect(upgrade).not.toContain(' 101 ');
    expect(reached).toEqual([]);
  });
});

describe('a web page', () => {
  it('can send no request without a preflight, whatever type of body a form may have', async () => {
    const { port, bearer } = await runningPort({
      refresh: () => {
        throw new Error('It was reached.');
      },
    });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { ...bearer(), 'Content-Type': type };
      expect(await askPort(port, 'POST', '/v1/refresh', headers, '{}')).toMatchObject({ status: 415 });
    }
  });

  it('gets nothing with a picture, a link or a script, which carry no Origin and no token', async () => {
    const { port } = await runningPort();
    const navigation = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' };
    for (const target of ['/health', '/metrics', '/v1/snapshot']) {
      const answer = await askPort(port, 'GET', target, navigation);
      expect(answer.status).toBe(401);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('gets nothing by a name of its own that points at this computer, in any spelling', async () => {
    const { port, bearer } = await runningPort();
    const hosts = [
      ...[`rebound.example:${port}`, `127.0.0.1.nip.example:${port}`, `localhost.evil.example:${port}`],
      ...[`0.0.0.0:${port}`, `127.1:${port}`, `2130706433:${port}`, `[::ffff:127.0.0.1]:${port}`],
      ...[`localhost:${port}@evil.example`, `evil.example, localhost:${port}`, `localhost:0${port}`],
    ];
    for (const Host of hosts) {
      expect(await askPort(port, 'GET', '/v1/snapshot', { ...bearer(), Host }), Host).toMatchObject({ status: 403 });
    }
  });
});

test('somebody who guesses the token learns nothing from a wrong one, however near', async () => {
  const { port, token } = await runningPort();
  const near = [token().slice(0, -1), `${token()}x`, token().toUpperCase(), `${token().slice(0, -1)}~`, ''];
  const answers = await Promise.all(
    near.map((guess) => askPort(port, 'GET', '/v1/snapshot', { Authorization: `Bearer ${guess}` })),
  );
  const [first] = answers;
  expect(first?.status).toBe(401);
  for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 401, body: first?.body });
  const twice = await exchangeOverTcp(
    port,
    `GET /v1/snapshot HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer x\r\n` +
      `Authorization: Bearer ${token()}\r\nConnection: close\r\n\r\n`,
  );
  expect(twice).toMatch(/^HTTP\/1\.1 401 /);
});

test.each([
  ['head', 'GET /v1/snapshot HTTP/1.1\r\nHost: x\r\nX-Slow: '],
  ['body', `POST /v1/refresh HTTP/1.1\r\nHost: x\r\n${asJson}Content-Length: 100\r\n\r\n{`],
])('somebody who never ends a %s is hung up on', async (_name, bytes) => {
  const socketPath = path.join(temporaryFolder(), 'api.sock');
  const limits = { arrivalMs: 50 };
  const outcome = await startApi({ socketPath, handlers: quietHandlers, nowMs: () => apiNowMs, log: quiet, limits });
  if (outcome.kind !== 'listening') throw new Error(outcome.kind);
  expect(await exchangeBytes(socketPath, bytes)).toMatch(/^HTTP\/1\.1 408 /);
  await outcome.close();
});

test('a body that is nested as deep as 64 KiB allow is refused and harms nothing', async () => {
  const { socketPath, errors, reached } = await countedApi();
  for (const body of ['['.repeat(60_000), `{"accountId":${'['.repeat(30_000)}${']'.repeat(30_000)}}`]) {
    const text = await exchangeBytes(
      socketPath,
      `POST /v1/refresh HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${asJson}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  }
  const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
  const many = JSON.stringify(keys);
  const text = await exchangeBytes(
    socketPath,
    `POST /v1/refresh HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${asJson}Content-Length: ${many.length}\r\n\r\n${many}`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(reached).toEqual([]);
  expect(errors).toEqual([]);
});

describe.skipIf(process.platform === 'win32')('another user of the computer', () => {
  it('cannot make the app follow their figures by taking the name of its pipe first', async () => {
    const before = process.cwd();
    process.chdir(temporaryFolder());
    try {
      // Such a name is a file of the current folder here, and a pipe on Windows.
      const socketPath = String.raw`\\.\pipe\quota-tray-0123456789abcdef`;
      const squatter = createApiServer([], quiet);
      await listenOn(squatter, { path: socketPath });
      const outcome = await startApi({ socketPath, handlers: quietHandlers, nowMs: () => apiNowMs, log: quiet });
      expect(outcome).toEqual({ kind: 'failed', reason: 'another program uses the name of its pipe' });
      squatter.close();
    } finally {
      process.chdir(before);
    }
  });

  it('cannot connect in the moment before the socket has its mode', async () => {
    const before = process.umask(0);
    const modes: number[] = [];
    const { chmodSync } = fs;
    vi.spyOn(fs, 'chmodSync').mockImplementation((file, mode) => {
      modes.push(modeOf(String(file)));
      chmodSync(file, mode);
    });
    try {
      const { socketPath } = await runningApi();
      expect(modes).toEqual([0o600]);
      expect(modeOf(socketPath)).toBe(0o600);
      expect(process.umask()).toBe(0);
    } finally {
      process.umask(before);
      vi.restoreAllMocks();
    }
  });

  it.each([
    ['a file', (place: string) => fs.writeFileSync(place, 'mine')],
    ['a folder', (place: string) => fs.mkdirSync(place)],
    [
      'a link to a file',
      (place: string) => (fs.writeFileSync(`${place}.target`, 'mine'), fs.symlinkSync(`${place}.target`, place)),
    ],
    ['a link to nothing', (place: string) => fs.symlinkSync(`${place}.nothing`, place)],
  ])('has nothing overwritten or removed by %s in the place of the socket', async (_name, plant) => {
    const folder = temporaryFolder();
    const socketPath = path.join(folder, 'api.sock');
    plant(socketPath);
    const before = fs.readdirSync(folder);
    const outcome = await startApi({ socketPath, handlers: quietHandlers, nowMs: () => apiNowMs, log: quiet });
    expect(outcome.kind).toBe('failed');
    expect(fs.readdirSync(folder)).toEqual(before);
  });

  it('cannot answer in place of the app: neither in an open folder nor with a socket of their own', async () => {
    const folder = temporaryFolder();
    const socketPath = path.join(folder, 'api.sock');
    const impostor = createApiServer([], quiet);
    await listenOn(impostor, { path: socketPath });
    const ask = () => askApp({ socketPath, method: 'GET', path: '/v1/snapshot', timeoutMs: 5000 });
    expect(await ask()).toMatchObject({ kind: 'answer' });
    fs.chmodSync(folder, 0o777);
    expect(await ask()).toEqual({ kind: 'fault', reason: 'not-ours' });
    fs.chmodSync(folder, 0o700);
    vi.spyOn(process, 'getuid').mockReturnValue(12_345);
    expect(await ask()).toEqual({ kind: 'fault', reason: 'not-ours' });
    vi.restoreAllMocks();
    impostor.close();
  });
});
