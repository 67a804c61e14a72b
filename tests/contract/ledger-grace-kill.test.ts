import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { createServer } from '../../main/node/ledger/postgres/server.ts';
import { freshId, rowOf } from '../support/ledger/desk.ts';
import { openGrace } from '../support/ledger/grace-desk.ts';
import type { KilledGraceSetup } from '../support/ledger/killed-grace.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/ledger/killed-grace.ts', import.meta.url));
const nowMs = Date.parse('2026-11-22T00:05:00Z');
const lanes = 3;
const killsPerLane = 10;
const seed = Number(process.env['QUOTA_TRAY_TEST_SEED'] ?? Date.now() % 100_000);
const random = seededRandom(seed);

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describeOnPostgres('a process with a grace that is killed while the server comes and goes', (cluster) => {
  it(`killed ${lanes * killsPerLane} times, loses no acknowledged call and doubles none (seed ${seed})`, async () => {
    const url = await cluster().createDatabase('killed');
    const folder = temporaryFolder();
    let isOver = false;
    const wrongs: unknown[] = [];

    /** One machine: one outbox, one process after the other. Gives how many calls were told as charged. */
    async function liveAndDie(setup: KilledGraceSetup): Promise<number> {
      let told = 0;
      for (let kill = 0; kill < killsPerLane; kill += 1) {
        const child = spawn(process.execPath, [program, JSON.stringify(setup)], {
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        });
        child.on('message', (message) => {
          if (message === 'charged') told += 1;
          else wrongs.push(message);
        });
        await once(child, 'message');
        await pause(random() * 400);
        await killed(child);
      }
      return told;
    }

    async function comeAndGo(): Promise<void> {
      while (!isOver) {
        await pause(150 + random() * 250);
        await cluster().stop(random() < 0.5 ? 'crash' : 'orderly');
        await pause(random() * 250);
        await cluster().start();
      }
    }

    const setups = Array.from({ length: lanes }, (_, lane) => ({
      ...{ url, nowMs, installId: freshId(), file: path.join(folder, `lane${lane}.db`) },
    }));
    const server = comeAndGo();
    const told = await Promise.all(setups.map(liveAndDie));
    isOver = true;
    await server;
    expect(wrongs).toEqual([]);
    for (const [lane, { file, installId }] of setups.entries()) {
      const ledger = await openGrace({
        ...{ file, server: createServer({ url }), nowMs: () => nowMs, graceCredits: () => 1 },
      });
      await ledger.reconcile();
      const { monthlyConsumed } = await rowOf(ledger, installId);
      expect(told[lane]).toBeGreaterThan(killsPerLane);
      expect(monthlyConsumed).toBeGreaterThanOrEqual(told[lane] ?? 0);
      // Of each process at most the calls of its last turn were booked and not yet told.
      expect(monthlyConsumed).toBeLessThanOrEqual((told[lane] ?? 0) + 2 * killsPerLane);
      await ledger.reconcile();
      expect(await rowOf(ledger, installId)).toMatchObject({ monthlyConsumed });
      await ledger.close();
    }
  });
});
