import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AlertMemory } from '../../../../../core/alerts/memory.ts';
import type { NewNotification } from '../../../../../core/alerts/store.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createNotificationMemory } from '../../../../../main/features/alerting.ts';
import { openDatabase } from '../../../../../main/node/storage/database.ts';
import { createStoredNotifications } from '../../../../../main/node/storage/alert-store.ts';
import type { Database } from '../../../../../main/node/storage/sqlite.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const startMs = 1_795_300_000_000;

async function openAt(file: string): Promise<Database> {
  const outcome = await openDatabase({ path: file, nowMs: () => startMs, report: () => undefined });
  if (outcome.kind !== 'open') throw new Error(`The database is ${outcome.reason}.`);
  onTestFinished(() => outcome.database.close());
  return outcome.database;
}

function storeOn(database: Database) {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  return { problems, store: createStoredNotifications({ database, report, instead: createNotificationMemory() }) };
}

const notice = (balance: string, change: Partial<NewNotification> = {}): NewNotification => ({
  ...{ accountId: 'codex:1', atMs: startMs, delivery: 'shown' },
  facts: { kind: 'credits-low', balance },
  ...change,
});
const memory: AlertMemory = {
  windows: {
    session: {
      ...{ usedPercent: 10, peakPercent: 90, resetsAtMs: startMs },
      exhausted: false,
      runsOut: true,
      rearmedBy: null,
    },
  },
  balance: '12.50',
  signedOut: false,
  blocked: { code: 'spend-cap', untilMs: null },
};

test('notices, what is remembered and snoozes are there after a restart', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const { store, problems } = storeOn(await openAt(file));
  store.add(notice('1'));
  store.markSeen();
  store.add(notice('2', { delivery: 'held' }));
  store.remember('codex:1', memory);
  store.snooze(null, startMs + 1);
  store.snooze('codex:1', startMs + 2);

  const after = storeOn(await openAt(file));
  expect(after.store.list()).toEqual(store.list());
  expect(after.store.list().map(({ facts, seen, delivery }) => ({ ...facts, seen, delivery }))).toEqual([
    { kind: 'credits-low', balance: '2', seen: false, delivery: 'held' },
    { kind: 'credits-low', balance: '1', seen: true, delivery: 'shown' },
  ]);
  expect(after.store.hasHeld()).toBe(true);
  expect(after.store.memory('codex:1')).toEqual(memory);
  expect(after.store.snoozes()).toEqual({ allUntilMs: startMs + 1, accounts: new Map([['codex:1', startMs + 2]]) });

  after.store.settleHeld();
  after.store.snooze(null, null);
  after.store.snooze('codex:1', null);
  const last = storeOn(await openAt(file)).store;
  expect(last.hasHeld()).toBe(false);
  expect(last.snoozes()).toEqual({ allUntilMs: null, accounts: new Map() });
  expect([...problems, ...after.problems]).toEqual([]);
});

test('the last fifty are kept, in memory as on the disk', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const database = await openAt(file);
  const { store } = storeOn(database);
  for (let index = 1; index <= 60; index += 1) store.add(notice(String(index)));
  const balances = (stored: typeof store): readonly string[] =>
    stored.list().map(({ facts }) => (facts.kind === 'credits-low' ? facts.balance : ''));
  expect(balances(store)).toEqual(Array.from({ length: 50 }, (_, index) => String(60 - index)));
  expect(balances(storeOn(database).store)).toEqual(balances(store));
  expect(database.first('SELECT count(*) AS count FROM notices')).toEqual({ count: 50 });
});

test('a forgotten account leaves nothing behind', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const { store } = storeOn(database);
  store.add(notice('1'));
  store.add(notice('2', { accountId: 'codex:2' }));
  store.remember('codex:1', memory);
  store.snooze('codex:1', startMs);
  store.forget('codex:1');
  for (const each of [store, storeOn(database).store]) {
    expect(each.list().map(({ accountId }) => accountId)).toEqual(['codex:2']);
    expect([each.memory('codex:1'), each.snoozes().accounts.size]).toEqual([null, 0]);
  }
});

test('what a row says that is none of ours is passed over', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const insert = 'INSERT INTO notices (account_id, at_ms, facts, delivery) VALUES (?, ?, ?, ?)';
  database.run(insert, 'codex:1', startMs, '{"kind":"from a later version"}', 'shown');
  database.run(insert, 'codex:1', startMs, 'no JSON', 'shown');
  database.run(insert, 'codex:1', startMs, '{"kind":"sign-in-needed"}', 'otherwise');
  database.run(insert, 'codex:1', startMs, '{"kind":"sign-in-needed"}', 'listed');
  database.run('INSERT INTO alert_memory (account_id, memory) VALUES (?, ?)', 'codex:1', '[]');
  const { store } = storeOn(database);
  expect(store.list().map(({ facts }) => facts.kind)).toEqual(['sign-in-needed']);
  expect(store.memory('codex:1')).toBeNull();
});

test('a database that refuses is reported once, and everything lasts until the app quits', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const { store, problems } = storeOn(database);
  database.execute('PRAGMA query_only = ON');
  store.add(notice('1'));
  store.remember('codex:1', memory);
  store.snooze(null, startMs);
  store.markSeen();
  expect(store.list().map(({ seen }) => seen)).toEqual([true]);
  expect([store.memory('codex:1'), store.snoozes().allUntilMs]).toEqual([memory, startMs]);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'read-only' }]);
});

test('what met a busy database is there at once, and is written with the next change, each once and in order', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const [database, other] = [await openAt(file), await openAt(file)];
  database.execute('PRAGMA busy_timeout = 0');
  const { store, problems } = storeOn(database);
  other.transaction(() => {
    store.add(notice('1'));
    store.markSeen();
    store.add(notice('2'));
    store.remember('codex:1', memory);
  });
  expect(store.list()).toHaveLength(2);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'busy' }]);
  store.snooze('codex:1', startMs + 1);
  const again = storeOn(await openAt(file)).store;
  expect(again.list().map(({ facts, seen }) => [facts, seen])).toEqual(
    store.list().map(({ facts, seen }) => [facts, seen]),
  );
  expect(again.memory('codex:1')).toEqual(memory);
});
