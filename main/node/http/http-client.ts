import type { Failure } from '../../../core/polling/failure.ts';
import type { Http, HttpOutcome, LocalFigures } from '../../../core/ports.ts';
import type { Account } from '../../../core/providers/account.ts';
import { parseKeyPair } from '../../../core/providers/key-pair.ts';
import type { ActionSpec, PollSpec, RequestSpec } from '../../../core/providers/provider.ts';
import { providers } from '../../../core/providers/registry.ts';
import { isRecord } from '../../../core/units/json.ts';
import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';
import type { CredentialReader } from '../credentials/discovery.ts';
import { type Exchange, bodyBytes, bodyType, exchange, type ExchangeRequest } from './exchange.ts';
import { type JudgedReply, judgeReply, judgeReplyTo } from './judge.ts';
import { type Network, plainNetwork } from './network.ts';
import { type ProxyFor, routeThrough } from './proxy.ts';
import { volcengineHeaders } from './volcengine-signature.ts';

export interface HttpOptions {
  readonly credentials: CredentialReader;
  readonly version: string;
  /** Returns the operating system's proxy for a URL, as `http://host:port`. Null: no proxy. */
  readonly proxyFor?: ProxyFor;
  /** The way of requests by the user's settings; left out: by the environment and `proxyFor`. */
  readonly network?: Network;
  readonly nowMs: () => number;
  /** Reads what programs keep on this computer; left out: nothing is read. */
  readonly figures?: LocalFigures;
}

const noFigures: HttpOutcome = {
  kind: 'failure',
  failure: { kind: 'figures', problem: 'absent' },
  fingerprint: null,
};

/**
 * Creates the HTTP client of the accounts. It fills in an account's secret and sends the request only to the account's
 * own origin. Without a valid sign-in it sends nothing. It sends an action once: no redirect, no retry. It never rejects,
 * and neither the token nor the text of an error leaves it.
 */
export function createHttp(options: HttpOptions): Http {
  const network = options.network ?? plainNetwork(options.proxyFor);
  const send = async (spec: PollSpec | ActionSpec, account: Account): Promise<HttpOutcome> => {
    if (spec.method === 'READ') return (await options.figures?.read(spec.program)) ?? noFigures;
    const credential = await options.credentials.read(account);
    if (credential.kind === 'problem') {
      return { kind: 'failure', failure: { kind: 'credential', problem: credential.problem }, fingerprint: null };
    }
    const { accessToken, fingerprint, expiresAtMs } = credential;
    const refusal = expiryFailure(expiresAtMs, options.nowMs()) ?? targetFailure(spec.url, account);
    const url = parseUrl(spec.url);
    if (refusal !== null || url === null) {
      return { kind: 'failure', failure: refusal ?? badTarget, fingerprint };
    }
    const { method, maximumBytes } = spec;
    const content = contentOf(spec, accessToken);
    const signed = sign(spec, url, content, accessToken, options.nowMs());
    // A key of another form cannot sign. Only a new key ends this, as for a key that the service refuses.
    if (signed === null) return { kind: 'failure', failure: { kind: 'unauthorised', status: 401 }, fingerprint };
    const headers = { ...fillPlaceholders(spec.headers, accessToken, options.version), ...signed.headers };
    const deadline = startDeadline(spec.timeoutMs);
    try {
      const redirects = spec.refusesRedirects === true ? 0 : mostRedirects;
      const result = await follow({ url, method, headers, maximumBytes, ...content }, deadline, network, redirects);
      return {
        ...(result.kind === 'reply'
          ? judgeReplyTo(signed.secret, result.reply, options.nowMs(), spec.answerStatuses)
          : result),
        fingerprint,
      };
    } finally {
      deadline.end();
    }
  };
  return Object.freeze({ send });
}

/** The headers of a signature, and the text that no answer may repeat. */
interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
}

/** Signs a request where its spec says so. Null: the account's key is no pair of keys. */
function sign(
  { method, signature }: RequestSpec | ActionSpec,
  url: URL,
  content: { readonly body?: unknown },
  accessToken: string,
  nowMs: number,
): Signed | null {
  if (signature === undefined) return { headers: {}, secret: accessToken };
  const pair = parseKeyPair(accessToken);
  if (pair === null) return null;
  const sent = method === 'POST' ? { contentType: bodyType, body: bodyBytes(content.body) } : { body: '' };
  return { headers: volcengineHeaders({ method, url, ...sent }, pair, signature, nowMs), secret: pair.secret };
}

const badTarget: Failure = { kind: 'credential', problem: 'bad-base-url' };

/** Returns the failure of a sign-in that has expired; null: it is valid, or does not say until when. */
export function expiryFailure(expiresAtMs: number | null, nowMs: number): Failure | null {
  return expiresAtMs !== null && expiresAtMs <= nowMs ? { kind: 'credential-expired', expiredAtMs: expiresAtMs } : null;
}

/** Checks the target again, after discovery did: only the account's origin or one that its provider names gets the token. */
function targetFailure(target: string, account: Account): Failure | null {
  const url = parseUrl(target);
  if (url === null || !mayCarryToken(url)) {
    return badTarget;
  }
  const further = providers[account.provider].furtherOrigins?.(account) ?? [];
  const isOwn = url.origin === parseUrl(account.baseUrl)?.origin || further.includes(url.origin);
  return isOwn ? null : { kind: 'redirect-refused' };
}

