import { describe, expect, test } from 'vitest';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { ask, canary, refusedUrl, startServer } from './local-server.ts';
import { eventually } from '../../../../support/eventually.ts';

withoutProxyEnvironment();

const failure = (value: unknown) => ({ kind: 'failure', failure: value, fingerprint: 'f00d' });
const body = (value: unknown) => ({ kind: 'body', body: value, fingerprint: 'f00d' });

describe('network', () => {
  test('a server that never answers times out, and its connection is closed', async () => {
    let isClosed = false;
    const server = await startServer((request, response) => {
      if (request.url === '/at-once') {
        return response.end('{}');
      }
      return request.on('close', () => {
        isClosed = true;
      });
    });
    // The first request of a process also loads the client; the short limit is for the server alone.
    expect(await ask(server.url, { url: `${server.url}/at-once` })).toEqual(body({}));
    expect(await ask(server.url, { timeoutMs: 200 })).toEqual(failure({ kind: 'timeout' }));
    await eventually(() => expect(isClosed).toBe(true));
    expect(server.requests).toHaveLength(2);
  });

  test('a very slow body times out too', async () => {
    let drips = 0;
    const server = await startServer((request, response) => {
      if (request.url === '/at-once') {
        return response.end('{}');
      }
      response.write('[0');
      const drip = setInterval(() => {
        drips += 1;
        response.write(',0');
      }, 10);
      return response.on('close', () => clearInterval(drip));
    });
    expect(await ask(server.url, { url: `${server.url}/at-once` })).toEqual(body({}));
    expect(await ask(server.url, { timeoutMs: 500 })).toEqual(failure({ kind: 'timeout' }));
    expect(drips).toBeGreaterThan(1);
  });

  test('a connection that ends in the middle of the body is a reset', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":', () => response.socket?.resetAndDestroy());
    });
    expect(await ask(server.url)).toEqual(failure({ kind: 'network', cause: 'reset' }));
  });

  test('a connection that ends before the answer is a reset', async () => {
    const server = await startServer((request) => request.socket.destroy());
    expect(await ask(server.url)).toEqual(failure({ kind: 'network', cause: 'reset' }));
  });

  test('a body shorter than its Content-Length is a reset, not JSON', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":1}', () => response.socket?.end());
    });
    expect(await ask(server.url)).toEqual(failure({ kind: 'network', cause: 'reset' }));
  });

  test('a port without a server refuses the connection', async () => {
    expect(await ask(await refusedUrl())).toEqual(failure({ kind: 'network', cause: 'refused' }));
  });

  test('https to a server without TLS is a TLS fault', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const outcome = await ask(server.url.replace('http:', 'https:'));
    expect(outcome).toEqual(failure({ kind: 'network', cause: 'tls' }));
    expect(server.requests).toHaveLength(0);
  });

  test('a server that does not speak HTTP is another fault', async () => {
    const server = await startServer(() => {});
    server.server.on('connection', (socket) => socket.write('what?\r\n\r\n'));
    expect(await ask(server.url)).toEqual(failure({ kind: 'network', cause: 'other' }));
  });
});

describe('redirect', () => {
  test.each([301, 302, 303, 307, 308])('follows %i within the origin, with the token', async (status) => {
    const server = await startServer((request, response) =>
      request.url === '/usage' ? response.writeHead(status, { location: '/moved' }).end() : response.end('{"a":1}'),
    );
    expect(await ask(server.url)).toEqual(body({ a: 1 }));
    expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/usage', `Bearer ${canary}`],
      ['/moved', `Bearer ${canary}`],
    ]);
  });

  test('follows three redirects and refuses the fourth', async () => {
    const server = await startServer((request, response) => {
      const left = Number(request.url?.slice(1));
      return left > 0 ? response.writeHead(302, { location: `/${left - 1}` }).end() : response.end('{}');
    });
    expect(await ask(server.url, { url: `${server.url}/3` })).toEqual(body({}));
    expect(await ask(server.url, { url: `${server.url}/4` })).toEqual(failure({ kind: 'redirect-refused' }));
    expect(server.requests).toHaveLength(8);
  });

  test('refuses a redirect to another origin and sends that server nothing', async () => {
    const other = await startServer((_request, response) => response.end('{}'));
    const places = [
      `${other.url}/usage`,
      `//127.0.0.1:${other.port}/`,
      'https://api.example.test/',
      'file:///etc/hosts',
    ];
    const server = await startServer((request, response) =>
      response.writeHead(307, { location: places[Number(request.url?.slice(1))] }).end(),
    );
    for (const index of places.keys()) {
      const outcome = await ask(server.url, { url: `${server.url}/${index}` });
      expect(outcome).toEqual(failure({ kind: 'redirect-refused' }));
    }
    expect(other.requests).toHaveLength(0);
  });
});
