import { request as forward } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import tls from 'node:tls';

import { describe, expect, it, onTestFinished, test, vi } from 'vitest';

import { proxyUrlOf } from '../../../../../main/node/http/proxy.ts';
import { eventually } from '../../../../support/eventually.ts';
import { selfSigned } from '../../../../support/self-signed.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { ask, canary, refusedUrl, startServer } from './local-server.ts';

withoutProxyEnvironment();

const failure = (value: unknown) => ({ kind: 'failure', failure: value, fingerprint: 'f00d' });
const proxyFailure = failure({ kind: 'network', cause: 'proxy' });
const signInFailure = failure({ kind: 'network', cause: 'proxy-sign-in' });
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

/** The port of a server of another kind, which ends with the test. */
async function portOf(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return (server.address() as AddressInfo).port;
}

/** An `https:` server whose certificate nobody trusts. */
const startSecureServer = () => portOf(createSecureServer(selfSigned, (_request, response) => response.end('{"a":1}')));

/** A proxy whose tunnels all lead to one port of this machine. */
async function startOpenTunnel(port: number) {
  let heard = '';
  const proxy = await startServer((_request, response) => response.end());
  proxy.server.on('connect', (request, socket) => {
    heard += JSON.stringify(request.headers);
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
    });
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return { url: proxy.url, heard: () => heard };
}

