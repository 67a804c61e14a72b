import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { isLoopbackHost, parseUrl } from '../credentials/base-url.ts';

/** The way a request takes. `hasReached` turns true once a proxy has let it through. */
export interface Route {
  readonly httpAgent: PlainAgent;
  readonly httpsAgent: SecureAgent | PlainAgent;
  readonly usesProxy: boolean;
  readonly hasReached: () => boolean;
}

/** Asks for the operating system's proxy for a URL; null: none. */
export type ProxyFor = (url: string) => Promise<string | null>;

/**
 * The proxy for a URL: the environment's (`NO_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`), else the operating
 * system's, which is never asked about a loopback address. Null: none.
 */
export async function proxyForUrl(url: URL, proxyFor: ProxyFor | undefined): Promise<string | null> {
  const { getProxyForUrl } = await import('proxy-from-env');
  const fromEnvironment = getProxyForUrl(url.href);
  if (fromEnvironment !== '') {
    return fromEnvironment;
  }
  return proxyFor === undefined || isLoopbackHost(url.hostname) ? null : await proxyFor(url.href);
}

/**
 * Agents for a direct way or one through a proxy; none keeps a connection, so none holds the process.
 * Null: the proxy is of a kind that we do not speak, and going around it is not ours to decide.
 */
export async function routeThrough(proxy: string | null): Promise<Route | null> {
  if (proxy === null) {
    const httpAgent = new PlainAgent({ keepAlive: false });
    const httpsAgent = new SecureAgent({ keepAlive: false });
    return { httpAgent, httpsAgent, usesProxy: false, hasReached: () => true };
  }
  const url = parseUrl(proxy);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return null;
  }
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ]);
  let hasReached = false;
  const httpAgent = new HttpProxyAgent(url, { keepAlive: false });
  const httpsAgent = new HttpsProxyAgent(url, { keepAlive: false });
  // A tunnel answers with a status; a forwarding proxy is reached once it is connected.
  const noteAnswer = ({ statusCode }: { readonly statusCode?: number }): void => {
    hasReached = statusCode === undefined || statusCode === 200;
  };
  httpAgent.on('proxyConnect', noteAnswer);
  httpsAgent.on('proxyConnect', noteAnswer);
  return { httpAgent, httpsAgent, usesProxy: true, hasReached: () => hasReached };
}
