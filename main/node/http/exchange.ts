import type { Readable } from 'node:stream';

import type { AxiosRequestConfig } from 'axios';

import type { Failure, NetworkCause } from '../../../core/polling/failure.ts';
import { type Route, signInStatus } from './proxy.ts';

/** What other modules may know of a server's answer. */
export interface Reply {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  /** The time of the answer by the server's clock, in epoch ms. Null if the server does not name it. */
  readonly dateMs: number | null;
  readonly isHtml: boolean;
  /** `too-large` and `not-text` are properties of the body. `none`: the body broke off. */
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
  /** The JSON body of a POST. */
  readonly body?: unknown;
  /** The type of the body; left out: `application/json`. */
  readonly contentType?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maximumBytes: number;
  readonly route: Route;
  readonly signal: AbortSignal;
}

/**
 * Sends one request and returns the answer or a failure. It follows no redirect and sends nothing twice. It never
 * rejects, and no text of an error leaves it, because such a text may hold a secret.
 */
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
    // An abandoned body may still fail later; without a listener that error would end the process.
    response.data.on('error', () => undefined);
    const header = (name: string): string | null => {
      const value: unknown = response.headers[name];
      return typeof value === 'string' ? value : null;
    };
    if (route.usesProxy && (response.status === 407 || !route.hasReached())) {
      response.data.destroy();
      const cause = response.status === signInStatus ? 'proxy-sign-in' : 'proxy';
      return { kind: 'failure', failure: { kind: 'network', cause } };
    }
    const isGood = response.status >= 200 && response.status <= 299;
    const body = await readBody(response.data, request, isGood);
    const reply: Reply = {
      status: response.status,
      location: header('location'),
      retryAfter: header('retry-after'),
      dateMs: httpDateMs(header('date'), header('age')),
      isHtml: /^\s*(text\/html|application\/xhtml)/i.test(header('content-type') ?? '') || startsAsMarkup(body),
      body,
    };
    return { kind: 'reply', reply };
  } catch (error) {
    return { kind: 'failure', failure: failureOf(error, route, signal) };
  }
}

/** The server's time in epoch ms: the `Date` header plus the `Age` that a cache added. Null without a valid date. */
function httpDateMs(date: string | null, age: string | null): number | null {
  const atMs = date === null || !/^[A-Za-z]{3}, .+ GMT$/.test(date.trim()) ? Number.NaN : Date.parse(date);
  const keptSeconds = age !== null && /^\d{1,8}$/.test(age.trim()) ? Number(age) : 0;
  return Number.isNaN(atMs) ? null : atMs + keptSeconds * 1000;
}

/** The body goes out as bytes, so that axios neither reads nor rewrites it. */
function contentOf({
  method,
  headers,
  body,
  contentType = bodyType,
}: ExchangeRequest): Pick<AxiosRequestConfig, 'headers' | 'data'> {
  if (method === 'GET') {
    return { headers };
  }
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type');
  return { headers: { ...Object.fromEntries(others), 'Content-Type': contentType }, data: bodyBytes(body) };
}

/** The usual type of a body that is sent. */
export const bodyType = 'application/json';

/** Returns a JSON body as the bytes that are sent. */
export function bodyBytes(body: unknown): Buffer {
  return Buffer.from(JSON.stringify(body ?? null), 'utf8');
}

/**
 * Reads the body. Of a refusal only the first 64 KiB count, as an explanation; if that body breaks off, the status
 * still counts.
 */
async function readBody(stream: Readable, request: ExchangeRequest, isGood: boolean): Promise<Reply['body']> {
  try {
    const limit = isGood ? request.maximumBytes : Math.min(request.maximumBytes, maximumRefusalBytes);
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

const maximumRefusalBytes = 64 * 1024;

function startsAsMarkup(body: Reply['body']): boolean {
  return body.kind === 'text' && /^\s*<(!doctype|html|head|body)/i.test(body.text);
}

function failureOf(error: unknown, route: Route, signal: AbortSignal): Failure {
  if (signal.aborted) {
    return { kind: 'timeout' };
  }
  if (!route.hasReached()) {
    return { kind: 'network', cause: route.wantsSignIn() ? 'proxy-sign-in' : 'proxy' };
  }
  const code = errorCodeOf(error);
  const isUndecodable = code !== null && /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_ZSTD)/.test(code);
  return isUndecodable ? { kind: 'not-json' } : { kind: 'network', cause: networkCauseOf(code) };
}

/**
 * Returns the decoded bytes of a body, or null as soon as there are more than `maximumBytes`. It counts after
 * decompression, so that a small message cannot become a large one. Rejects with the stream's error.
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

/** Returns the text of UTF-8 bytes without a byte order mark. Null if they are not UTF-8. */
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

/** Returns the kind of network fault for an error code. Unknown codes are `other`. */
export function networkCauseOf(code: string | null): NetworkCause {
  if (code === null) {
    return 'other';
  }
  return causes[code] ?? (tlsPattern.test(code) ? 'tls' : 'other');
}

/** Returns the code of an error, or of its first inner error (Node tries several addresses). Null without a code. */
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
