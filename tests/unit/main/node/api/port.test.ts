import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApiPort } from '../../../../../main/node/api/port.ts';
import { ensureSecret } from '../../../../../main/node/api/secret-file.ts';
import { emptySnapshot } from '../../../../support/api-server.ts';
import { askPort, freePort, runningPort } from '../../../../support/tcp-api.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const asJson = { 'Content-Type': 'application/json' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const hasIpv6 = Object.values(os.networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));

test('a caller with the token is answered, on both loopback addresses', async () => {
  const { port, bearer, token, tokenFile } = await runningPort();
  expect(token()).toMatch(/^[\w-]{43}$/);
  expect(modeOf(tokenFile)).toBe(0o600);
  expect(await askPort(port, 'GET', '/v1/snapshot', bearer())).toMatchObject({ status: 200, body: emptySnapshot });
  if (hasIpv6) {
    expect((await askPort(port, 'GET', '/v1/snapshot', bearer(), '', '::1')).status).toBe(200);
  }
  expect((await askPort(port, 'GET', '/v1/snapshot', { ...bearer(), Host: `LocalHost:${port}` })).status).toBe(200);
  const refreshed = await askPort(port, 'POST', '/v1/refresh', { ...bearer(), ...asJson }, '{}');
  expect(refreshed.status).toBe(202);
  expect(Object.keys(refreshed.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each([
  ['no token', {}],
  ['an empty one', { Authorization: 'Bearer ' }],
  ['a wrong one', { Authorization: `Bearer ${'x'.repeat(43)}` }],
  ['a long one', { Authorization: `Bearer ${'x'.repeat(4000)}` }],
  ['another scheme', { Authorization: 'Basic cXVvdGE6dHJheQ==' }],
])('%s gets 401 with a hint, for every path', async (_name, headers) => {
  const { port } = await runningPort();
  for (const [method, target] of [
    ['GET', '/v1/snapshot'],
    ['POST', '/v1/refresh'],
    ['GET', '/metrics'],
    ['GET', '/nothing'],
    ['PUT', '/v1/snapshot'],
  ] as const) {
    const answer = await askPort(port, method, target, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="quota-tray"');
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ title: 'Unauthorized', status: 401, detail: expect.any(String) });
  }
});

test('a foreign domain, another port or no Host is refused, even with the token', async () => {
  const { port, bearer, token } = await runningPort();
  const names = ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `localhost.:${port}`];
  for (const Host of names) {
    expect(await askPort(port, 'GET', '/v1/snapshot', { ...bearer(), Host })).toMatchObject({ status: 403 });
  }
  const nameless = net.connect({ host: '127.0.0.1', port });
  nameless.end(`GET /v1/snapshot HTTP/1.0\r\nAuthorization: Bearer ${token()}\r\n\r\n`);
  const [answer] = (await once(nameless, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /);
});

test('a web page can neither read nor post, and no preflight is allowed', async () => {
  let asked = 0;
  const { port, bearer } = await runningPort({
    refresh: () => {
      asked += 1;
      return { kind: 'accepted', settled: () => Promise.resolve() };
    },
  });
  const Origin = 'https://example.org';
  const preflight = {
    Origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization',
  };
  const answers = [
    await askPort(port, 'GET', '/v1/snapshot', { ...bearer(), Origin }),
    await askPort(port, 'POST', '/v1/refresh', { ...bearer(), ...asJson, Origin }, '{}'),
    await askPort(port, 'OPTIONS', '/v1/refresh', preflight),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  expect(answers.every(({ headers }) => headers['access-control-allow-origin'] === undefined)).toBe(true);
  expect(asked).toBe(0);
});

test.each([
  ['413 for a declared size', 413, 'POST', '/v1/refresh', asJson, Buffer.alloc(65 * 1024, ' ')],
  [
    '413 for what comes in pieces',
    413,
    'POST',
    '/v1/refresh',
    { ...asJson, 'Transfer-Encoding': 'chunked' },
    Buffer.alloc(70 * 1024, ' '),
  ],
  ['415', 415, 'POST', '/v1/refresh', { 'Content-Type': 'text/plain' }, '{}'],
  ['400', 400, 'POST', '/v1/refresh', asJson, '{"waitSeconds":"x"}'],
  ['404', 404, 'GET', '/v1/none', {}, ''],
  ['405 with the methods', 405, 'DELETE', '/v1/snapshot', {}, ''],
])('the port has the limits of the socket: %s', async (_name, status, method, target, headers, payload) => {
  const { port, bearer, errors } = await runningPort();
  const answer = await askPort(port, method, target, { ...bearer(), ...headers }, payload);
  expect(answer).toMatchObject({ status, body: { status, detail: expect.any(String) } });
  expect(answer.headers.allow).toBe(status === 405 ? 'GET, HEAD' : undefined);
  expect(errors).toEqual([]);
});

test('a renewed token is valid at once, and the old one is not', async () => {
  const { port, bearer, tokenFile } = await runningPort();
  const old = bearer();
  expect(ensureSecret(tokenFile).kind).toBe('secret');
  expect((await askPort(port, 'GET', '/v1/snapshot', old)).status).toBe(200);
  ensureSecret(tokenFile, true);
  expect((await askPort(port, 'GET', '/v1/snapshot', old)).status).toBe(401);
  expect((await askPort(port, 'GET', '/v1/snapshot', bearer())).status).toBe(200);
  fs.rmSync(tokenFile);
  expect((await askPort(port, 'GET', '/v1/snapshot', bearer())).status).toBe(401);
});

test('a port that is in use on either address is reported and not used', async () => {
  for (const host of ['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])]) {
    const port = await freePort();
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen({ host, port, ipv6Only: true }, resolve));
    const api = createApiPort({ routes: [], log: quiet, tokenFile: path.join(temporaryFolder(), 'api-token') });
    onTestFinished(api.close);
    expect(await api.moveTo(port)).toEqual({ kind: 'failed', port, reason: 'in-use' });
    await new Promise<void>((resolve) => other.close(() => resolve()));
    expect(await api.moveTo(port)).toEqual({ kind: 'listening', port });
  }
});

test('the port moves and closes as the setting says, and the last call wins', async () => {
  const { api, port, bearer } = await runningPort();
  const next = await freePort();
  const moves = await Promise.all([api.moveTo(0), api.moveTo(next)]);
  expect(moves).toEqual([{ kind: 'off' }, { kind: 'listening', port: next }]);
  expect((await askPort(next, 'GET', '/v1/snapshot', bearer())).status).toBe(200);
  await expect(askPort(port, 'GET', '/v1/snapshot', bearer())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await api.close();
  await expect(askPort(next, 'GET', '/v1/snapshot', bearer())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('if the token cannot be saved, the port stays closed', async () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  const api = createApiPort({ routes: [], log: quiet, tokenFile: path.join(file, 'api-token') });
  const port = await freePort();
  expect(await api.moveTo(port)).toEqual({ kind: 'failed', port, reason: 'no-token' });
});

test('the port listens on loopback addresses only', async () => {
  const { port } = await runningPort();
  const outside = Object.values(os.networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of outside) {
    const free = net.createServer();
    // Binding the same port there succeeds only because nothing of ours is bound to it.
    await new Promise<void>((resolve, reject) => {
      free.once('error', reject);
      free.listen(port, address, resolve);
    });
    await new Promise<void>((resolve) => free.close(() => resolve()));
  }
  const every = net.createServer();
  const bound = await new Promise<boolean>((resolve) => {
    every.once('error', () => resolve(false));
    every.listen(port, '127.0.0.1', () => resolve(true));
  });
  expect(bound).toBe(false);
});
