import { describe, expect, it } from 'vitest';
import { apiRoutes } from '../../../../../main/node/api/routes.ts';
import { apiNowMs, exchangeBytes, quietHandlers, runningApi } from '../../../../support/api-server.ts';
import { askPort, runningPort } from '../../../../support/tcp-api.ts';

const overrides = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'] as const;
const routes = apiRoutes(quietHandlers, () => apiNowMs);
const targetOf = (path: string): string => path.replaceAll(/\{\w+\}/g, 'codex:1');

/** A port whose dangerous handlers say that they were reached. */
async function countedPort() {
  const reached: string[] = [];
  const port = await runningPort({
    removeAccount: async (accountId) => {
      reached.push(`remove ${accountId}`);
      return { kind: 'unknown-account', message: 'none' };
    },
    refresh: () => {
      reached.push('refresh');
      return { kind: 'accepted', settled: () => Promise.resolve() };
    },
  });
  return { ...port, reached };
}

describe('a caller of the local interface', () => {
  it.each(overrides)('cannot change the method with %s, nor with a parameter', async (name) => {
    const { port, bearer, reached } = await countedPort();
    const headers = { ...bearer(), [name]: 'DELETE', 'Content-Type': 'application/json' };
    const target = '/v1/accounts/codex:1';
    expect(await askPort(port, 'POST', target, headers, '{}')).toMatchObject({ status: 405 });
    expect(await askPort(port, 'GET', `${target}?_method=DELETE`, headers)).toMatchObject({ status: 405 });
    expect(await askPort(port, 'GET', '/v1/refresh', { ...bearer(), [name]: 'POST' })).toMatchObject({ status: 405 });
    expect(reached).toEqual([]);
  });

  it.each(['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix', 'X-Forwarded-Uri'])(
    'cannot change the path with %s',
    async (name) => {
      const { port, bearer, reached } = await countedPort();
      const headers = { ...bearer(), [name]: '/v1/refresh', 'Content-Type': 'application/json' };
      expect(await askPort(port, 'POST', '/nothing', headers, '{}')).toMatchObject({ status: 404 });
      expect(reached).toEqual([]);
    },
  );

  it.each(['X-Forwarded-Host', 'Forwarded', 'X-Host'])('cannot name another host with %s', async (name) => {
    const { port, bearer } = await countedPort();
    const good = name === 'Forwarded' ? `host=127.0.0.1:${port}` : `127.0.0.1:${port}`;
    const headers = { ...bearer(), [name]: good, Host: 'evil.example' };
    expect(await askPort(port, 'GET', '/v1/snapshot', headers)).toMatchObject({ status: 403 });
  });

  it('is not let in by a token in the address, in a cookie or in a password, and the token is repeated nowhere', async () => {
    const { port, token, errors } = await countedPort();
    const places: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      [`/v1/snapshot?token=${token()}`, {}],
      [`/v1/snapshot?access_token=${token()}#${token()}`, {}],
      ['/v1/snapshot', { Cookie: `token=${token()}` }],
      ['/v1/snapshot', { Authorization: `Basic ${Buffer.from(`x:${token()}`).toString('base64')}` }],
      ['/v1/snapshot', { 'X-Api-Key': token() }],
    ];
    for (const [target, headers] of places) {
      const answer = await askPort(port, 'GET', target, headers);
      expect(answer.status, target).toBe(401);
      expect(JSON.stringify(answer)).not.toContain(token());
    }
    expect(errors.join()).not.toContain(token());
  });

  it.each(routes.map(({ method, path }) => [method, path] as const))(
    '%s %s: no answer may be stored, and none names a program or its version',
    async (method, path) => {
      const { port, bearer } = await runningPort();
      for (const headers of [bearer(), {}, { ...bearer(), Origin: 'https://evil.example' }]) {
        const answer = await askPort(port, method, targetOf(path), { ...headers, 'Content-Type': 'application/json' });
        const mayLack = answer.status === 204 || method !== 'GET';
        expect(['no-store', ...(mayLack ? [undefined] : [])]).toContain(answer.headers['cache-control']);
        expect(answer.headers).not.toHaveProperty('server');
        expect(answer.headers).not.toHaveProperty('x-powered-by');
        expect(answer.headers).not.toHaveProperty('etag');
      }
    },
  );

  it('cannot put a header into an answer, by a path, a parameter or a body', async () => {
    const { socketPath } = await runningApi();
    const injected = '%0d%0aX-Injected:%20yes';
    for (const target of [
      `/v1/accounts/codex${injected}`,
      `/v1/slots/limits/x${injected}`,
      `/v1/ledger/installs?limit=1${injected}&after=x${injected}`,
      `/v1/snapshot?x=${injected}`,
      `/nothing${injected}`,
    ]) {
      for (const method of ['GET', 'DELETE', 'PATCH']) {
        const text = await exchangeBytes(
          socketPath,
          `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        );
        expect(text.split('\r\n\r\n')[0]?.toLowerCase(), target).not.toContain('x-injected');
      }
    }
  });

  it('learns nothing of a fault: no stack, no file, no message', async () => {
    const { socketPath, errors } = await runningApi({
      snapshot: () => {
        throw new Error('canary-9d2e at /home/ann/secret.ts');
      },
      metrics: () => Promise.reject(new TypeError('canary-9d2e')),
    });
    for (const target of ['/v1/snapshot', '/metrics']) {
      const text = await exchangeBytes(socketPath, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 500 /);
      expect(text).not.toMatch(/canary-9d2e|Error:|\.ts|at /);
    }
    expect(errors).toHaveLength(2);
  });
});
