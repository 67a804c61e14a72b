import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { Pool } from 'pg';

import { say } from '../../scripts/process/exit.ts';
import { monthKey } from '../../core/ledger/install.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { createPostgresLedger } from '../../main/node/ledger/postgres/postgres-ledger.ts';
import { createServer } from '../../main/node/ledger/postgres/server.ts';
import { postgresCommand, postgresPrograms, startCluster } from '../support/postgres/cluster.ts';
import { type Figure, median, quantile } from './figures.ts';
import { type Pgbench, preparePgbench } from './pgbench.ts';

const rounds = 5;
/** As many as the ledger opens. */
const connections = 16;
const startMs = Date.UTC(2026, 10, 22);
const ids = Array.from({ length: 1000 }, () => randomUUID());

type Book = (installId: string) => Promise<unknown>;

/**
 * Commits of the ledger on a private PostgreSQL that waits for its disk, with 1,000 installs, against pgbench with the
 * same statement and against one upsert per transaction, in turn, over as many connections to the same server. Empty
 * where there is none.
 */
export async function measurePostgresLedger(): Promise<readonly Figure[]> {
  if (postgresPrograms() === null) {
    say(`PostgreSQL is not installed, so the ledger on it is not measured. To do so: ${postgresCommand}`);
    return [];
  }
  const cluster = await startCluster({ durable: true });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    const url = await cluster.createDatabase('bench');
    const pgbench = await preparePgbench({
      url,
      folder,
      installs: ids.length,
      nowMs: startMs,
      month: monthKey(startMs),
    });
    if (pgbench === null) say('pgbench is not installed, so the ledger is not compared with it.');
    return [...(await figuresOf(url, pgbench, 1, 300)), ...(await figuresOf(url, pgbench, 64, 2000))];
  } finally {
    await cluster.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function figuresOf(
  url: string,
  pgbench: Pgbench | null,
  callers: number,
  commits: number,
): Promise<readonly Figure[]> {
  const pool = new Pool({ connectionString: url, max: connections });
  // So that a measurement that fails says why, and not that the server was then ended.
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE IF NOT EXISTS raw (id uuid PRIMARY KEY, used integer NOT NULL)');
  const upsert = 'INSERT INTO raw VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET used = raw.used + 1';
  const store = createPostgresLedger({
    ...{ nowMs: () => startMs, newId: randomUUID, tiers: () => defaultTiers },
    server: createServer({ url, connectTimeoutMs: 60_000 }),
  });
  const bookRaw: Book = (id) => pool.query({ name: 'upsert', text: upsert, values: [id] });
  const bookOwn: Book = async (installId) => {
    const answer = await store.commit({ by: 'call', installId, tier: 'max', backend: 'hardware', jobId: null });
    if (answer.kind !== 'committed') throw new Error(`Not committed: ${answer.kind}`);
  };
  const raw: Run[] = [];
  const own: Run[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const isWarm = round > 0;
    const runs = [await measured(bookRaw, callers, commits), await measured(bookOwn, callers, commits)] as const;
    const bareMs = (await pgbench?.commit(Math.min(callers, connections), commits)) ?? null;
    if (!isWarm) continue;
    raw.push(runs[0]);
    own.push(runs[1]);
    if (bareMs !== null) bare.push(bareMs);
  }
  await store.close();
  await pool.end();
  const who = callers === 1 ? 'one caller' : `${callers} callers`;
  const of = (runs: readonly Run[], what: keyof Run): number => median(runs.map((run) => run[what]));
  const eachMs = 1000 / of(own, 'speed');
  return [
    ...(bare.length === 0
      ? []
      : [
          {
            ...{ name: `ledger, ${who}, time per commit, PostgreSQL, against pgbench`, unit: 'ms' },
            // At least 0.8 of the speed is at most 1 / 0.8 of the time.
            ...{ baseline: median(bare), ours: eachMs, budget: { kind: 'ratio', most: 1 / 0.8 } as const },
          },
        ]),
    {
      ...{ name: `ledger, ${who}, speed, PostgreSQL, against one upsert`, unit: '/s', budget: null },
      ...{ baseline: of(raw, 'speed'), ours: of(own, 'speed') },
    },
    {
      ...{ name: `ledger, ${who}, p99, PostgreSQL, against one upsert`, unit: 'ms', budget: null },
      ...{ baseline: of(raw, 'p99Ms'), ours: of(own, 'p99Ms') },
    },
  ];
}

interface Run {
  readonly speed: number;
  readonly p99Ms: number;
}

/** Each caller waits for its answer before it books again. */
async function measured(book: Book, callers: number, commits: number): Promise<Run> {
  const timesMs: number[] = [];
  const caller = async (first: number): Promise<void> => {
    for (let turn = first; turn < commits; turn += callers) {
      const startedMs = performance.now();
      await book(ids[(turn * 7) % ids.length] ?? '');
      timesMs.push(performance.now() - startedMs);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: callers }, (_, first) => caller(first)));
  return { speed: (1000 * commits) / (performance.now() - startedMs), p99Ms: quantile(timesMs, 0.99) };
}
