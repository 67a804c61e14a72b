import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { blankRow } from '../../core/ledger/install.ts';
import { defaultTiers } from '../../core/ledger/tiers.ts';
import { createSqliteLedger } from '../../main/node/ledger/sqlite-ledger.ts';
import { type Figure, median } from './figures.ts';

const startMs = Date.UTC(2026, 10, 22);
const few = 1_500;
const many = 100_000;
const sliceRows = 500;
const scrapes = 9;

/** For how long one slice of the list, and what `/metrics` asks, keep others from the thread. */
export async function measureLedgerList(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  try {
    const small = await timesOf(path.join(folder, 'few.db'), few);
    const large = await timesOf(path.join(folder, 'many.db'), many);
    const perSlice = { unit: 'ms', baseline: small.sliceMs, ours: large.sliceMs } as const;
    const perScrape = { unit: 'ms', baseline: small.scrapeMs, ours: large.scrapeMs } as const;
    return [
      { name: 'ledger, slice of a list of 100,000', ...perSlice, budget: { kind: 'ratio', most: 2 } },
      { name: 'ledger, metrics of 100,000', ...perScrape, budget: { kind: 'above', most: 60 } },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function timesOf(
  file: string,
  installs: number,
): Promise<{ readonly sliceMs: number; readonly scrapeMs: number }> {
  const store = createSqliteLedger({
    ...{ path: file, nowMs: () => startMs, newId: randomUUID },
    ...{ tiers: () => defaultTiers, notice: () => undefined },
  });
  const row = { ...blankRow('', startMs), lifetimeConsumed: 1, lastActiveAtMs: startMs };
  await store.importRows(Array.from({ length: installs }, () => ({ ...row, installId: randomUUID() })));
  const slices: number[] = [];
  let after: string | null = null;
  do {
    const startedAt = performance.now();
    const answer = await store.rows({ after, limit: sliceRows });
    slices.push(performance.now() - startedAt);
    if (answer.kind !== 'rows') throw new Error(`The list is ${answer.reason}.`);
    after = answer.next;
  } while (after !== null);
  const times: number[] = [];
  for (let scrape = 0; scrape < scrapes; scrape += 1) {
    const startedAt = performance.now();
    await store.recent(1000);
    times.push(performance.now() - startedAt);
  }
  await store.close();
  return { sliceMs: median(slices), scrapeMs: median(times) };
}
