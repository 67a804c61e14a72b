import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { defaultTiers } from '../../core/ledger/tiers.ts';
import { createPostgresLedger } from '../../main/node/ledger/postgres/postgres-ledger.ts';
import { createServer } from '../../main/node/ledger/postgres/server.ts';
import { freshId, rowOf } from '../support/ledger/desk.ts';
import type { ClientCounts, ClientSetup } from '../support/ledger/postgres-client.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';

const program = fileURLToPath(new URL('../support/ledger/postgres-client.ts', import.meta.url));
const processes = 5;
const clients = 10;
const callsEach = 10;
const nowMs = Date.parse('2026-11-22T00:05:00Z');

async function runClient(setup: ClientSetup): Promise<ClientCounts> {
  const child = spawn(process.execPath, [program, JSON.stringify(setup)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [counts] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`A client ended with ${String(code)}`);
    }),
  ])) as [ClientCounts];
  return counts;
}

describeOnPostgres('many machines on one PostgreSQL', (cluster) => {
  it('50 clients of 5 processes that begin at once on an empty database lose, double and over-serve nothing', async () => {
    const url = await cluster().createDatabase('clients');
    const sharedInstallId = freshId();
    const scarceInstallId = freshId();
    const setup = { url, clients, callsEach, sharedInstallId, scarceInstallId, nowMs };
    const counts = await Promise.all(Array.from({ length: processes }, () => runClient(setup)));
    expect(counts.flatMap(({ others }) => others)).toEqual([]);
    const calls = processes * clients * callsEach;
    expect(counts.reduce((sum, { committed }) => sum + committed, 0)).toBe(calls);
    expect(counts.reduce((sum, { served }) => sum + served, 0)).toBe(5);
    const server = createServer({ url });
    const store = createPostgresLedger({
      ...{ server, nowMs: () => nowMs, newId: freshId, tiers: () => defaultTiers },
    });
    expect(await rowOf(store, sharedInstallId)).toMatchObject({ monthlyConsumed: calls, monthlyGeminiConsumed: calls });
    expect(await rowOf(store, scarceInstallId)).toMatchObject({ lifetimeConsumed: 5, reserved: 0, remaining: 0 });
    await store.close();
  });

  it('64 calls at once are all booked where the user may open only two connections', async () => {
    const admin = await cluster().createDatabase('limited');
    await cluster().query('postgres', "CREATE ROLE limited LOGIN PASSWORD 'limited' CONNECTION LIMIT 2");
    const database = new URL(admin).pathname.slice(1);
    await cluster().query('postgres', `GRANT ALL ON DATABASE "${database}" TO limited`);
    const url = admin.replace(/^postgresql:\/\/[^@]*@/, 'postgresql://limited:limited@');
    const store = createPostgresLedger({
      ...{ server: createServer({ url }), nowMs: () => nowMs, newId: freshId, tiers: () => defaultTiers },
    });
    const installId = freshId();
    const call = { by: 'call', installId, tier: 'max', backend: 'hardware', jobId: null } as const;
    const answers = await Promise.all(Array.from({ length: 64 }, () => store.commit(call)));
    expect([...new Set(answers.map(({ kind }) => kind))]).toEqual(['committed']);
    expect(await rowOf(store, installId)).toMatchObject({ monthlyConsumed: 64 });
    await store.close();
  });
});
