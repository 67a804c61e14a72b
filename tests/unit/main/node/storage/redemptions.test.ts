import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Redemption } from '../../../../../core/reset-credits/redemption.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { openDatabase } from '../../../../../main/node/storage/database.ts';
import { createRedemptions } from '../../../../../main/node/storage/redemptions.ts';
import { connect, type Database } from '../../../../../main/node/storage/sqlite.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const first: Redemption = {
  requestId: '0b5d6f7e-0000-4000-8000-000000000001',
  accountId: 'codex:1',
  creditId: 'credit-1',
  state: 'written',
  firstAtMs: 1_795_300_000_000,
  lastAtMs: 1_795_300_000_000,
};

async function openAt(file: string): Promise<Database> {
  const outcome = await openDatabase({ path: file, nowMs: () => first.firstAtMs, report: () => undefined });
  if (outcome.kind !== 'open') throw new Error(`The database is ${outcome.reason}.`);
  onTestFinished(() => outcome.database.close());
  return outcome.database;
}

function on(database: Database) {
  const problems: StorageProblem[] = [];
  const redemptions = createRedemptions(database, (problem) => void problems.push(problem));
  if (redemptions === null) throw new Error('The database is said to lie in memory');
  return { redemptions, problems };
}

test('S1: a request is there for another process as soon as it was written', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const { redemptions } = on(await openAt(file));
  expect(redemptions.write(first)).toBe(true);
  expect(on(await openAt(file)).redemptions.of('codex:1')).toEqual([first]);
  expect(redemptions.of('codex:2')).toEqual([]);
});

test('a later state takes the place of the earlier one and keeps when it began', async () => {
  const { redemptions } = on(await openAt(path.join(temporaryFolder(), 'q.db')));
  const other = { ...first, requestId: 'another', creditId: 'credit-2', firstAtMs: first.firstAtMs + 1 };
  for (const each of [other, first, { ...first, state: 'redeemed', lastAtMs: first.lastAtMs + 5 } as const]) {
    expect(redemptions.write(each)).toBe(true);
  }
  expect(redemptions.of('codex:1')).toEqual([{ ...first, state: 'redeemed', lastAtMs: first.lastAtMs + 5 }, other]);
});

test('what cannot be written is said and reported once; what cannot be read is no empty list', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const { redemptions, problems } = on(database);
  database.execute('DROP TABLE reset_redemptions');
  expect([redemptions.write(first), redemptions.write(first)]).toEqual([false, false]);
  expect(problems).toHaveLength(1);
  expect(redemptions.of('codex:1')).toBeNull();
});

test('a row in a state that nobody knows is no empty list either', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const { redemptions } = on(database);
  redemptions.write(first);
  database.run('UPDATE reset_redemptions SET state = ?', 'of a later version');
  expect(redemptions.of('codex:1')).toBeNull();
});

test('a database in memory keeps nothing, so there is none to write to', async () => {
  const database = await connect(':memory:');
  onTestFinished(() => database.close());
  expect(createRedemptions(database, () => undefined)).toBeNull();
});
