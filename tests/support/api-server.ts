import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import type { ApiHandlers } from '../../main/node/api/routes.ts';
import { startApi } from '../../main/node/api/socket.ts';
import { closedLedger, quietSlots } from './idle-services.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const apiNowMs = Date.UTC(2026, 10, 22, 0, 5);

export const emptySnapshot: Snapshot = {
  schemaVersion: 1,
  generatedAt: '2026-11-22T00:05:00.000Z',
  pool: {
    accounts: { total: 0, active: 0, exhausted: 0, unknown: 0 },
    credits: null,
    mostUsed: null,
    money: [],
    parts: [],
  },
  nextUp: null,
  accounts: [],
};

export const quietHandlers: ApiHandlers = {
  snapshot: () => emptySnapshot,
  refresh: () => ({ kind: 'accepted', settled: () => Promise.resolve() }),
  removeAccount: () => Promise.resolve({ kind: 'unknown-account', message: 'There is no such account.' }),
  observe: () => ({ kind: 'nothing-said' }),
  ledger: { store: closedLedger, tiers: () => defaultTiers },
  slots: quietSlots,
  usage: () => Promise.resolve({ kind: 'unavailable' }),
  metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
};

/** A running local interface on a socket of its own, ended with the test. */
export async function runningApi(
  handlers: Partial<ApiHandlers> = {},
  socketPath = path.join(temporaryFolder(), 'api.sock'),
) {
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void errors.push(message) };
  const outcome = await startApi({
    socketPath,
    handlers: { ...quietHandlers, ...handlers },
    nowMs: () => apiNowMs,
    log,
  });
  if (outcome.kind !== 'listening') {
    throw new Error(`The local interface is ${outcome.kind}.`);
  }
  onTestFinished(outcome.close);
  return { socketPath, errors, close: outcome.close };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
}

/** One request with exactly these headers and bytes. */
export async function ask(
  socketPath: string,
  method: string,
  target: string,
  headers: http.OutgoingHttpHeaders = {},
  payload: string | Buffer = '',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path: target, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const body = text === '' ? null : (JSON.parse(text) as unknown);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.on('error', reject);
    request.end(payload);
  });
}

/** What comes back for these bytes, until the other side closes. */
export async function exchangeBytes(socketPath: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect(socketPath, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
