import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { blankRow } from '../../core/ledger/install.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { createSqliteLedger } from '../../main/node/ledger/sqlite-ledger.ts';
import { connectWithStatementCache } from '../../main/node/storage/sqlite.ts';
import { type Figure, median, quantile } from './figures.ts';
import { openJsonLedger } from './json-ledger.ts';

/** Books one call on the install of this number. Resolves true when it was booked. */
type Book = (install: number) => Promise<boolean>;

interface Candidate {
  readonly book: Book;
  readonly close: () => Promise<void>;
}

const rounds = 7;
const installs = 1000;
const startMs = Date.UTC(2026, 10, 22);
const ids = Array.from({ length: installs }, () => randomUUID());

/**
 * Commits of the ledger of metered installs, with 1,000 installs in it: against one upsert per
 * transaction in SQLite with the same durability, and against a JSON file that is written as a whole
 * (which waits for no disk); from one caller and from 64 at once, on the same disk.
 */
export async function measureLedger(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    return [...(await figuresOf(folder, 1, 300)), ...(await figuresOf(folder, 64, 3200))];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function figuresOf(folder: string, callers: number, commits: number): Promise<readonly Figure[]> {
  const ours: Run[] = [];
  const raw: Run[] = [];
  const json: Run[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const file = path.join(folder, `${callers}-${round}`);
    raw.push(await measured(await rawSqlite(`${file}.raw.db`), callers, commits));
    ours.push(await measured(await ownLedger(`${file}.db`), callers, commits));
    json.push(await measured(await openJsonLedger(`${file}.json`, ids), callers, Math.min(commits, 600)));
  }
  const who = callers === 1 ? 'one caller' : `${callers} callers`;
  const [own, plain, whole] = [ours, raw, json].map(summary);
  if (own === undefined || plain === undefined || whole === undefined) throw new Error('there is nothing to measure');
  // At least so much of the speed is at most its inverse of the time. One caller cannot share a flush with another.
  const budget = { kind: 'ratio', most: 1 / (callers === 1 ? 0.7 : 0.8) } as const;
  return [
    { name: `ledger, ${who}, time per commit, SQLite`, unit: 'ms', baseline: plain.eachMs, ours: own.eachMs, budget },
    { name: `ledger, ${who}, p99, SQLite`, unit: 'ms', baseline: plain.p99Ms, ours: own.p99Ms, budget: null },
    { name: `ledger, ${who}, speed, SQLite`, unit: '/s', baseline: plain.speed, ours: own.speed, budget: null },
    { name: `ledger, ${who}, speed, JSON file`, unit: '/s', baseline: whole.speed, ours: own.speed, budget: null },
    { name: `ledger, ${who}, p99, JSON file`, unit: 'ms', baseline: whole.p99Ms, ours: own.p99Ms, budget: null },
    {
      name: `ledger, ${who}, commits refused, JSON file`,
      unit: '%',
      baseline: whole.refused,
      ours: own.refused,
      budget,
    },
  ];
}

interface Run {
  readonly tookMs: number;
  readonly commits: number;
  /** What each booked commit took, as its caller saw it. */
  readonly timesMs: readonly number[];
}

/** Each caller waits for its answer before it books again. */
async function measured({ book, close }: Candidate, callers: number, commits: number): Promise<Run> {
  const timesMs: number[] = [];
  const caller = async (first: number): Promise<void> => {
    for (let turn = first; turn < commits; turn += callers) {
      const startedMs = performance.now();
      if (await book((turn * 7) % installs)) timesMs.push(performance.now() - startedMs);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: callers }, (_, first) => caller(first)));
  const tookMs = performance.now() - startedMs;
  await close();
  return { tookMs, commits, timesMs };
}

function summary(runs: readonly Run[]) {
  const eachMs = median(runs.map(({ tookMs, commits }) => tookMs / commits));
  const p99Ms = median(runs.map(({ timesMs }) => quantile(timesMs, 0.99)));
  const refused = median(runs.map(({ timesMs, commits }) => 100 * (1 - timesMs.length / commits)));
  return { eachMs, p99Ms, refused, speed: 1000 / eachMs };
}

async function ownLedger(file: string): Promise<Candidate> {
  const store = createSqliteLedger({
    path: file,
    nowMs: () => startMs,
    newId: randomUUID,
    tiers: () => defaultTiers,
    notice: () => undefined,
  });
  await store.importRows(ids.map((installId) => blankRow(installId, startMs)));
  return {
    close: store.close,
    book: async (install) => {
      const call = { installId: ids[install] ?? '', tier: 'max', backend: 'hardware', jobId: null } as const;
      const answer = await store.commit({ by: 'call', ...call });
      return answer.kind === 'committed' && answer.charged;
    },
  };
}

/** The least there is to do: one counter up by one, on the disk. */
async function rawSqlite(file: string): Promise<Candidate> {
  const database = await connectWithStatementCache(file);
  database.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  database.execute('CREATE TABLE installs (id TEXT PRIMARY KEY, used INTEGER NOT NULL) STRICT, WITHOUT ROWID');
  const up = 'INSERT INTO installs VALUES (?, 1) ON CONFLICT DO UPDATE SET used = used + 1';
  database.transaction(() => ids.forEach((id) => database.run(up, id)));
  return {
    close: () => Promise.resolve(database.close()),
    book: (install) => Promise.resolve(database.transaction(() => database.run(up, ids[install] ?? '') === 1)),
  };
}
