import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dateAfter } from '../../../../../core/units/calendar.ts';
import type { DailyUsageDay } from '../../../../../core/daily-usage/day.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createDailyUsageStore, mostDaysKept } from '../../../../../main/node/storage/daily-usage.ts';
import { lazyDailyUsage, lazyDatabase } from '../../../../../main/node/storage/lazy-stores.ts';
import type { Database } from '../../../../../main/node/storage/sqlite.ts';
import { usageDays, usageNowMs } from '../../../../support/example-usage.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

async function openAt(file: string): Promise<Database> {
  const database = await lazyDatabase({ path: file, nowMs: () => usageNowMs, report: () => undefined })();
  if (database === null) throw new Error('The database does not open.');
  onTestFinished(() => database.close());
  return database;
}

function storeOn(database: Database | null) {
  const problems: StorageProblem[] = [];
  return { store: createDailyUsageStore({ database, report: (problem) => void problems.push(problem) }), problems };
}

test('days outlive a restart, by account, in a file for the user alone', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const days = usageDays(7);
  const { store, problems } = storeOn(await openAt(file));
  store.keep('codex:1', days);
  store.keep("it's; DROP TABLE daily_usage", days.slice(0, 1));
  const again = storeOn(await openAt(file)).store;
  expect(again.days('codex:1')).toEqual(days);
  expect(again.days('codex:2')).toEqual([]);
  expect(modeOf(file)).toBe(0o600);
  expect(problems).toEqual([]);
});

test('a later answer of 7 days replaces those and leaves the older ones', async () => {
  const { store } = storeOn(await openAt(path.join(temporaryFolder(), 'q.db')));
  const days = usageDays(20);
  store.keep('codex:1', days.slice(0, 15));
  const later = days.slice(13).map((day): DailyUsageDay => ({ ...day, asOfMs: usageNowMs, clients: [] }));
  store.keep('codex:1', later);
  const kept = store.days('codex:1');
  expect(kept.map(({ date }) => date)).toEqual(days.map(({ date }) => date));
  expect(kept.slice(0, 13)).toEqual(days.slice(0, 13));
  expect(kept.slice(13).every(({ clients }) => clients.length === 0)).toBe(true);
});

test('two processes that write answers of different days lose nothing', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const [one, other] = [storeOn(await openAt(file)).store, storeOn(await openAt(file)).store];
  const days = usageDays(10);
  days.forEach((day, index) => (index % 2 === 0 ? one : other).keep('codex:1', [day]));
  expect(one.days('codex:1')).toEqual(days);
});

test('800 days of an account are kept, the newest', async () => {
  const { store } = storeOn(await openAt(path.join(temporaryFolder(), 'q.db')));
  const [template] = usageDays(1);
  if (template === undefined) throw new Error('There is no day.');
  const days = Array.from({ length: mostDaysKept + 30 }, (_, index) => ({
    ...template,
    date: dateAfter('2024-01-01', index),
  }));
  store.keep('codex:1', days);
  store.keep('codex:2', days.slice(0, 2));
  expect(store.days('codex:1')).toHaveLength(mostDaysKept);
  expect(store.days('codex:1')[0]?.date).toBe(dateAfter('2024-01-01', 30));
  expect(store.days('codex:2')).toHaveLength(2);
});

test('one process may ask at a time, and none before the time that was set; also after a restart', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const [one, other] = [storeOn(await openAt(file)).store, storeOn(await openAt(file)).store];
  expect(one.claim('codex:1', 1000, 5000)).toBe(true);
  expect(other.claim('codex:1', 1000, 6000)).toBe(false);
  expect(other.claim('codex:2', 1000, 6000)).toBe(true);
  one.settle('codex:1', 1000, 4000);
  expect(other.asked('codex:1')).toEqual({ answeredAtMs: 1000, notBeforeMs: 4000 });
  expect(other.claim('codex:1', 3999, 9000)).toBe(false);
  expect(other.claim('codex:1', 4000, 9000)).toBe(true);
  other.settle('codex:1', null, 9000);
  expect(one.asked('codex:1')).toEqual({ answeredAtMs: 1000, notBeforeMs: 9000 });
});

test('a wait of a clock that was set back does not hold for ever', async () => {
  const { store } = storeOn(await openAt(path.join(temporaryFolder(), 'q.db')));
  store.settle('codex:1', null, usageNowMs + 400 * 86_400_000);
  expect(store.claim('codex:1', usageNowMs, usageNowMs + 1)).toBe(true);
});

