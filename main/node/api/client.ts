import fs from 'node:fs';
import http from 'node:http';
import { dirname } from 'node:path';
import { parseJson } from '../../../core/units/json.ts';
import { errorCode } from '../storage/error-code.ts';
import { isTrustedFolder } from './socket-folder.ts';

export interface AppRequest {
  readonly socketPath: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with a slash. */
  readonly path: string;
  /** Sent as JSON. Left out: no body. */
  readonly body?: unknown;
  /** Limits the whole exchange. */
  readonly timeoutMs: number;
}

export type AppResponse =
  /** An answer of any status. `body` is decoded JSON, or the text of another type, or null if there was none. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      /** The header `Link`. Left out: there was none. */
      readonly link?: string;
    }
  | { readonly kind: 'not-running' }
  | { readonly kind: 'fault'; readonly reason: FaultReason };

export type FaultReason = 'timeout' | 'denied' | 'not-ours' | 'too-large' | 'not-understood' | 'broken-off';

const maximumAnswerBytes = 32 * 1024 * 1024;

/** Sends a request to the running app over its socket. Never rejects. `not-running`: no process listens there. */
export async function askApp(ask: AppRequest): Promise<AppResponse> {
  return isOfAnotherUser(ask.socketPath) ? { kind: 'fault', reason: 'not-ours' } : exchange(ask);
}

/** The socket may be in a shared temporary folder, where another user could have created one. */
function isOfAnotherUser(socketPath: string): boolean {
  const own = process.getuid?.();
  if (own !== undefined && !isTrustedFolder(dirname(socketPath))) return true;
  try {
    const owner = fs.lstatSync(socketPath).uid;
    return own !== undefined && owner !== own;
  } catch {
    return false;
  }
}

async function exchange({ socketPath, method, path, body, timeoutMs }: AppRequest): Promise<AppResponse> {
  return new Promise((resolve) => {
    const payload = body === undefined ? null : JSON.stringify(body);
    const request = http.request({
      socketPath,
      method,
      path,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers:
        payload === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) },
    });
    request.on('error', (error) => resolve(faultOf(error)));
    request.on('response', (response) => {
      response.on('error', () => undefined);
      void collect(response).then(
        (bytes) => {
          resolve(bytes === null ? { kind: 'fault', reason: 'too-large' } : decodeResponse(response, bytes));
        },
        (error: unknown) => resolve(faultOf(error)),
      );
    });
    request.end(payload ?? undefined);
  });
}

async function collect(response: http.IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maximumAnswerBytes) {
      return null;
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function decodeResponse(response: http.IncomingMessage, bytes: Buffer): AppResponse {
  const status = response.statusCode ?? 0;
  const text = bytes.toString('utf8');
  if (text === '') {
    return { kind: 'answer', status, body: null };
  }
  if (!/^application\/(problem\+)?json/.test(response.headers['content-type'] ?? '')) {
    return { kind: 'answer', status, body: text };
  }
  const body = parseJson(text);
  if (body === undefined) return { kind: 'fault', reason: 'not-understood' };
  const { link } = response.headers;
  return { kind: 'answer', status, body, ...(typeof link === 'string' ? { link } : {}) };
}

function faultOf(error: unknown): AppResponse {
  const code = errorCode(error) ?? '';
  if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR'].includes(code)) {
    return { kind: 'not-running' };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return { kind: 'fault', reason: 'denied' };
  }
  if (isTimeout(error)) {
    return { kind: 'fault', reason: 'timeout' };
  }
  return { kind: 'fault', reason: code.startsWith('HPE_') ? 'not-understood' : 'broken-off' };
}

function isTimeout(error: unknown): boolean {
  const names = error instanceof Error ? [error.name, (error.cause as { name?: unknown } | undefined)?.name] : [];
  return names.includes('TimeoutError') || names.includes('AbortError');
}
