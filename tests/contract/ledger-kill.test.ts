import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { connectWithStatementCache } from '../../main/node/storage/sqlite.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kills = Number(process.env['QUOTA_TRAY_LEDGER_KILLS'] ?? 60);
const lanes = 2;
const seed = Number(process.env['QUOTA_TRAY_TEST_SEED'] ?? Date.now() % 100_000);
const random = seededRandom(seed);
const program = fileURLToPath(new URL('../support/ledger/killed-ledger.ts', import.meta.url));

/** What the processes said before they died. */
interface Said {
  readonly began: Map<string, string>;
  readonly booked: Map<string, string>;
  readonly faults: string[];
}

async function liveAndDie(file: string, prefix: string, said: Said): Promise<void> {
  const child = spawn(process.execPath, [program, file, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(lines, 'close');
  // Some die while they open the ledger, most while they book.
  const sign = random() < 0.25 ? 'ready' : 'booked';
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      const [what = '', installId = '', jobId = ''] = line.split(' ');
      if (what === sign) resolve();
      if (what === 'began') said.began.set(jobId, installId);
      else if (what === 'booked') said.booked.set(jobId, installId);
      else if (what !== 'ready') said.faults.push(line);
    });
  });
  await ready;
  await pause(random() * 60);
  child.kill('SIGKILL');
  await ended;
}

it(
  `${kills} kills under load, ${lanes} processes at once, lose no acknowledged commit and double none (seed ${seed})`,
  async () => {
    const file = path.join(temporaryFolder(), 'ledger.db');
    const said: Said = { began: new Map(), booked: new Map(), faults: [] };
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        for (let kill = 0; kill < kills / lanes; kill += 1) await liveAndDie(file, `p${lane}-${kill}`, said);
      }),
    );
    // It begins once, with the first process that lives long enough, and never again.
    const begun = said.faults.filter((line) => line === 'notice begun');
    expect(begun.length).toBeLessThanOrEqual(1);
    expect(said.faults).toEqual(begun);
    expect(said.booked.size).toBeGreaterThan(kills);

    const database = await connectWithStatementCache(file);
    expect(database.first('PRAGMA integrity_check')?.['integrity_check']).toBe('ok');
    const charged = new Map(
      database
        .all('SELECT job_id, install_id FROM ledger_jobs')
        .map((job) => [String(job['job_id']), job['install_id']]),
    );
    const rows = database.all('SELECT install_id, monthly_consumed, month FROM ledger_installs');
    database.close();

    expect([...said.booked].filter(([job, install]) => charged.get(job) !== install)).toEqual([]);
    expect([...charged].filter(([job, install]) => said.began.get(job) !== install)).toEqual([]);
    const jobsOf = (install: unknown): number => [...charged.values()].filter((other) => other === install).length;
    expect(rows.map((row) => row['monthly_consumed'])).toEqual(rows.map((row) => jobsOf(row['install_id'])));
  },
  60_000 + kills * 1_500,
);
