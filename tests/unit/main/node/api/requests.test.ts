import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { apiNowMs, ask, emptySnapshot, exchangeBytes, runningApi } from '../../../../support/api-server.ts';

const asJson = { 'Content-Type': 'application/json' };

test('GET /v1/snapshot answers with the snapshot', async () => {
  const { socketPath } = await runningApi();
  const answer = await ask(socketPath, 'GET', '/v1/snapshot');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.body).toEqual(emptySnapshot);
});

test.each([
  ['', null],
  ['{}', null],
  ['{"accountId":"codex:1"}', 'codex:1'],
  ['{"accountId":"codex:1","waitSeconds":0}', 'codex:1'],
])('POST /v1/refresh with %j is accepted', async (payload, expected) => {
  const asked: (string | null)[] = [];
  const { socketPath } = await runningApi({
    refresh: (accountId) => {
      asked.push(accountId);
      return { kind: 'accepted', settled: () => Promise.resolve() };
    },
  });
  const answer = await ask(socketPath, 'POST', '/v1/refresh', payload === '' ? {} : asJson, payload);
  expect(answer).toMatchObject({ status: 202, body: { accepted: true } });
  expect(asked).toEqual([expected]);
});

test('a waiting refresh is answered when its requests have ended, successfully or not', async () => {
  const events: string[] = [];
  const { socketPath } = await runningApi({
    refresh: () => ({
      kind: 'accepted',
      settled: () =>
        new Promise((_resolve, reject) => {
          setImmediate(() => {
            events.push('settled');
            reject(new Error('made-up fault'));
          });
        }),
    }),
  });
  const answer = await ask(socketPath, 'POST', '/v1/refresh', asJson, '{"waitSeconds":60}');
  events.push('answered');
  expect(answer.status).toBe(202);
  expect(events).toEqual(['settled', 'answered']);
});

test('a waiting refresh is answered when its time is over', async () => {
  const { socketPath } = await runningApi({
    refresh: () => ({ kind: 'accepted', settled: () => new Promise(() => undefined) }),
  });
  const answer = await ask(socketPath, 'POST', '/v1/refresh', asJson, '{"waitSeconds":0.05}');
  expect(answer.status).toBe(202);
});

test('a refresh during a backoff is refused, with the time', async () => {
  const { socketPath } = await runningApi({
    refresh: () => ({ kind: 'refused', retryAtMs: apiNowMs + 90_500, message: null }),
  });
  const answer = await ask(socketPath, 'POST', '/v1/refresh', asJson, '{}');
  expect(answer.status).toBe(409);
  expect(answer.headers['retry-after']).toBe('91');
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.body).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'Nothing was asked. Ask again after 2026-11-22T00:06:30.500Z.',
    retryAt: '2026-11-22T00:06:30.500Z',
  });
});

test('a refusal that does not end by itself has its own message and no time', async () => {
  const { socketPath } = await runningApi({
    refresh: () => ({ kind: 'refused', retryAtMs: null, message: 'Sign in again.' }),
  });
  const answer = await ask(socketPath, 'POST', '/v1/refresh', asJson, '{}');
  expect(answer.headers['retry-after']).toBeUndefined();
  expect(answer.body).toMatchObject({ status: 409, detail: 'Sign in again.' });
  expect(answer.body).not.toHaveProperty('retryAt');
});

const long = 'x'.repeat(64 * 1024);

