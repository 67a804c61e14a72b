import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { type AgentOptions, Agent as SecureAgent, request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

import { isLoopbackHost, parseUrl } from '../credentials/base-url.ts';

/**
 * How a request reaches its server. `hasReached` is true once the proxy has let it through, `wantsSignIn` once it refused a
 * tunnel because it wants a user name and a password.
 */
export interface Route {
  readonly httpAgent: PlainAgent;
  readonly httpsAgent: SecureAgent | PlainAgent;
  readonly usesProxy: boolean;
  readonly hasReached: () => boolean;
  readonly wantsSignIn: () => boolean;
}

/** Returns the operating system's proxy for a URL. Null: no proxy. */
export type ProxyFor = (url: string) => Promise<string | null>;

/**
 * Returns the proxy for a URL: the environment's (`NO_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`), else the operating system's.
 * The system is not asked about a loopback address. A proxy without a scheme is an `http:` one, as in other programs.
 * Null: no proxy.
 */
export async function proxyForUrl(url: URL, proxyFor: ProxyFor | undefined): Promise<string | null> {
  const { getProxyForUrl } = await import('proxy-from-env');
  const fromEnvironment = getProxyForUrl(url.href);
  if (fromEnvironment !== '') {
    // The library gives a proxy without a scheme the scheme of the URL.
    const stated = proxyVariable(`${url.protocol.slice(0, -1)}_proxy`) || proxyVariable('all_proxy');
    return stated.includes('://') ? fromEnvironment : `http://${stated.trim()}`;
  }
  return proxyFor === undefined || isLoopbackHost(url.hostname) ? null : await proxyFor(url.href);
}

function proxyVariable(name: string): string {
  return process.env[name] || process.env[name.toUpperCase()] || '';
}

/** Certificates are always checked, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. */
const strictTls = { rejectUnauthorized: true } as const;

/** The trusted certificates of a route as PEM; left out: those of Node. */
interface Trust {
  readonly ca?: string[];
}

/**
 * Returns the agents for a direct route or one through a proxy. They keep no connection open, so they do not keep the
 * process running. `unsupported`: the proxy speaks another protocol than HTTP, such as SOCKS; going around it is not
 * this app's decision. Null: its address cannot be read.
 *
 * @param signal Closes the tunnels of the route.
 * @param certificates The trusted certificates as PEM; left out: those of Node.
 */
export async function routeThrough(
  proxy: string | null,
  signal: AbortSignal,
  certificates?: readonly string[],
): Promise<Route | 'unsupported' | null> {
  const trust: Trust = certificates === undefined ? {} : { ca: [...certificates] };
  if (proxy === null) {
    const httpAgent = new PlainAgent({ keepAlive: false });
    const httpsAgent = new SecureAgent({ keepAlive: false, ...strictTls, ...trust });
    return { httpAgent, httpsAgent, usesProxy: false, hasReached: () => true, wantsSignIn: () => false };
  }
  const url = parseUrl(proxy);
  if (url === null) {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return 'unsupported';
  }
  const { HttpProxyAgent } = await import('http-proxy-agent');
  let hasReached = false;
  const reached = (): void => void (hasReached = true);
  const httpAgent = new HttpProxyAgent(url, { keepAlive: false, ...strictTls, ...trust });
  httpAgent.on('proxyConnect', reached);
  const httpsAgent = new TunnelAgent(url, signal, reached, trust);
  const wantsSignIn = (): boolean => httpsAgent.refusal === signInStatus;
  return { httpAgent, httpsAgent, usesProxy: true, hasReached: () => hasReached, wantsSignIn };
}

/** The status of a proxy that wants a user name and a password. */
export const signInStatus = 407;

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * Reaches `https:` servers through the CONNECT request of a proxy. Node's own HTTP client opens the tunnel, so that
 * every socket always has a listener for errors. The agent of `https-proxy-agent` stops listening if a proxy ends the
 * connection during the TLS handshake, and the late error of that socket then ends the process.
 */
class TunnelAgent extends SecureAgent {
  readonly #proxy: URL;
  readonly #signal: AbortSignal;
  readonly #reached: () => void;
  readonly #trust: Trust;
  /** The status with which the proxy refused a tunnel; null: it refused none. */
  refusal: number | null = null;

  constructor(proxy: URL, signal: AbortSignal, reached: () => void, trust: Trust) {
    super({ keepAlive: false, ...strictTls, ...trust });
    this.#trust = trust;
    this.#proxy = proxy;
    this.#signal = signal;
    this.#reached = reached;
  }

  override createConnection(target: AgentOptions & RequestOptions, connected: Connected): undefined {
    const fail = (error: Error): void => connected(error, undefined as never);
    const request = this.#open(`${bracketed(target.host ?? '')}:${target.port}`);
    if (request === null) {
      fail(new Error('The proxy address holds a broken user name or password.'));
      return;
    }
    request.on('error', fail);
    request.on('connect', ({ statusCode }, socket) => {
      // The HTTP client listens no longer, and the TLS socket does not listen yet.
      socket.on('error', () => undefined);
      this.#signal.addEventListener('abort', () => socket.destroy(), { once: true });
      if (statusCode !== 200) {
        this.refusal = statusCode ?? null;
        socket.destroy();
        fail(new Error(`The proxy answered ${statusCode}.`));
        return;
      }
      this.#reached();
      const secured = connectTls({ ...(target as ConnectionOptions), ...strictTls, ...this.#trust, socket });
      secured.on('error', () => undefined);
      connected(null, secured);
    });
    request.end();
  }

  /** Returns the request that opens a tunnel. Null: the proxy's user name or password cannot be decoded. */
  #open(target: string): ReturnType<typeof plainRequest> | null {
    const { protocol, hostname, port } = this.#proxy;
    const authorization = basicAuthorization(this.#proxy);
    if (authorization === null) return null;
    const host = hostname.replace(/^\[|\]$/g, '');
    const options = {
      ...{ host, method: 'CONNECT', path: target, agent: false, signal: this.#signal },
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      headers: { Host: target, 'Proxy-Connection': 'close', ...authorization },
    };
    return protocol === 'https:'
      ? secureRequest({ ...options, ...strictTls, ...this.#trust, servername: isIP(host) === 0 ? host : '' })
      : plainRequest(options);
  }
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function basicAuthorization({ username, password }: URL): Readonly<Record<string, string>> | null {
  if (username === '' && password === '') return {};
  try {
    const stated = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { 'Proxy-Authorization': `Basic ${Buffer.from(stated).toString('base64')}` };
  } catch {
    return null;
  }
}

const schemes: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5',
};

/**
 * Returns the first proxy of an answer such as `PROXY host:8080; DIRECT`, as a URL. Null: no proxy. SOCKS is returned
 * too, although it is not supported, so that the app reports it instead of going around it.
 */
export function proxyUrlOf(answer: string): string | null {
  for (const entry of answer.split(';')) {
    const [kind = '', place = ''] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return null;
    const scheme = schemes[kind.toUpperCase()];
    if (scheme !== undefined && place !== '') return `${scheme}://${place}`;
  }
  return null;
}
