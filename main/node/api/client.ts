import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { Socket } from 'node:net';
import { parseJson } from '../../../core/units/json.ts';
import { errorCode } from '../storage/error-code.ts';
import { type AppSocket, challengeHeader, isPipe, pathOf, proofFor, proofHeader } from './pipe-proof.ts';
import { isSameSecret, readSecret } from './secret-file.ts';
import { isSocketOfAnotherUser } from './socket-folder.ts';

export interface AppRequest {
  readonly socketPath: AppSocket;
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
  const { socketPath } = ask;
  if (typeof socketPath !== 'string') return askAfterProof(ask, socketPath.keyFile);
  // A pipe does not show who made it.
  if (isPipe(socketPath) || isSocketOfAnotherUser(socketPath)) return notOurs;
  return (await exchange(ask)).response;
}

const notOurs: AppResponse = { kind: 'fault', reason: 'not-ours' };

/**
 * Sends a request once the other side has proved that it knows the key in the state folder, over the same connection. A
 * stranger gets a random number and nothing else. Without a key no app of this user has ever served the pipe.
 */
async function askAfterProof(ask: AppRequest, keyFile: string): Promise<AppResponse> {
  const key = readSecret(keyFile);
  if (key === null) return { kind: 'not-running' };
  const challenge = randomBytes(32).toString('base64url');
  const connection = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { socketPath, timeoutMs } = ask;
  try {
    const health: AppRequest = { socketPath, timeoutMs, method: 'GET', path: '/health' };
    const first = await exchange(health, { connection, headers: { [challengeHeader]: challenge } });
    if (first.response.kind !== 'answer') return first.response;
    const isProved = first.proof !== null && isSameSecret(first.proof, proofFor(key, challenge) ?? '');
    return isProved ? (await exchange(ask, { connection, onlyOver: first.socket })).response : notOurs;
  } finally {
    connection.destroy();
  }
}

/** How a request is sent. Left out: over a connection of its own. */
interface Over {
  readonly connection?: http.Agent;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request is sent over this open connection, or not at all. */
  readonly onlyOver?: Socket | null;
}

interface Exchanged {
  readonly response: AppResponse;
  readonly proof: string | null;
  readonly socket: Socket | null;
}

async function exchange(ask: AppRequest, over: Over = {}): Promise<Exchanged> {
  const { socketPath, method, path, body, timeoutMs } = ask;
  const { connection = false, headers = {}, onlyOver } = over;
  return new Promise((done) => {
    let [proof, socket]: [string | null, Socket | null] = [null, null];
    const resolve = (response: AppResponse): void => done({ response, proof, socket });
    const payload = body === undefined ? null : JSON.stringify(body);
    const request = http.request({
      socketPath: pathOf(socketPath),
      method,
      path,
      agent: connection,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...headers,
        ...(payload === null
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) }),
      },
    });
    request.on('socket', (used) => {
      socket = used;
      if (onlyOver === undefined || used === onlyOver) return;
      resolve({ kind: 'fault', reason: 'broken-off' });
      request.destroy();
    });
    let hasResponse = false;
    request.on('error', (error) => resolve(faultOf(error)));
    // An answer that changes the protocol closes the request without an error and without a response.
    request.on('close', () => {
      if (!hasResponse) resolve({ kind: 'fault', reason: 'not-understood' });
    });
    request.on('response', (response) => {
      hasResponse = true;
      const stated = response.headers[proofHeader];
      proof = typeof stated === 'string' ? stated : null;
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
