import http from 'node:http';

import type { AccountState } from '../../core/accounts/account-state.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import { startApi } from '../../main/node/api/socket.ts';
import { exampleAccount } from './engine-world.ts';
import { closedLedger, quietSlots } from './idle-services.ts';
import { englishReader } from '../bench/english-reader.ts';

const accounts = 20;
const nowMs = Date.UTC(2026, 10, 22);

export type ServerKind = 'own' | 'bare';

/** What a server process tells about itself. */
export interface ServerUse {
  /** The processor time of the process so far. */
  readonly cpuMs: number;
  /** What lives on the heap after a collection. */
  readonly heapBytes: number;
}

function freshState(number: number): AccountState {
  const window = (id: string, durationSeconds: number, used: number) => ({
    id,
    shape: { name: null, scope: 'account' as const, durationSeconds },
    usedPercent: { is: 'value' as const, value: used },
    resetsAtMs: { is: 'value' as const, value: nowMs + durationSeconds * 500 },
  });
  const items = [window('session', 18_000, number), window('weekly', 604_800, 2 * number)];
  return {
    account: exampleAccount(`account-${number}`),
    facts: merge(noFacts, { source: 'poll', asOfMs: nowMs, windows: { complete: true, items }, oddPaths: [] }),
    oddPaths: [],
    endpoints: { usage: { link: { kind: 'idle' }, fetchedAtMs: nowMs, nextDueAtMs: nowMs + 300_000, sequence: 1 } },
  };
}

/** Serves the snapshot of twenty accounts: by the local interface, or by a bare server that sends the same bytes. */
export async function serveSnapshot(kind: ServerKind, socketPath: string): Promise<void> {
  const states = Array.from({ length: accounts }, (_, number) => freshState(number));
  const locale = englishReader();
  const snapshot = () => buildSnapshot(states, defaultSettings, locale, nowMs);
  if (kind === 'bare') return serveBare(socketPath, JSON.stringify(snapshot()));
  const outcome = await startApi({
    socketPath,
    handlers: {
      snapshot,
      refresh: () => ({ kind: 'unknown-account' }),
      removeAccount: () => Promise.resolve({ kind: 'unknown-account', message: 'There is no such account.' }),
      observe: () => ({ kind: 'nothing-said' }),
      ledger: { store: closedLedger, tiers: () => defaultTiers },
      slots: quietSlots,
      usage: () => Promise.resolve({ kind: 'unavailable' }),
      metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    },
    nowMs: () => nowMs,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  if (outcome.kind !== 'listening') throw new Error(`the local interface is ${outcome.kind}`);
}

async function serveBare(socketPath: string, text: string): Promise<void> {
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
  };
  const server = http.createServer((_request, response) => void response.writeHead(200, headers).end(text));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
}

function use(): ServerUse {
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  return { cpuMs: (user + system) / 1000, heapBytes: process.memoryUsage().heapUsed };
}

// The parent starts this file as a process of its own: `node interface-server.ts own|bare SOCKET`.
if (process.send !== undefined) {
  const [kind, socketPath = ''] = process.argv.slice(2);
  process.on('message', () => process.send?.(use()));
  process.on('disconnect', () => process.exit());
  await serveSnapshot(kind === 'own' ? 'own' : 'bare', socketPath);
  process.send('listening');
}