test('what was forgotten is gone from the file', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const { store } = storeOn(database);
  store.keep('codex:1', usageDays(3));
  store.settle('codex:1', 1, 2);
  store.keep('codex:2', usageDays(1));
  store.forget('codex:1');
  expect([store.days('codex:1'), store.asked('codex:1'), store.days('codex:2').length]).toEqual([[], null, 1]);
  expect(database.first('SELECT count(*) AS n FROM daily_usage WHERE account_id = ?', 'codex:1')).toEqual({ n: 0 });
});

test('a row that is not understood is passed over and does not hide the others', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  const { store } = storeOn(database);
  store.keep('codex:1', usageDays(3));
  database.run("UPDATE daily_usage SET day = '{' WHERE date = '2026-03-13'");
  expect(store.days('codex:1').map(({ date }) => date)).toEqual(['2026-03-12', '2026-03-14']);
});

test('a database that refuses is reported once, and the days stay in memory', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  database.execute('PRAGMA query_only = ON');
  const { store, problems } = storeOn(database);
  store.keep('codex:1', usageDays(3));
  store.keep('codex:1', usageDays(4));
  expect(store.days('codex:1')).toHaveLength(4);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'read-only' }]);
});

test('without a database everything holds as long as the process lives', async () => {
  const store = await lazyDailyUsage(
    async () => null,
    () => undefined,
  )();
  store.keep('codex:1', usageDays(3));
  expect(store.days('codex:1')).toHaveLength(3);
  expect([store.claim('codex:1', 1, 10), store.claim('codex:1', 9, 20), store.claim('codex:1', 10, 20)]).toEqual([
    true,
    false,
    true,
  ]);
  store.settle('codex:1', 1, 30);
  expect(store.asked('codex:1')).toEqual({ answeredAtMs: 1, notBeforeMs: 30 });
  store.forget('codex:1');
  expect([store.days('codex:1'), store.asked('codex:1')]).toEqual([[], null]);
});

test('the database is opened by the first call and once', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const open = lazyDatabase({ path: file, nowMs: () => usageNowMs, report: () => undefined });
  const [one, other] = await Promise.all([open(), open()]);
  expect(one).toBe(other);
  one?.close();
});

test('while another process writes nobody asks, and days that came meanwhile are written later', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const [database, other] = [await openAt(file), await openAt(file)];
  database.execute('PRAGMA busy_timeout = 0');
  const { store, problems } = storeOn(database);
  const days = usageDays(2);
  other.transaction(() => {
    expect(store.claim('codex:1', usageNowMs, usageNowMs + 1)).toBe(false);
    store.keep('codex:1', days.slice(0, 1));
    expect(store.days('codex:1')).toEqual(days.slice(0, 1));
  });
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'busy' }]);
  expect(store.claim('codex:1', usageNowMs, usageNowMs + 1)).toBe(true);
  store.keep('codex:1', days.slice(1));
  expect(storeOn(await openAt(file)).store.days('codex:1')).toEqual(days);
});

test('the days of an account go to another one: the newer word about a day counts, and again changes nothing', async () => {
  const { store, problems } = storeOn(await openAt(path.join(temporaryFolder(), 'q.db')));
  const days = usageDays(6);
  const newer = days.slice(4).map((day): DailyUsageDay => ({ ...day, asOfMs: day.asOfMs + 1, clients: [] }));
  store.keep('nameless', days.slice(0, 5));
  store.keep('codex:1', newer);
  store.claim('nameless', usageNowMs, usageNowMs + 600_000);
  expect(store.move('nameless', 'codex:1')).toBe(true);
  const expected = [...days.slice(0, 4), ...newer];
  expect(store.days('codex:1')).toEqual(expected);
  expect(store.days('nameless')).toEqual([]);
  expect(store.asked('nameless')).toBeNull();
  expect(store.asked('codex:1')).toEqual({ answeredAtMs: null, notBeforeMs: usageNowMs + 600_000 });
  expect(store.move('nameless', 'codex:1')).toBe(true);
  expect(store.days('codex:1')).toEqual(expected);
  expect(problems).toEqual([]);
});

test('without a database days go to another account in memory', () => {
  const { store } = storeOn(null);
  const days = usageDays(4);
  store.keep('nameless', days.slice(0, 3));
  store.keep('codex:1', days.slice(3));
  store.claim('nameless', usageNowMs, usageNowMs + 600_000);
  expect(store.move('nameless', 'codex:1')).toBe(true);
  expect([store.days('codex:1'), store.days('nameless')]).toEqual([days, []]);
  expect(store.asked('codex:1')?.notBeforeMs).toBe(usageNowMs + 600_000);
});
