import '../fuzz/json-imports.ts';

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { startWeek } = await import('./week-world.ts');
const { judgeDays } = await import('./week-days.ts');

const usage = 'usage: npm run soak -- [--days N] [--accounts N] [--seed S]';
const mostShown = 20;

function wishes(args: readonly string[]) {
  const option = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: { days: option, accounts: option, seed: option } });
    const [days, accounts, seed] = [Number(values.days ?? 7), Number(values.accounts ?? 50), Number(values.seed ?? 1)];
    const isWhole = [days, accounts, seed].every((value) => Number.isSafeInteger(value) && value > 0);
    return isWhole ? { days, accounts, seed } : null;
  } catch {
    return null;
  }
}

/** Plays the week, prints a line a day, and returns the exit code. */
async function run(wanted: {
  readonly days: number;
  readonly accounts: number;
  readonly seed: number;
}): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quota-tray-soak-'));
  try {
    const world = await startWeek({ ...wanted, folder });
    const days = judgeDays(world);
    process.stdout.write(`${wanted.accounts} accounts, ${wanted.days} days, seed ${wanted.seed}\n`);
    for (let day = 1; day <= wanted.days; day += 1) {
      for (let minute = 0; minute < 1440; minute += 1) await world.minute();
      process.stdout.write(`${await days.ended(day)}\n`);
    }
    world.stop();
    const violations = days.finish();
    for (const line of violations.slice(0, mostShown)) process.stdout.write(`violation: ${line}\n`);
    process.stdout.write(`${days.summary()}, ${violations.length} violations\n`);
    return violations.length === 0 ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const wanted = wishes(process.argv.slice(2));
if (wanted === null) process.stderr.write(`${usage}\n`);
process.exit(wanted === null ? 64 : await run(wanted));
