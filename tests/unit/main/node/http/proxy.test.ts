import { request as forward } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { ask, canary, refusedUrl, startServer } from './local-server.ts';

withoutProxyEnvironment();

const failure = (value: unknown) => ({ kind: 'failure', failure: value, fingerprint: 'f00d' });
const proxyFailure = failure({ kind: 'network', cause: 'proxy' });
const secureUrl = 'https://api.example.test';

/** A proxy that hands requests on. */
const startForwardingProxy = () =>
  startServer((request, response) => {
    const onward = forward(request.url ?? '', { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end()).end();
  });

/** A proxy for tunnels that answers every one with a status and then hangs up. */
async function startTunnelProxy(status: string, page: string = '') {
  const targets: string[] = [];
  let heard = '';
  const proxy = await startServer((_request, response) => response.end());
  proxy.server.on('connect', (request, socket) => {
    targets.push(request.url ?? '');
    heard += JSON.stringify(request.headers);
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
    });
    socket.end(`HTTP/1.1 ${status}\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
  });
  return { url: proxy.url, targets, heard: () => heard };
}

describe('proxy', () => {
  test('HTTP_PROXY is used', async () => {
    const server = await startServer((_request, response) => response.end('{"a":1}'));
    const proxy = await startForwardingProxy();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask(server.url)).toMatchObject({ kind: 'body', body: { a: 1 } });
    expect(proxy.requests.map(({ url }) => url)).toEqual([`${server.url}/usage`]);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${canary}`);
  });

  test('NO_PROXY goes around it', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const proxy = await startForwardingProxy();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', 'example.test,127.0.0.1');
    expect(await ask(server.url)).toMatchObject({ kind: 'body' });
    expect(proxy.requests).toHaveLength(0);
  });

  test.each(['407 Proxy Authentication Required', '403 Forbidden', '401 Unauthorized', '502 Bad Gateway'])(
    'X.3: HTTPS_PROXY that answers %s is a fault of the proxy, and it never sees the token',
    async (status) => {
      const proxy = await startTunnelProxy(status, '{}');
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      expect(await ask(secureUrl)).toEqual(proxyFailure);
      expect(proxy.targets).toEqual(['api.example.test:443']);
      expect(proxy.heard()).not.toContain(canary);
    },
  );

  test('X.3: a tunnel that breaks off before the encryption stands carries no token', async () => {
    const proxy = await startTunnelProxy('200 OK');
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    expect(await ask(secureUrl)).toMatchObject({ kind: 'failure', failure: { kind: 'network' } });
    expect(proxy.heard()).not.toContain(canary);
  });

  test('a forwarding proxy that wants a password is a fault of the proxy', async () => {
    const proxy = await startServer((_request, response) => response.writeHead(407).end());
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask('http://localhost:1')).toEqual(proxyFailure);
  });

  test('a proxy that is not there is a fault of the proxy, and is not gone around', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const proxyUrl = await refusedUrl();
    vi.stubEnv('HTTP_PROXY', proxyUrl);
    vi.stubEnv('HTTPS_PROXY', proxyUrl);
    expect(await ask(server.url)).toEqual(proxyFailure);
    expect(await ask(secureUrl)).toEqual(proxyFailure);
    expect(server.requests).toHaveLength(0);
  });

  test.each(['socks5://127.0.0.1:1', 'http://'])(
    'a proxy of a kind that we do not speak (%s) is not gone around',
    async (url) => {
      const server = await startServer((_request, response) => response.end('{}'));
      vi.stubEnv('HTTP_PROXY', url);
      expect(await ask(server.url)).toEqual(proxyFailure);
      expect(server.requests).toHaveLength(0);
    },
  );

  test('the operating system’s proxy is used where the environment names none', async () => {
    const proxy = await startTunnelProxy('407 Proxy Authentication Required');
    const asked: string[] = [];
    const proxyFor = async (url: string) => {
      asked.push(url);
      return proxy.url;
    };
    expect(await ask(secureUrl, { proxyFor })).toEqual(proxyFailure);
    expect(asked).toEqual([`${secureUrl}/usage`]);
    expect(proxy.targets).toEqual(['api.example.test:443']);
  });

  test('the operating system’s proxy is not asked about a loopback address', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const proxyFor = vi.fn(async () => await refusedUrl());
    expect(await ask(server.url, { proxyFor })).toMatchObject({ kind: 'body' });
    expect(proxyFor).not.toHaveBeenCalled();
  });

  test('X-10: a proxy script that fails or never answers ends', async () => {
    const failing = async () => Promise.reject(new Error(canary));
    expect(await ask(secureUrl, { proxyFor: failing })).toEqual(proxyFailure);
    const silent = () => new Promise<null>(() => {});
    expect(await ask(secureUrl, { proxyFor: silent, timeoutMs: 50 })).toEqual(failure({ kind: 'timeout' }));
  });
});
