import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fillPlaceholders } from '../../../../../main/node/http/http-client.ts';
import { eventually } from '../../../../support/eventually.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { ask, canary, nowMs, signedIn, startServer } from './local-server.ts';

withoutProxyEnvironment();

const failure = (value: unknown) => ({ kind: 'failure', failure: value, fingerprint: 'f00d' });
const body = (value: unknown) => ({ kind: 'body', body: value, fingerprint: 'f00d' });

describe('request', () => {
  test('sends the app’s name, and fills the token into its placeholder', async () => {
    const server = await startServer((_request, response) => response.end('{"left":0}'));
    expect(await ask(server.url)).toEqual(body({ left: 0 }));
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${canary}`,
      'user-agent': 'quota-tray/1.2.3',
      accept: 'application/json',
      connection: 'close',
    });
  });

  test.each([nowMs, nowMs - 1, 0])('a sign-in that ended at %i sends nothing', async (expiredAtMs) => {
    const server = await startServer((_request, response) => response.end('{}'));
    const outcome = await ask(server.url, { credential: signedIn(expiredAtMs) });
    expect(outcome).toEqual(failure({ kind: 'credential-expired', expiredAtMs }));
    expect(server.requests).toHaveLength(0);
    expect(await ask(server.url, { credential: signedIn(nowMs + 1) })).toEqual(body({}));
  });

  test('with a problem of the sign-in file it sends nothing and returns the problem', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const outcome = await ask(server.url, { credential: { kind: 'problem', problem: 'open-to-others' } });
    expect(outcome).toEqual({
      kind: 'failure',
      failure: { kind: 'credential', problem: 'open-to-others' },
      fingerprint: null,
    });
    expect(server.requests).toHaveLength(0);
  });

  test('sends the token only to the account’s origin, and only over https', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const elsewhere = await ask('https://api.example.test', { url: `${server.url}/usage` });
    expect(elsewhere).toEqual(failure({ kind: 'redirect-refused' }));
    const badBase = failure({ kind: 'credential', problem: 'bad-base-url' });
    expect(await ask('http://api.example.test')).toEqual(badBase);
    expect(await ask(server.url, { url: 'not a url' })).toEqual(badBase);
    expect(await ask(server.url, { url: `${server.url.replace('//', '//user:word@')}/usage` })).toEqual(badBase);
    expect(server.requests).toHaveLength(0);
  });
});

describe('an answer that repeats the secret', () => {
  const escaped = [...canary].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

  test.each([
    [JSON.stringify({ plan_type: canary })],
    [JSON.stringify({ limits: [{ [`Bearer ${canary}`]: 1 }] })],
    [`{"plan_type": "x${escaped}"}`],
  ])('%s is thrown away', async (text) => {
    const server = await startServer((_request, response) => response.end(text));
    const outcome = await ask(server.url);
    expect(outcome).toEqual(failure({ kind: 'secret-repeated' }));
    expect(JSON.stringify(outcome)).not.toContain(canary);
  });

  test('a body that is nested too deeply is not an answer', async () => {
    const server = await startServer((_request, response) => response.end('['.repeat(9000) + ']'.repeat(9000)));
    expect(await ask(server.url)).toEqual(failure({ kind: 'not-json' }));
  });
});

describe('status', () => {
  test.each([
    [401, { kind: 'unauthorised', status: 401 }],
    [403, { kind: 'forbidden', status: 403, by: 'service' }],
    [451, { kind: 'forbidden', status: 451, by: 'region' }],
    [404, { kind: 'unexpected-status', status: 404 }],
    [304, { kind: 'unexpected-status', status: 304 }],
    [302, { kind: 'unexpected-status', status: 302 }],
    [500, { kind: 'server', status: 500 }],
    [503, { kind: 'server', status: 503 }],
  ])('%i is told apart', async (status, expected) => {
    const server = await startServer((_request, response) => response.writeHead(status).end('{"error":{}}'));
    expect(await ask(server.url)).toEqual(failure(expected));
  });

  test.each([
    [
      403,
      { 'content-type': 'text/html; charset=UTF-8' },
      'Just a moment',
      { kind: 'forbidden', status: 403, by: 'edge' },
    ],
    [403, {}, ' <!DOCTYPE html><html>', { kind: 'forbidden', status: 403, by: 'edge' }],
    [403, { 'content-type': 'text/plain' }, 'error code: 1010', { kind: 'forbidden', status: 403, by: 'edge' }],
    [
      403,
      { 'content-type': 'text/plain' },
      'Your request was blocked.',
      { kind: 'forbidden', status: 403, by: 'edge' },
    ],
    [403, {}, '', { kind: 'forbidden', status: 403, by: 'edge' }],
    [503, { 'content-type': 'text/html' }, '<html>', { kind: 'server', status: 503 }],
    [200, { 'content-type': 'text/html' }, '<html><h1>Sign in to this network</h1>', { kind: 'not-json' }],
  ])('a page under %i does not end the sign-in', async (status, headers, page, expected) => {
    const server = await startServer((_request, response) => response.writeHead(status, headers).end(page));
    expect(await ask(server.url)).toEqual(failure(expected));
  });

  test.each([
    [503, { 'retry-after': '600' }, { kind: 'server', status: 503, retryAfterMs: 600_000 }],
    [502, { 'retry-after': '0' }, { kind: 'server', status: 502 }],
  ])('a %i with a wait keeps the wait', async (status, headers, expected) => {
    const server = await startServer((_request, response) => response.writeHead(status, headers).end('{}'));
    expect(await ask(server.url)).toEqual(failure(expected));
  });

  test.each([
    ['no hint', {}, '', null],
    ['a hint of 0', { 'retry-after': '0' }, '', null],
    ['seconds', { 'retry-after': '120' }, '', 120_000],
    ['a date', { 'retry-after': new Date(nowMs + 90_000).toUTCString() }, '', 90_000],
    ['a hint in the body', {}, '{"retry_after":30}', 30_000],
    ['a page', { 'content-type': 'text/html' }, '<html>', null],
  ])('429 with %s', async (_name, headers, text, retryAfterMs) => {
    const server = await startServer((_request, response) => response.writeHead(429, headers).end(text));
    expect(await ask(server.url)).toEqual(failure({ kind: 'limited', retryAfterMs }));
  });

  test('an error that repeats the token does not pass it on', async () => {
    const server = await startServer((request, response) =>
      response.writeHead(500, { 'x-echo': request.headers.authorization }).end(JSON.stringify(request.headers)),
    );
    expect(JSON.stringify(await ask(server.url))).not.toContain(canary);
  });
});

describe('the time of a server', () => {
  const sent = 'Sun, 22 Nov 2026 01:00:00 GMT';
  const sentMs = Date.parse(sent);

  test.each<readonly [string, Record<string, string>, number | undefined]>([
    ['is told with an answer', { date: sent }, sentMs],
    ['counts what a cache added', { date: sent, age: '90' }, sentMs + 90_000],
    ['is not made up', {}, undefined],
    ['is not read from another form', { date: '2026-11-22 01:00' }, undefined],
  ])('%s', async (_name, headers, serverMs) => {
    const server = await startServer((_request, response) => response.writeHead(200, headers).end('{}'));
    expect(await ask(server.url)).toEqual({ ...body({}), ...(serverMs === undefined ? {} : { serverMs }) });
  });

  test('counts for a Retry-After that is a date', async () => {
    const headers = { date: sent, 'retry-after': 'Sun, 22 Nov 2026 01:02:00 GMT' };
    const server = await startServer((_request, response) => response.writeHead(429, headers).end('{}'));
    expect(await ask(server.url)).toEqual(failure({ kind: 'limited', retryAfterMs: 120_000 }));
  });
});

describe('body', () => {
  test.each(['', '{"a":', '{} {}', 'NaN', '<html></html>'])('%j is not JSON', async (text) => {
    const server = await startServer((_request, response) => response.end(text));
    expect(await ask(server.url)).toEqual(failure({ kind: 'not-json' }));
  });

  test('bytes that are not UTF-8 are not JSON', async () => {
    const server = await startServer((_request, response) => response.end(Buffer.from([0x22, 0xff, 0xfe, 0x22])));
    expect(await ask(server.url)).toEqual(failure({ kind: 'not-json' }));
  });

  test('reads UTF-8 that is split between bytes, a byte order mark, and null', async () => {
    const bytes = Buffer.from('\uFEFF{"name":"Žofie"}');
    const server = await startServer((request, response) => {
      if (request.url === '/null') {
        return response.end('null');
      }
      response.write(bytes.subarray(0, 13));
      return setImmediate(() => response.end(bytes.subarray(13)));
    });
    expect(await ask(server.url)).toEqual(body({ name: 'Žofie' }));
    expect(await ask(server.url, { url: `${server.url}/null` })).toEqual(body(null));
  });

  test('reads a body of exactly the limit; one more byte is too large', async () => {
    const server = await startServer((_request, response) => response.end('"12345678"'));
    expect(await ask(server.url, { maximumBytes: 10 })).toEqual(body('12345678'));
    expect(await ask(server.url, { maximumBytes: 9 })).toEqual(failure({ kind: 'too-large' }));
  });

  test('reads only the beginning of 50 MB', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    let sent = 0;
    let isClosed = false;
    const server = await startServer((_request, response) => {
      const write = (): void => {
        while (sent < 50 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) {
            return;
          }
        }
        response.end();
      };
      response.on('drain', write).on('close', () => {
        isClosed = true;
      });
      write();
    });
    expect(await ask(server.url)).toEqual(failure({ kind: 'too-large' }));
    await eventually(() => expect(isClosed).toBe(true));
    expect(sent).toBeLessThan(50);
  });

  test('a small compressed body that decompresses to a large one is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const server = await startServer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await ask(server.url)).toEqual(failure({ kind: 'too-large' }));
  });

  test('reads a compressed body; a broken one is not JSON', async () => {
    const server = await startServer((request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(request.url === '/usage' ? gzipSync('{"a":1}') : 'not gzip at all');
    });
    expect(await ask(server.url)).toEqual(body({ a: 1 }));
    expect(await ask(server.url, { url: `${server.url}/broken` })).toEqual(failure({ kind: 'not-json' }));
  });

  test('an error status with an endless body keeps its meaning', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(401);
      const write = (): void => {
        while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
      };
      response.on('drain', write);
      write();
    });
    expect(await ask(server.url)).toEqual(failure({ kind: 'unauthorised', status: 401 }));
  });
});

test('fills the token into its placeholders unchanged', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (token) => {
      const filled = fillPlaceholders({ Authorization: 'Bearer {{secret:accessToken}}', Accept: 'a' }, token, '1.0.0');
      expect(filled).toEqual({ Authorization: `Bearer ${token}`, Accept: 'a', 'User-Agent': 'quota-tray/1.0.0' });
    }),
  );
});

test('an account without a token sends no header for one', () => {
  const headers = { Authorization: 'Bearer {{secret:accessToken}}', 'X-Recap-Install-Id': 'i-1' };
  expect(fillPlaceholders(headers, '', '1.0.0')).toEqual({
    'X-Recap-Install-Id': 'i-1',
    'User-Agent': 'quota-tray/1.0.0',
  });
});

test('adds no User-Agent if the request has one in another spelling', () => {
  expect(fillPlaceholders({ 'user-agent': 'quota-tray/{{version}}' }, 't', '2.0.0')).toEqual({
    'user-agent': 'quota-tray/2.0.0',
  });
});
