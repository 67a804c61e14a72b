import { createHash, createHmac } from 'node:crypto';

import type { KeyPair } from '../../../core/providers/key-pair.ts';
import type { SignatureSpec } from '../../../core/providers/provider.ts';

/** A request as it is sent. */
interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** The type of the body; left out: the request has none. */
  readonly contentType?: string;
  /** The bytes of the body; empty: there is none. */
  readonly body: Uint8Array | string;
}

const algorithm = 'HMAC-SHA256';
const terminator = 'request';

/**
 * Returns the headers that sign a request for Volcengine: the time, the hash of the body and the signature. The vendor
 * documents the method at https://www.volcengine.com/docs/6369/67269. The secret is in no header.
 */
export function volcengineHeaders(
  request: UnsignedRequest,
  { accessKeyId, secret }: KeyPair,
  { service, region }: Pick<SignatureSpec, 'service' | 'region'>,
  nowMs: number,
): Readonly<Record<string, string>> {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const bodyHash = sha256(request.body);
  const signed = [
    ...(request.contentType === undefined ? [] : [['content-type', request.contentType] as const]),
    ['host', request.url.host],
    ['x-content-sha256', bodyHash],
    ['x-date', time],
  ] as const;
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const canonical = [request.method, request.url.pathname, queryText(request.url), lines, names, bodyHash].join('\n');
  const scope = [day, region, service, terminator].join('/');
  const text = [algorithm, time, scope, sha256(canonical)].join('\n');
  const key = [day, region, service, terminator].reduce<Buffer | string>((last, part) => hmac(last, part), secret);
  const signature = hmac(key, text).toString('hex');
  return {
    'X-Date': time,
    'X-Content-Sha256': bodyHash,
    Authorization: `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** The parameters in the order of their names, encoded by RFC 3986. */
function queryText({ searchParams }: URL): string {
  const pairs = [...searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return [...pairs].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