/** Until the test ends this process trusts the certificate of the secure server. */
function trustIt(): void {
  const usual = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...usual, selfSigned.cert]);
  onTestFinished(() => tls.setDefaultCACertificates(usual));
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

  test('NO_PROXY bypasses it', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const proxy = await startForwardingProxy();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', 'example.test,127.0.0.1');
    expect(await ask(server.url)).toMatchObject({ kind: 'body' });
    expect(proxy.requests).toHaveLength(0);
  });

  test.each([
    ['407 Proxy Authentication Required', signInFailure],
    ['403 Forbidden', proxyFailure],
    ['401 Unauthorized', proxyFailure],
    ['502 Bad Gateway', proxyFailure],
  ])('HTTPS_PROXY that answers %s is a fault of the proxy, and it never sees the token', async (status, outcome) => {
    const proxy = await startTunnelProxy(status, '{}');
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    expect(await ask(secureUrl)).toEqual(outcome);
    expect(proxy.targets).toEqual(['api.example.test:443']);
    expect(proxy.heard()).not.toContain(canary);
  });

  test('a tunnel that ends before the TLS handshake carries no token', async () => {
    const proxy = await startTunnelProxy('200 OK');
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    expect(await ask(secureUrl)).toMatchObject({ kind: 'failure', failure: { kind: 'network' } });
    expect(proxy.heard()).not.toContain(canary);
  });

  test('a forwarding proxy that wants a password says so', async () => {
    const proxy = await startServer((_request, response) => response.writeHead(407).end());
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask('http://localhost:1')).toEqual(signInFailure);
  });

  test('a missing proxy is a fault of the proxy, and is not bypassed', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const proxyUrl = await refusedUrl();
    vi.stubEnv('HTTP_PROXY', proxyUrl);
    vi.stubEnv('HTTPS_PROXY', proxyUrl);
    expect(await ask(server.url)).toEqual(proxyFailure);
    expect(await ask(secureUrl)).toEqual(proxyFailure);
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ['socks5://127.0.0.1:1', 'proxy-unsupported'],
    ['http://', 'proxy'],
  ])('a proxy that cannot be used (%s) is named and not gone around', async (url, cause) => {
    const server = await startServer((_request, response) => response.end('{}'));
    vi.stubEnv('HTTP_PROXY', url);
    expect(await ask(server.url)).toEqual(failure({ kind: 'network', cause }));
    expect(server.requests).toHaveLength(0);
  });

  test('uses the operating system’s proxy if the environment names none', async () => {
    const proxy = await startTunnelProxy('407 Proxy Authentication Required');
    const asked: string[] = [];
    const proxyFor = async (url: string) => {
      asked.push(url);
      return proxy.url;
    };
    expect(await ask(secureUrl, { proxyFor })).toEqual(signInFailure);
    expect(asked).toEqual([`${secureUrl}/usage`]);
    expect(proxy.targets).toEqual(['api.example.test:443']);
  });

  test('the operating system’s proxy is not asked about a loopback address', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const proxyFor = vi.fn(async () => await refusedUrl());
    expect(await ask(server.url, { proxyFor })).toMatchObject({ kind: 'body' });
    expect(proxyFor).not.toHaveBeenCalled();
  });

  test('a proxy script that fails or hangs gives a failure', async () => {
    const failing = async () => Promise.reject(new Error(canary));
    expect(await ask(secureUrl, { proxyFor: failing })).toEqual(proxyFailure);
    const silent = () => new Promise<null>(() => {});
    expect(await ask(secureUrl, { proxyFor: silent, timeoutMs: 50 })).toEqual(failure({ kind: 'timeout' }));
  });

  const endings = {
    'ends the connection at once': (socket: Socket) => void socket.end(),
    'ends the connection during the handshake': (socket: Socket) => void socket.once('data', () => socket.end()),
    'breaks the connection during the handshake': (socket: Socket) =>
      void socket.once('data', () => socket.resetAndDestroy()),
    'answers the handshake with text': (socket: Socket) =>
      void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  } as const;
  test.each(Object.entries(endings))('a proxy on https: that %s is a fault of the proxy', async (_name, answer) => {
    const port = await portOf(createServer(answer));
    vi.stubEnv('HTTPS_PROXY', `https://127.0.0.1:${port}`);
    vi.stubEnv('HTTP_PROXY', `https://127.0.0.1:${port}`);
    // An error that no listener takes fails the whole run of the tests, as it would end the app.
    expect(await ask(secureUrl)).toEqual(proxyFailure);
    expect(await ask('http://localhost:1')).toMatchObject({ failure: { kind: 'network' } });
  });

  test('a proxy without a scheme is an http proxy, also for https addresses', async () => {
    const server = await startServer((_request, response) => response.end('{"a":1}'));
    const proxy = await startForwardingProxy();
    const tunnel = await startTunnelProxy('407 Proxy Authentication Required');
    vi.stubEnv('HTTP_PROXY', proxy.url.replace('http://', ''));
    vi.stubEnv('HTTPS_PROXY', tunnel.url.replace('http://', ''));
    expect(await ask(server.url)).toMatchObject({ kind: 'body', body: { a: 1 } });
    expect(proxy.requests).toHaveLength(1);
    expect(await ask(secureUrl)).toEqual(signInFailure);
    expect(tunnel.targets).toEqual(['api.example.test:443']);
  });

  test('a tunnel hides the request from the proxy', async () => {
    trustIt();
    const proxy = await startOpenTunnel(await startSecureServer());
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('http://', 'http://sam:p%40ss@'));
    expect(await ask(secureUrl)).toMatchObject({ kind: 'body', body: { a: 1 } });
    expect(proxy.heard()).toContain(`Basic ${Buffer.from('sam:p@ss').toString('base64')}`);
    expect(proxy.heard()).not.toContain(canary);
  });

  test('a proxy that never answers times out, and its connection is closed', async () => {
    let hasClosed = false;
    const silent = createServer((socket) => socket.resume().on('close', () => (hasClosed = true)));
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await portOf(silent)}`);
    expect(await ask(secureUrl, { timeoutMs: 300 })).toEqual(failure({ kind: 'timeout' }));
    await eventually(() => expect(hasClosed).toBe(true));
  });

  test('a proxy password that cannot be decoded is a fault of the proxy', async () => {
    const proxy = await startTunnelProxy('200 OK');
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('http://', 'http://sam:%zz@'));
    vi.stubEnv('HTTP_PROXY', proxy.url.replace('http://', 'http://sam:%zz@'));
    expect(await ask(secureUrl)).toEqual(proxyFailure);
    expect(await ask('http://localhost:1')).toEqual(proxyFailure);
    expect(proxy.targets).toEqual([]);
  });

  test('a certificate is checked whatever NODE_TLS_REJECT_UNAUTHORIZED says, with and without a tunnel', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const port = await startSecureServer();
    expect(await ask(`https://localhost:${port}`)).toEqual(failure({ kind: 'network', cause: 'tls' }));
    const proxy = await startOpenTunnel(port);
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    expect(await ask(secureUrl)).toEqual(failure({ kind: 'network', cause: 'tls' }));
    expect(proxy.heard()).not.toContain(canary);
  });
});

it.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY proxy.example:8080', 'http://proxy.example:8080'],
  ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
  ['DIRECT; PROXY proxy.example:8080', null],
  ['HTTPS secure.example:443', 'https://secure.example:443'],
  ['SOCKS5 socks.example:1080; PROXY proxy.example:8080', 'socks5://socks.example:1080'],
  ['SOCKS socks.example:1080', 'socks4://socks.example:1080'],
  ['NONSENSE x; PROXY proxy.example:8080', 'http://proxy.example:8080'],
])('the answer "%s" of the system means the proxy %s', (answer, expected) => {
  expect(proxyUrlOf(answer)).toBe(expected);
});