interface PublicHttpOptions {
  readonly version: string;
  /** Returns the operating system's proxy for a URL, as `http://host:port`. Null: no proxy. */
  readonly proxyFor?: ProxyFor;
  /** The way of requests by the user's settings; left out: by the environment and `proxyFor`. */
  readonly network?: Network;
  readonly nowMs: () => number;
}

/** Reads public JSON that belongs to no account. */
export interface PublicHttp {
  readonly get: (
    url: string,
    limits: { readonly timeoutMs: number; readonly maximumBytes: number },
  ) => Promise<JudgedReply>;
}

/**
 * Creates the HTTP client for public JSON, over `https:` or from this computer. It knows no sign-in, so it cannot send
 * one. Redirects stay within the origin. It never rejects.
 */
export function createPublicHttp(options: PublicHttpOptions): PublicHttp {
  const { version, nowMs } = options;
  const network = options.network ?? plainNetwork(options.proxyFor);
  const headers = { Accept: 'application/json', 'User-Agent': `quota-tray/${version}` };
  return Object.freeze({
    get: async (target, { timeoutMs, maximumBytes }): Promise<JudgedReply> => {
      const url = parseUrl(target);
      if (url === null || !mayCarryToken(url)) {
        return { kind: 'failure', failure: { kind: 'redirect-refused' } };
      }
      const deadline = startDeadline(timeoutMs);
      try {
        const result = await follow({ url, method: 'GET', headers, maximumBytes }, deadline, network);
        return result.kind === 'reply' ? judgeReply(result.reply, nowMs()) : result;
      } finally {
        deadline.end();
      }
    },
  } satisfies PublicHttp);
}

const tokenPlaceholder = '{{secret:accessToken}}';

/**
 * Returns request headers with the token and the app's version in their placeholders. An empty token means that the
 * account needs none; headers that would hold it are left out.
 */
export function fillPlaceholders(
  headers: Readonly<Record<string, string>>,
  accessToken: string,
  version: string,
): Readonly<Record<string, string>> {
  const fill = (text: string): string =>
    text.replaceAll('{{version}}', () => version).replaceAll(tokenPlaceholder, () => accessToken);
  const sent = Object.entries(headers).filter(([, text]) => accessToken !== '' || !text.includes(tokenPlaceholder));
  const filled = sent.map(([name, value]) => [name, fill(value)] as const);
  const hasUserAgent = filled.some(([name]) => name.toLowerCase() === 'user-agent');
  return Object.fromEntries(hasUserAgent ? filled : [...filled, ['User-Agent', `quota-tray/${version}`]]);
}

/** The body of a request. Only a question may have the token in it, because an action may repeat what a user wrote. */
function contentOf(spec: RequestSpec | ActionSpec, accessToken: string): Pick<ExchangeRequest, 'body' | 'contentType'> {
  if (spec.method === 'GET') return {};
  if (!('isQuestion' in spec)) return { body: spec.body };
  const { contentType } = spec;
  return { body: fillBody(spec.body, accessToken), ...(contentType === undefined ? {} : { contentType }) };
}

/** Returns the body with the token in its placeholders, wherever a text of it is one. */
function fillBody(body: unknown, accessToken: string): unknown {
  if (typeof body === 'string') return body.replaceAll(tokenPlaceholder, () => accessToken);
  if (Array.isArray(body)) return body.map((each) => fillBody(each, accessToken));
  if (!isRecord(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, fillBody(value, accessToken)]));
}

const mostRedirects = 3;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

/** A request with its placeholders filled, before a route is chosen. */
type FilledRequest = Omit<ExchangeRequest, 'route' | 'signal'>;

/**
 * Sends a request and follows up to three redirects within its origin, so that no header reaches another origin. A POST
 * is never redirected, because that could repeat the action or change it.
 */
async function follow(
  request: FilledRequest,
  deadline: Deadline,
  network: Network,
  redirectsLeft: number = mostRedirects,
): Promise<Exchange> {
  const result = await sendOnce(request, deadline, network);
  if (result.kind === 'failure' || result.reply.location === null || !redirectStatuses.includes(result.reply.status)) {
    return result;
  }
  const next = request.method === 'GET' ? resolveUrl(result.reply.location, request.url) : null;
  if (next === null || next.origin !== request.url.origin || !mayCarryToken(next) || redirectsLeft === 0) {
    return { kind: 'failure', failure: { kind: 'redirect-refused' } };
  }
  return follow({ ...request, url: next }, deadline, network, redirectsLeft - 1);
}

async function sendOnce(request: FilledRequest, deadline: Deadline, network: Network): Promise<Exchange> {
  // The system's proxy script may fail or hang. Going around the proxy is not this app's decision.
  const unusable = { kind: 'failure', failure: { kind: 'network', cause: 'proxy' } } as const;
  const late = { kind: 'failure', failure: { kind: 'timeout' } } as const;
  const choose = async () => routeThrough(await network.proxyOf(request.url), deadline.signal, network.certificates());
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
function startDeadline(timeoutMs: number): Deadline {
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
