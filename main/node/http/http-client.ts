import type { Account } from '../../../core/accounts/account.ts';
import type { Http, HttpOutcome } from '../../../core/ports.ts';
import type { RequestSpec } from '../../../core/providers/provider.ts';
import type { Failure } from '../../../core/refresh/failure.ts';
import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';
import type { CredentialReader } from '../credentials/credential-reader.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type Exchange, exchange } from './exchange.ts';
import { fillSlots } from './fill-slots.ts';
import { judgeReply } from './judge-reply.ts';
import { type ProxyFor, proxyForUrl, routeThrough } from './proxy.ts';

const mostRedirects = 3;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

export interface HttpOptions {
  readonly credentials: CredentialReader;
  readonly version: string;
  /** The operating system's proxy for a URL, as `http://host:port`; null: none. */
  readonly proxyFor?: ProxyFor;
  readonly nowMs: () => number;
}

/**
 * Sends requests with their secrets filled in, to the account's own host only. An expired or missing
 * sign-in sends nothing (X.3). Never throws; neither the token nor the text of an error leaves.
 */
export function createHttp(options: HttpOptions): Http {
  const send = async (spec: RequestSpec, account: Account): Promise<HttpOutcome> => {
    const credential = await options.credentials.read(account);
    if (credential.kind === 'problem') {
      return { kind: 'failure', failure: { kind: 'credential', problem: credential.problem }, fingerprint: null };
    }
    const { accessToken, fingerprint, expiresAtMs } = credential;
    const refusal = expiryFailure(expiresAtMs, options.nowMs()) ?? targetFailure(spec.url, account.baseUrl);
    const url = parseUrl(spec.url);
    if (refusal !== null || url === null) {
      return { kind: 'failure', failure: refusal ?? badTarget, fingerprint };
    }
    const headers = fillSlots(spec.headers, accessToken, options.version);
    const deadline = startDeadline(spec.timeoutMs);
    try {
      const result = await follow({ url, headers, maximumBytes: spec.maximumBytes }, deadline, options.proxyFor);
      return { ...(result.kind === 'reply' ? judgeReply(result.reply, options.nowMs()) : result), fingerprint };
    } finally {
      deadline.end();
    }
  };
  return Object.freeze({ send });
}

interface FilledRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly maximumBytes: number;
}

/** Follows redirects within the origin; the token never meets another one. */
async function follow(
  request: FilledRequest,
  deadline: Deadline,
  proxyFor: ProxyFor | undefined,
  redirectsLeft: number = mostRedirects,
): Promise<Exchange> {
  const result = await sendOnce(request, deadline, proxyFor);
  if (result.kind === 'failure' || result.reply.location === null || !redirectStatuses.includes(result.reply.status)) {
    return result;
  }
  const next = resolveUrl(result.reply.location, request.url);
  if (next === null || next.origin !== request.url.origin || !mayCarryToken(next) || redirectsLeft === 0) {
    return { kind: 'failure', failure: { kind: 'redirect-refused' } };
  }
  return follow({ ...request, url: next }, deadline, proxyFor, redirectsLeft - 1);
}

async function sendOnce(request: FilledRequest, deadline: Deadline, proxyFor: ProxyFor | undefined): Promise<Exchange> {
  // A proxy's script may fail or never answer; going around it is not ours to decide.
  const unusable = { kind: 'failure', failure: { kind: 'network', cause: 'proxy' } } as const;
  const late = { kind: 'failure', failure: { kind: 'timeout' } } as const;
  const choose = async () => routeThrough(await proxyForUrl(request.url, proxyFor));
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
  return route === null ? unusable : exchange({ ...request, route, signal: deadline.signal });
}

const badTarget: Failure = { kind: 'credential', problem: 'bad-base-url' };

function expiryFailure(expiresAtMs: number | null, nowMs: number): Failure | null {
  return expiresAtMs !== null && expiresAtMs <= nowMs ? { kind: 'credential-expired', expiredAtMs: expiresAtMs } : null;
}

/** A second look, after the one at discovery: the token goes to the account's own origin only. */
function targetFailure(target: string, baseUrl: string): Failure | null {
  const url = parseUrl(target);
  if (url === null || !mayCarryToken(url)) {
    return badTarget;
  }
  return url.origin === parseUrl(baseUrl)?.origin ? null : { kind: 'redirect-refused' };
}

function resolveUrl(location: string, from: URL): URL | null {
  try {
    return new URL(location, from);
  } catch {
    return null;
  }
}
