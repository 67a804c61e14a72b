import { randomUUID } from 'node:crypto';

import { Pool } from 'pg';

import { say } from '../../scripts/process/exit.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { createPostgresLedger } from '../../main/node/ledger/postgres/postgres-ledger.ts';
import { createServer } from '../../main/node/ledger/postgres/server.ts';
import { postgresCommand, postgresPrograms, startCluster } from '../support/postgres/cluster.ts';
import { type Figure, median, quantile } from './figures.ts';

const rounds = 5;
const connections = 4;
const startMs = Date.UTC(2026, 10, 22);
const ids = Array.from({ length: 1000 }, () => randomUUID());

type Book = (installId: string) => Promise<unknown>;

/**
 * Commits of the ledger on a private PostgreSQL that waits for its disk, with 1,000 installs, against
 * one upsert per transaction over as many connections to the same server. Empty where there is none.
 */
export async function measurePostgresLedger(): Promise<readonly Figure[]> {
  if (postgresPrograms() === null) {
    say(`PostgreSQL is not installed, so the ledger on it is not measured. To do so: ${postgresCommand}`);
    return [];
  }
  const cluster = await startCluster({ durable: true });
  try {
    const url = await cluster.createDatabase('bench');
    return [...(await figuresOf(url, 1, 300)), ...(await figuresOf(url, 50, 2000))];
  } finally {
    await cluster.remove();
  }
}

async function figuresOf(url: string, callers: number, commits: number): Promise<readonly Figure[]> {
  const pool = new Pool({ connectionString: url, max: connections });
  // So that a measurement that fails says why, and not that the server was then ended.
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE IF NOT EXISTS raw (id uuid PRIMARY KEY, used integer NOT NULL)');
  const upsert = 'INSERT INTO raw VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET used = raw.used + 1';
  const store = createPostgresLedger({
    ...{ nowMs: () => startMs, newId: randomUUID, tiers: () => defaultTiers },
    server: createServer({ url, connections, connectTimeoutMs: 60_000 }),
  });
  const bookRaw: Book = (id) => pool.query(upsert, [id]);
  const bookOwn: Book = async (installId) => {
    const answer = await store.commit({ by: 'call', installId, tier: 'max', backend: 'hardware', jobId: null });
    if (answer.kind !== 'committed') throw new Error(`Not committed: ${answer.kind}`);
  };
  const raw: Run[] = [];
  const own: Run[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const isWarm = round > 0;
    const runs = [await measured(bookRaw, callers, commits), await measured(bookOwn, callers, commits)] as const;
    if (isWarm) {
      raw.push(runs[0]);
      own.push(runs[1]);
    }
  }
  await store.close();
  await pool.end();
  const who = callers === 1 ? 'one caller' : `${callers} callers`;
  const of = (runs: readonly Run[], what: keyof Run): number => median(runs.map((run) => run[what]));
  return [
    {
      ...{ name: `ledger, ${who}, speed, PostgreSQL`, unit: '/s', budget: null },
      ...{ baseline: of(raw, 'speed'), ours: of(own, 'speed') },
    },
    {
      ...{ name: `ledger, ${who}, p99, PostgreSQL`, unit: 'ms', budget: null },
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
