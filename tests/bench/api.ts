import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type Load, loadOn, type SnapshotServer, startServer } from '../support/interface-load.ts';
import { type Figure, median, quantile } from './figures.ts';

const perSecond = 200;
const seconds = 5;
const rounds = 5;
const loadRounds = 9;
const requestsPerRound = 6400;

/**
 * The snapshot of twenty accounts against a bare server that sends the same bytes, in turn, each in a process of its
 * own: asked 200 times a second on a connection each, and asked by 32 callers without a pause on kept connections.
 */
export async function measureApi(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  const [own, bare] = await Promise.all([
    startServer('own', path.join(folder, 'own.sock')),
    startServer('bare', path.join(folder, 'bare.sock')),
  ]);
  try {
    return [...(await latencyFigures(own, bare)), ...(await loadFigures(own, bare))];
  } finally {
    own.close();
    bare.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function latencyFigures(own: SnapshotServer, bare: SnapshotServer): Promise<readonly Figure[]> {
  const times: { readonly own: number[][]; readonly bare: number[][] } = { own: [], bare: [] };
  await timesOf(bare.socketPath);
  await timesOf(own.socketPath);
  for (let round = 0; round < rounds; round += 1) {
    times.bare.push(await timesOf(bare.socketPath));
    times.own.push(await timesOf(own.socketPath));
  }
  const at = (share: number, of: readonly number[][]) => median(of.map((each) => quantile(each, share)));
  const figure = (name: string, share: number, most: number): Figure => ({
    name: `interface, ${perSecond} snapshots a second, ${name}`,
    unit: 'ms',
    baseline: at(share, times.bare),
    ours: at(share, times.own),
    budget: { kind: 'above', most },
  });
  return [figure('median', 0.5, 1), figure('p99', 0.99, 5)];
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

async function loadFigures(own: SnapshotServer, bare: SnapshotServer): Promise<readonly Figure[]> {
  const load = { own: [] as Load[], bare: [] as Load[] };
  await loadOn(bare, requestsPerRound);
  await loadOn(own, requestsPerRound);
  const { heapBytes: before } = await own.use();
  for (let round = 0; round < loadRounds; round += 1) {
    load.bare.push(await loadOn(bare, requestsPerRound));
    load.own.push(await loadOn(own, requestsPerRound));
  }
  const { heapBytes: after } = await own.use();
  // On a busy computer the least of several rounds is nearest to the cost of the work itself.
  const least = (each: readonly Load[], what: keyof Load): number => Math.min(...each.map((one) => one[what]));
  const figure = (name: string, what: keyof Load, budget: Figure['budget']): Figure => ({
    ...{ name: `interface, ${name}`, unit: 'ms', budget },
    ...{ baseline: least(load.bare, what), ours: least(load.own, what) },
  });
  const speed = (each: readonly Load[]): number => 1000 / least(each, 'eachMs');
  const megabytes = (bytes: number): number => bytes / 1_000_000;
  return [
    {
      ...{ name: 'interface, snapshots a second, 32 callers', unit: '/s', budget: null },
      ...{ baseline: speed(load.bare), ours: speed(load.own) },
    },
    // At least 0.7 of the speed is at most 1 / 0.7 of the time.
    figure('time for a snapshot, 32 callers', 'eachMs', { kind: 'ratio', most: 1 / 0.7 }),
    figure('processor time of the server for it', 'cpuMs', null),
    {
      ...{ name: `interface, heap after ${loadRounds * requestsPerRound} snapshots`, unit: 'MB' },
      ...{ baseline: megabytes(before), ours: megabytes(after), budget: { kind: 'above', most: 1 } },
    },
  ];
}
