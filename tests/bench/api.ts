import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { AccountState } from '../../core/accounts/account-state.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { startApi } from '../../main/node/api/socket.ts';
import { exampleAccount } from '../support/engine-world.ts';
import { closedLedger, quietSlots } from '../support/idle-services.ts';
import { englishReader } from './english-reader.ts';
import { type Figure, median, quantile } from './figures.ts';

const perSecond = 200;
const seconds = 5;
const rounds = 5;
const accounts = 20;
const nowMs = Date.UTC(2026, 10, 22);

interface Server {
  readonly socketPath: string;
  readonly close: () => Promise<void>;
}

/**
 * The snapshot of twenty accounts, asked 200 times a second on a connection each whatever the answers
 * take, against a bare server that sends the same bytes. Both run in this process, in turn.
 */
export async function measureApi(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    const states = Array.from({ length: accounts }, (_, number) => freshState(number));
    const locale = englishReader();
    const snapshot = () => buildSnapshot(states, defaultSettings, locale, nowMs);
    const own = await ownServer(path.join(folder, 'own.sock'), snapshot);
    const bare = await bareServer(path.join(folder, 'bare.sock'), JSON.stringify(snapshot()));
    const times: { readonly own: number[][]; readonly bare: number[][] } = { own: [], bare: [] };
    await timesOf(bare.socketPath);
    await timesOf(own.socketPath);
    for (let round = 0; round < rounds; round += 1) {
      times.bare.push(await timesOf(bare.socketPath));
      times.own.push(await timesOf(own.socketPath));
    }
    await Promise.all([own.close(), bare.close()]);
    const at = (share: number, of: readonly number[][]) => median(of.map((each) => quantile(each, share)));
    const figure = (name: string, share: number, most: number): Figure => ({
      name: `interface, ${perSecond} snapshots a second, ${name}`,
      unit: 'ms',
      baseline: at(share, times.bare),
      ours: at(share, times.own),
      budget: { kind: 'above', most },
    });
    return [figure('median', 0.5, 1), figure('p99', 0.99, 5)];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
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

/** What each of the requests of one round took, from its turn to the last byte of the answer. */
async function timesOf(socketPath: string): Promise<number[]> {
  const startedMs = performance.now();
  const flights: Promise<number>[] = [];
  for (let turn = 0; turn < perSecond * seconds; turn += 1) {
    const dueMs = startedMs + (turn * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    flights.push(timeOf(socketPath));
  }
  return Promise.all(flights);
}

async function timeOf(socketPath: string): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, path: '/v1/snapshot', agent: false }, (answer) => {
      answer.resume().once('end', () => {
        if (answer.statusCode !== 200) reject(new Error(`The answer was ${answer.statusCode}`));
        else resolve(performance.now() - startedMs);
      });
    });
    request.once('error', reject).end();
  });
}

async function ownServer(socketPath: string, snapshot: () => ReturnType<typeof buildSnapshot>): Promise<Server> {
  const outcome = await startApi({
    socketPath,
    handlers: {
      snapshot,
      refresh: () => ({ kind: 'unknown-account' }),
      removeAccount: () => Promise.resolve({ kind: 'unknown-account', message: 'There is no such account.' }),
      observe: () => ({ kind: 'nothing-said' }),
      ledger: { store: closedLedger, tiers: () => defaultTiers },
      slots: quietSlots,
      metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    },
    nowMs: () => nowMs,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  if (outcome.kind !== 'listening') throw new Error(`the local interface is ${outcome.kind}`);
  return { socketPath, close: outcome.close };
}

async function bareServer(socketPath: string, text: string): Promise<Server> {
  const server = http.createServer((_request, response) => {
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
      .end(text);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { socketPath, close };
}
