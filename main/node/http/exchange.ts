import type { Readable } from 'node:stream';

import type { AxiosRequestConfig } from 'axios';

import type { Failure, NetworkCause } from '../../../core/polling/failure.ts';
import type { Route } from './proxy.ts';

/** One answer of a server, as far as it may be known to others. */
export interface Reply {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  /** When the service answered by its own clock, epoch ms; null: it does not say. */
  readonly dateMs: number | null;
  readonly isHtml: boolean;
  /** `too-large`, `not-text`: the body as such; `none`: it broke off or was not asked for. */
  readonly body:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'too-large' | 'not-text' | 'none' };
}

export type Exchange =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'failure'; readonly failure: Failure };

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  /** Sent as JSON with a POST. */
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly maximumBytes: number;
  readonly route: Route;
  readonly signal: AbortSignal;
}

/** One request, no redirect followed, none sent twice, nothing thrown; no error object and no text of one leaves. */
export async function exchange(request: ExchangeRequest): Promise<Exchange> {
  const { url, method, route, signal } = request;
  try {
    const { default: axios } = await import('axios');
    const response = await axios.request<Readable>({
      method,
      url: url.href,
      ...contentOf(request),
      adapter: 'http',
      responseType: 'stream',
      maxRedirects: 0,
      proxy: false,
      httpAgent: route.httpAgent,
      httpsAgent: route.httpsAgent,
      signal,
      validateStatus: () => true,
    });
    // A body that is given up may still fail later, when nobody reads it any more.
    response.data.on('error', () => undefined);
    const field = (name: string): string | null => {
      const value: unknown = response.headers[name];
      return typeof value === 'string' ? value : null;
    };
    if (route.usesProxy && (response.status === 407 || !route.hasReached())) {
      response.data.destroy();
      return { kind: 'failure', failure: { kind: 'network', cause: 'proxy' } };
    }
    const isGood = response.status >= 200 && response.status <= 299;
    const body = await readBody(response.data, request, isGood);
    const reply: Reply = {
      status: response.status,
      location: field('location'),
      retryAfter: field('retry-after'),
      dateMs: httpDateMs(field('date'), field('age')),
      isHtml: /^\s*(text\/html|application\/xhtml)/i.test(field('content-type') ?? '') || startsAsMarkup(body),
      body,
    };
    return { kind: 'reply', reply };
  } catch (error) {
    return { kind: 'failure', failure: failureOf(error, route, signal) };
  }
}

/** The time of an answer: its `Date`, and how long a cache has kept it since. */
function httpDateMs(date: string | null, age: string | null): number | null {
  const atMs = date === null || !/^[A-Za-z]{3}, .+ GMT$/.test(date.trim()) ? Number.NaN : Date.parse(date);
  const keptSeconds = age !== null && /^\d{1,8}$/.test(age.trim()) ? Number(age) : 0;
  return Number.isNaN(atMs) ? null : atMs + keptSeconds * 1000;
}

/** As bytes, so that nothing on the way reads or rewrites it. */
function contentOf({ method, headers, body }: ExchangeRequest): Pick<AxiosRequestConfig, 'headers' | 'data'> {
  if (method === 'GET') {
    return { headers };
  }
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type');
  return {
    headers: { ...Object.fromEntries(others), 'Content-Type': 'application/json' },
    data: Buffer.from(JSON.stringify(body ?? null), 'utf8'),
  };
}

/** The body of a good answer whole; of any other only what explains it, and its loss hides no status. */
async function readBody(stream: Readable, request: ExchangeRequest, isGood: boolean): Promise<Reply['body']> {
  try {
    const limit = isGood ? request.maximumBytes : Math.min(request.maximumBytes, mostBytesOfAnExplanation);
    const bytes = await readBoundedBody(stream, limit);
    if (bytes === null) {
      return { kind: 'too-large' };
    }
    const text = decodeUtf8(bytes);
    return text === null ? { kind: 'not-text' } : { kind: 'text', text };
  } catch (error) {
    if (isGood) {
      throw error;
    }
    return { kind: 'none' };
  }
}

const mostBytesOfAnExplanation = 64 * 1024;

function startsAsMarkup(body: Reply['body']): boolean {
  return body.kind === 'text' && /^\s*<(!doctype|html|head|body)/i.test(body.text);
}

function failureOf(error: unknown, route: Route, signal: AbortSignal): Failure {
  if (signal.aborted) {
    return { kind: 'timeout' };
  }
  if (!route.hasReached()) {
    return { kind: 'network', cause: 'proxy' };
  }
  const code = errorCodeOf(error);
  const isUndecodable = code !== null && /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_ZSTD)/.test(code);
  return isUndecodable ? { kind: 'not-json' } : { kind: 'network', cause: networkCauseOf(code) };
}

/**
 * The decoded bytes of a body, or null once there are more than `maximumBytes` of them, which are then
 * not waited for. Counted after decompression, so that a small message cannot become a large one.
 * Rejects with the stream's own error.
 */
async function readBoundedBody(stream: Readable, maximumBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > maximumBytes) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The text of UTF-8 bytes without a byte order mark, or null if they are none. */
function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const causes: Readonly<Record<string, NetworkCause>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_CRL: 'tls',
  EPROTO: 'tls',
};

const tlsPattern = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|INVALID_CA|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)/;

/** The kind of fault behind an error's code; nothing else of the error is looked at or kept. */
export function networkCauseOf(code: string | null): NetworkCause {
  if (code === null) {
    return 'other';
  }
  return causes[code] ?? (tlsPattern.test(code) ? 'tls' : 'other');
}

/** The code of an error, or of the first one of several (an address tried after another). */
export function errorCodeOf(error: unknown): string | null {
  const { code, errors, cause } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly errors?: unknown;
    readonly cause?: unknown;
  };
  if (typeof code === 'string' && !code.startsWith('ERR_BAD_') && code !== 'ERR_NETWORK') {
    return code;
  }
  const inner = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
  return inner === undefined || inner === error ? null : errorCodeOf(inner);
}
