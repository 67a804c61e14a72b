import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import type { HttpOutcome } from '../../../../../core/ports.ts';
import type { CredentialReading } from '../../../../../main/node/credentials/discovery.ts';
import { createHttp, type HttpOptions } from '../../../../../main/node/http/http-client.ts';

export const canary = 'canary-token-of-a-test';
export const nowMs = 1_800_000_000_000;

export interface LocalServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
  readonly server: Server;
}

/** A real server on this machine for one test. */
export async function startServer(answer: RequestListener): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push(request);
    // The tests stand at a time of their own, and each says by itself what time the server has.
    response.sendDate = false;
    answer(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, requests, server };
}

/** A port of this machine where nobody listens. */
export async function refusedUrl(): Promise<string> {
  const { server, url } = await startServer(() => {});
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return url;
}

export function accountAt(baseUrl: string): Account {
  return {
    id: 'codex:test',
    provider: 'codex',
    label: 'test',
    email: null,
    plan: null,
    vendorAccountId: null,
    baseUrl,
  };
}

export interface Ask {
  readonly url?: string;
  readonly timeoutMs?: number;
  readonly maximumBytes?: number;
  readonly credential?: CredentialReading;
  readonly proxyFor?: NonNullable<HttpOptions['proxyFor']>;
}

/** Sends one request as a provider would, with the canary as its token. */
export async function ask(baseUrl: string, options: Ask = {}): Promise<HttpOutcome> {
  const { url = `${baseUrl}/usage`, timeoutMs = 20_000, maximumBytes = 1024 * 1024 } = options;
  const credential = options.credential ?? signedIn(null);
  const http = createHttp({
    credentials: { read: async () => credential },
    version: '1.2.3',
    nowMs: () => nowMs,
    ...(options.proxyFor === undefined ? {} : { proxyFor: options.proxyFor }),
  });
  const headers = {
    Accept: 'application/json',
    Authorization: 'Bearer {{secret:accessToken}}',
    'User-Agent': 'quota-tray/{{version}}',
  };
  return http.send({ method: 'GET', url, headers, timeoutMs, maximumBytes }, accountAt(baseUrl));
}

export function signedIn(expiresAtMs: number | null): CredentialReading {
  return { kind: 'token', accessToken: canary, fingerprint: 'f00d', expiresAtMs };
}