test.each<readonly [string, number, string, string, Record<string, string>, string]>([
  ['an unknown path', 404, 'GET', '/v2/snapshot', {}, ''],
  ['a path that is no text', 404, 'GET', '/v1/%E0%A4%A', {}, ''],
  ['a wrong method', 405, 'DELETE', '/v1/snapshot', {}, ''],
  ['a web page', 403, 'GET', '/v1/snapshot', { Origin: 'https://page.example' }, ''],
  ['a web page without a name', 403, 'POST', '/v1/refresh', { ...asJson, Origin: 'null' }, '{}'],
  ['half a document', 400, 'POST', '/v1/refresh', asJson, '{"accountId":'],
  ['a list', 400, 'POST', '/v1/refresh', asJson, '[]'],
  ['null', 400, 'POST', '/v1/refresh', asJson, 'null'],
  ['a misspelt field', 400, 'POST', '/v1/refresh', asJson, '{"accountID":"a"}'],
  ['an id of another type', 400, 'POST', '/v1/refresh', asJson, '{"accountId":7}'],
  ['an endless wait', 400, 'POST', '/v1/refresh', asJson, '{"waitSeconds":61}'],
  ['a wait of another type', 400, 'POST', '/v1/refresh', asJson, '{"waitSeconds":"5"}'],
  ['a form', 415, 'POST', '/v1/refresh', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=b'],
  ['no type', 415, 'POST', '/v1/refresh', {}, '{}'],
  ['a type that only begins like JSON', 415, 'POST', '/v1/refresh', { 'Content-Type': 'application/jsonish' }, '{}'],
  ['a body over 64 KiB', 413, 'POST', '/v1/refresh', asJson, `"${long}"`],
  [
    'a body over 64 KiB of unknown length',
    413,
    'POST',
    '/v1/refresh',
    { ...asJson, 'Transfer-Encoding': 'chunked' },
    `"${long}"`,
  ],
  ['a body of 8 MiB', 413, 'POST', '/v1/refresh', asJson, `"${long.repeat(128)}"`],
])('%s gets a problem document with status %i', async (_name, status, method, target, headers, payload) => {
  const asked: unknown[] = [];
  const { socketPath, errors } = await runningApi({
    refresh: (accountId) => {
      asked.push(accountId);
      return { kind: 'unknown-account' };
    },
  });
  const answer = await ask(socketPath, method, target, headers, payload);
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    type: 'about:blank',
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(asked).toEqual([]);
  expect(errors).toEqual([]);
});

test('an unknown account gets 404, a wrong method the allowed ones, a wrong field its name', async () => {
  const { socketPath } = await runningApi({ refresh: () => ({ kind: 'unknown-account' }) });
  expect((await ask(socketPath, 'POST', '/v1/refresh', asJson, '{"accountId":"none"}')).status).toBe(404);
  expect((await ask(socketPath, 'GET', '/v1/refresh')).headers.allow).toBe('POST');
  const wrong = await ask(socketPath, 'POST', '/v1/refresh', asJson, '{"waitSeconds":-1}');
  expect(wrong.body).toMatchObject({ detail: expect.stringContaining('"waitSeconds"') });
  const misspelt = await ask(socketPath, 'POST', '/v1/refresh', asJson, '{"wait":true}');
  expect(misspelt.body).toMatchObject({
    detail: '"wait" is no field of this request. Send only the fields that the documentation names.',
  });
});

test('a body of exactly 64 KiB is read', async () => {
  const { socketPath } = await runningApi();
  const payload = `{}${' '.repeat(64 * 1024 - 2)}`;
  expect((await ask(socketPath, 'POST', '/v1/refresh', asJson, payload)).status).toBe(202);
});

test('inherited keys such as __proto__ are harmless', async () => {
  const { socketPath } = await runningApi();
  const payload = '{"__proto__":{"accountId":"x","polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const answer = await ask(socketPath, 'POST', '/v1/refresh', asJson, payload);
  expect([202, 400]).toContain(answer.status);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('an internal error gets 500, is logged, and shows no details', async () => {
  const { socketPath, errors } = await runningApi({
    snapshot: () => {
      throw new Error('sk-inside');
    },
  });
  const answer = await ask(socketPath, 'GET', '/v1/snapshot');
  expect(answer.status).toBe(500);
  expect(JSON.stringify(answer.body)).not.toContain('inside');
  expect(errors).toEqual(['The local interface failed at GET /v1/snapshot']);
});

test.each([
  ['noise', 'hello\r\n\r\n', '400'],
  ['endless headers', `GET /v1/snapshot HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, '431'],
])('%s instead of a request gets an answer, and the connection is closed', async (_name, bytes, status) => {
  const { socketPath } = await runningApi();
  const text = await exchangeBytes(socketPath, bytes);
  expect(text.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: Number(status) });
});

test('a refresh without a wait leaves nothing waiting', async () => {
  let waits = 0;
  const { socketPath } = await runningApi({
    refresh: () => ({ kind: 'accepted', settled: async () => void (waits += 1) }),
  });
  for (let call = 0; call < 50; call += 1) await ask(socketPath, 'POST', '/v1/refresh', asJson, '{}');
  expect(waits).toBe(0);
});

test('a wait ends with its time or with the caller, and then its signal aborts', async () => {
  const signals: AbortSignal[] = [];
  const { socketPath } = await runningApi({
    refresh: () => ({ kind: 'accepted', settled: (signal) => (signals.push(signal), new Promise(() => undefined)) }),
  });
  await ask(socketPath, 'POST', '/v1/refresh', asJson, '{"waitSeconds":0.05}');
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('a caller that hangs up while it waits causes no error', async () => {
  const asked = new EventEmitter();
  const { socketPath, errors, close } = await runningApi({
    refresh: () => {
      asked.emit('refresh');
      return { kind: 'accepted', settled: () => new Promise(() => undefined) };
    },
  });
  const head = 'POST /v1/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n';
  const isAsked = once(asked, 'refresh');
  const exchange = exchangeBytes(socketPath, `${head}{"waitSeconds":60}`);
  await isAsked;
  await close();
  expect(await exchange).toBe('');
  expect(errors).toEqual([]);
});

test('an answer closes the connection if the caller asks for it', async () => {
  const { socketPath } = await runningApi();
  const text = await exchangeBytes(socketPath, 'GET /v1/snapshot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(text).toContain('HTTP/1.1 200 OK');
});

test('GET /health answers health probes', async () => {
  const { socketPath } = await runningApi();
  expect(await ask(socketPath, 'GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test.each(['/health', '/v1/snapshot', '/metrics', '/v1/slots', '/v1/ledger/installs/x', '/nothing', '/v1/refresh'])(
  'HEAD %s has the headers of GET and no body',
  async (target) => {
    const { socketPath } = await runningApi();
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) =>
        exchangeBytes(socketPath, `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      ),
    );
    const [lines, body] = (get ?? '').split('\r\n\r\n');
    const withoutDate = (text: string | undefined): string => (text ?? '').replace(/^Date: .*$/m, '');
    expect(withoutDate(head)).toBe(withoutDate(`${lines}\r\n\r\n`));
    expect(body).toBeDefined();
  },
);

test.each([
  ['no Host', 400, 'Host', ''],
  ['two Host headers', 400, 'Host', 'Host: a\r\nHost: a\r\n'],
  ['two Host headers in other letters', 400, 'Host', 'host: a\r\nHOST: b\r\n'],
  ['an expectation that nobody knows', 417, 'Expect', 'Host: a\r\nExpect: a miracle\r\n'],
])('a request with %s gets %i and a message', async (_name, status, named, headers) => {
  const { socketPath } = await runningApi();
  const answer = await exchangeBytes(socketPath, `GET /v1/snapshot HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
  const [head, body] = answer.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\\r\\n[^]*application/problem\\+json`));
  expect(JSON.parse(body ?? '')).toMatchObject({ status, detail: expect.stringContaining(named) });
});

test('an HTTP/1.0 request needs no Host', async () => {
  const { socketPath } = await runningApi();
  expect(await exchangeBytes(socketPath, 'GET /health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

test.each([
  [{ kind: 'removed', message: null }, 204, null],
  [{ kind: 'removed', message: 'Its key is left.' }, 503, { detail: 'Its key is left.', removed: true }],
  [{ kind: 'refused', message: 'The disk is full.' }, 503, { detail: 'The disk is full.', removed: false }],
  [{ kind: 'unknown-account', message: 'There is none.' }, 404, { detail: 'There is none.' }],
] as const)('DELETE /v1/accounts/{id} with the outcome %j is answered with %i', async (outcome, status, body) => {
  const asked: string[] = [];
  const { socketPath } = await runningApi({
    removeAccount: async (accountId) => {
      asked.push(accountId);
      return outcome;
    },
  });
  const answer = await ask(socketPath, 'DELETE', '/v1/accounts/codex%3A1');
  expect(asked).toEqual(['codex:1']);
  expect(answer.status).toBe(status);
  if (body === null) expect(answer.body).toBeNull();
  else expect(answer.body).toMatchObject({ ...body, status });
});
