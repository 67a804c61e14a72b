import { describe, expect, test } from 'vitest';
import { createHttp, createPublicHttp } from '../../../../../main/node/http/http-client.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { accountAt, canary, nowMs, refusedUrl, signedIn, startServer } from './local-server.ts';

withoutProxyEnvironment();

const limits = { timeoutMs: 20_000, maximumBytes: 1024 };

/** Sends one action as a provider would, with the canary as its token. */
async function act(baseUrl: string, body: unknown, url = `${baseUrl}/redeem`) {
  const http = createHttp({
    credentials: { read: async () => signedIn(null) },
    version: '1.2.3',
    nowMs: () => nowMs,
  });
  const headers = { Authorization: 'Bearer {{secret:accessToken}}', 'content-type': 'text/plain' };
  return http.send({ method: 'POST', url, headers, body, ...limits }, accountAt(baseUrl));
}

async function textOf(request: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

describe('an action', () => {
  test.each([
    [{ redeem_request_id: 'one', note: '{{secret:accessToken}} ž "quoted"' }],
    [[1, null]],
    ['a text that is {"json":1}'],
    [null],
  ])('%j is sent once, as JSON, with the token in its header and nowhere else', async (body) => {
    const bodies: Promise<string>[] = [];
    const server = await startServer((request, response) => {
      bodies.push(textOf(request));
      request.on('end', () => response.end('{"code":"reset"}'));
    });
    expect(await act(server.url, body)).toEqual({ kind: 'body', body: { code: 'reset' }, fingerprint: 'f00d' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      headers: {
        authorization: `Bearer ${canary}`,
        'content-type': 'application/json',
        'user-agent': 'quota-tray/1.2.3',
      },
    });
    expect(JSON.parse((await bodies[0]) ?? '')).toEqual(body);
    expect(await bodies[0]).not.toContain(canary);
  });

  test('has the usual type of JSON, and a question the name that its service has for it', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const credentials = { read: async () => signedIn(null) };
    const http = createHttp({ credentials, version: '1.2.3', nowMs: () => nowMs });
    const question = { method: 'POST', isQuestion: true, url: server.url, headers: {}, body: {}, ...limits } as const;
    await http.send(question, accountAt(server.url));
    await http.send({ ...question, contentType: 'application/x-amz-json-1.0' }, accountAt(server.url));
    const types = server.requests.map(({ headers }) => headers['content-type']);
    expect(types).toEqual(['application/json', 'application/x-amz-json-1.0']);
  });

  test.each([301, 302, 303, 307, 308])('refuses the redirect %i, even to the same origin', async (status) => {
    const server = await startServer((_request, response) =>
      response.writeHead(status, { location: '/elsewhere' }).end(),
    );
    expect(await act(server.url, {})).toMatchObject({ failure: { kind: 'redirect-refused' } });
    expect(server.requests.map(({ url }) => url)).toEqual(['/redeem']);
  });

  test.each([
    [429, { kind: 'limited', retryAfterMs: null }],
    [500, { kind: 'server', status: 500 }],
    [401, { kind: 'unauthorised', status: 401 }],
  ])('S1: a %i is told and nothing is sent again', async (status, failure) => {
    const server = await startServer((_request, response) => response.writeHead(status).end('{}'));
    expect(await act(server.url, {})).toEqual({ kind: 'failure', failure, fingerprint: 'f00d' });
    expect(server.requests).toHaveLength(1);
  });

  test('a broken connection is a failure, and the action is not repeated', async () => {
    const server = await startServer((request) => void request.socket.destroy());
    expect(await act(server.url, {})).toMatchObject({ failure: { kind: 'network', cause: 'reset' } });
    expect(server.requests).toHaveLength(1);
  });

  test('goes only to the account’s origin, and its answer has the same limits', async () => {
    const server = await startServer((_request, response) => response.end(JSON.stringify('x'.repeat(2048))));
    const elsewhere = await act('https://api.example.test', {}, `${server.url}/redeem`);
    expect(elsewhere).toMatchObject({ failure: { kind: 'redirect-refused' } });
    expect(server.requests).toHaveLength(0);
    expect(await act(server.url, {})).toMatchObject({ failure: { kind: 'too-large' } });
  });
});

describe('public JSON', () => {
  const publicHttp = createPublicHttp({ version: '1.2.3', nowMs: () => nowMs });

  test('is requested with the app’s name and without a sign-in', async () => {
    const server = await startServer((_request, response) => response.end('{"rates":{"EUR":0.5}}'));
    expect(await publicHttp.get(`${server.url}/table?base=USD`, limits)).toEqual({
      kind: 'body',
      body: { rates: { EUR: 0.5 } },
    });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', url: '/table?base=USD' });
    expect(request?.headers).toMatchObject({ 'user-agent': 'quota-tray/1.2.3', accept: 'application/json' });
    expect(Object.keys(request?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    expect(Object.keys(request?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
  });

  test.each(['http://rates.example.test/', 'ftp://127.0.0.1/', 'not a url', 'file:///etc/hosts', ''])(
    '%j is not asked',
    async (url) => {
      expect(await publicHttp.get(url, limits)).toEqual({ kind: 'failure', failure: { kind: 'redirect-refused' } });
    },
  );

  test('stays within the origin', async () => {
    const other = await startServer((_request, response) => response.end('{}'));
    const server = await startServer((request, response) =>
      request.url === '/here'
        ? response.end('{"here":true}')
        : response.writeHead(302, { location: request.url === '/near' ? '/here' : other.url }).end(),
    );
    expect(await publicHttp.get(`${server.url}/near`, limits)).toMatchObject({ body: { here: true } });
    expect(await publicHttp.get(`${server.url}/far`, limits)).toMatchObject({ failure: { kind: 'redirect-refused' } });
    expect(other.requests).toHaveLength(0);
  });

  test('every failure is a value', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/large') response.end(`"${'x'.repeat(2048)}"`);
      else if (request.url === '/page') response.end('<html>');
      else response.writeHead(503).end();
    });
    const kindOf = async (url: string, timeoutMs = limits.timeoutMs): Promise<unknown> => {
      const outcome = await publicHttp.get(url, { ...limits, timeoutMs });
      return outcome.kind === 'failure' ? outcome.failure.kind : outcome;
    };
    expect(await kindOf(`${server.url}/large`)).toBe('too-large');
    expect(await kindOf(`${server.url}/page`)).toBe('not-json');
    expect(await kindOf(`${server.url}/down`)).toBe('server');
    expect(await kindOf(await refusedUrl())).toBe('network');
    const silent = await startServer(() => {});
    expect(await kindOf(silent.url, 50)).toBe('timeout');
  });
});
