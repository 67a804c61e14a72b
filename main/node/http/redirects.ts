import { mayCarryToken } from '../credentials/base-url.ts';
import { type Exchange, exchange, type ExchangeRequest } from './exchange.ts';
import { type ProxyFor, proxyForUrl, routeThrough } from './proxy.ts';

const mostRedirects = 3;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

/** A request with its placeholders filled, before a route is chosen. */
type FilledRequest = Omit<ExchangeRequest, 'route' | 'signal'>;

/**
 * Sends a request and follows up to three redirects within its origin, so that no header reaches another origin. A POST
 * is never redirected, because that could repeat the action or change it.
 */
export async function follow(
  request: FilledRequest,
  deadline: Deadline,
  proxyFor: ProxyFor | undefined,
  redirectsLeft: number = mostRedirects,
): Promise<Exchange> {
  const result = await sendOnce(request, deadline, proxyFor);
  if (result.kind === 'failure' || result.reply.location === null || !redirectStatuses.includes(result.reply.status)) {
    return result;
  }
  const next = request.method === 'GET' ? resolveUrl(result.reply.location, request.url) : null;
  if (next === null || next.origin !== request.url.origin || !mayCarryToken(next) || redirectsLeft === 0) {
    return { kind: 'failure', failure: { kind: 'redirect-refused' } };
  }
  return follow({ ...request, url: next }, deadline, proxyFor, redirectsLeft - 1);
}

async function sendOnce(request: FilledRequest, deadline: Deadline, proxyFor: ProxyFor | undefined): Promise<Exchange> {
  // The system's proxy script may fail or hang. Going around the proxy is not this app's decision.
  const unusable = { kind: 'failure', failure: { kind: 'network', cause: 'proxy' } } as const;
  const late = { kind: 'failure', failure: { kind: 'timeout' } } as const;
  const choose = async () => routeThrough(await proxyForUrl(request.url, proxyFor), deadline.signal);
  const chosen = await deadline.bound(
    choose().then(
      (route) => ({ route }),
      () => ({ route: null }),
    ),
  );
  if (chosen === null || deadline.signal.aborted) {
    return late;
  }
  const { route } = chosen;
  if (route === 'unsupported') {
    return { kind: 'failure', failure: { kind: 'network', cause: 'proxy-unsupported' } };
  }
  return route === null ? unusable : exchange({ ...request, route, signal: deadline.signal });
}

function resolveUrl(location: string, from: URL): URL | null {
  try {
    return new URL(location, from);
  } catch {
    return null;
  }
}

interface Deadline {
  readonly signal: AbortSignal;
  /** Returns the promise's value, or null once the time is over. */
  readonly bound: <Value>(promise: Promise<Value>) => Promise<Value | null>;
  readonly end: () => void;
}

/** Starts one time limit for all steps of a request. `end` stops the timer and aborts what still runs. */
export function startDeadline(timeoutMs: number): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  const over = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  return Object.freeze({
    signal,
    bound: <Value>(promise: Promise<Value>): Promise<Value | null> => Promise.race([promise, over]),
    end: () => {
      clearTimeout(timer);
      controller.abort();
    },
  });
}
