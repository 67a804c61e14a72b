import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dedupKeysForever } from '../../../../../core/alerts/dedup-keys.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { openDatabase } from '../../../../../main/node/storage/database.ts';
import { createSentAlerts } from '../../../../../main/node/storage/alert-store.ts';
import type { Database } from '../../../../../main/node/storage/sqlite.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const startMs = 1_795_300_000_000;
const dayMs = 24 * 60 * 60_000;

async function openAt(file: string): Promise<Database> {
  const outcome = await openDatabase({ path: file, nowMs: () => startMs, report: () => undefined });
  if (outcome.kind !== 'open') {
    throw new Error(`The database is ${outcome.reason}.`);
  }
  onTestFinished(() => outcome.database.close());
  return outcome.database;
}

function alertsOn(database: Database | null) {
  const problems: StorageProblem[] = [];
  return { alerts: createSentAlerts({ database, report: (problem) => void problems.push(problem) }), problems };
}

test('a notice is new once, over restarts and for a second process', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const { alerts, problems } = alertsOn(await openAt(file));
  expect(alerts.claim('codex:1 weekly 90', startMs)).toBe(true);
  expect(alerts.claim('codex:1 weekly 90', startMs + 1)).toBe(false);
  expect(alerts.claim("it's; DROP TABLE sent_alerts", startMs)).toBe(true);
  const other = alertsOn(await openAt(file));
  expect(other.alerts.claim('codex:1 weekly 90', startMs + 2)).toBe(false);
  expect(other.alerts.claim('codex:1 weekly 95', startMs + 2)).toBe(true);
  expect([...problems, ...other.problems]).toEqual([]);
});

test('keys older than 60 days are forgotten, younger ones are kept', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  alertsOn(database).alerts.claim('old', startMs);
  alertsOn(database).alerts.claim('young', startMs + dayMs);
  alertsOn(database).alerts.claim('now', startMs + 60 * dayMs + 1);
  expect(database.all('SELECT key FROM sent_alerts ORDER BY key')).toEqual([{ key: 'now' }, { key: 'young' }]);
});

test('without a database a notice is still not shown twice while the app runs', () => {
  const { alerts } = alertsOn(null);
  expect([alerts.claim('a', 1), alerts.claim('a', 2), alerts.claim('b', 3)]).toEqual([true, false, true]);
});

test('a database that refuses is reported once, and no notice repeats', async () => {
  const database = await openAt(path.join(temporaryFolder(), 'q.db'));
  database.execute('PRAGMA query_only = ON');
  const { alerts, problems } = alertsOn(database);
  expect([alerts.claim('a', 1), alerts.claim('a', 2), alerts.claim('b', 3)]).toEqual([true, false, true]);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'read-only' }]);
});

test('what is told once ever is never forgotten', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const { alerts } = alertsOn(await openAt(file));
  const keys = dedupKeysForever('grant-offered|claude:1|5000 USD');
  expect(keys.map((key) => alerts.claim(key, startMs))).toEqual([true, true]);
  alerts.claim('old', startMs);
  const later = alertsOn(await openAt(file)).alerts;
  expect(later.claim('a year later', startMs + 365 * dayMs)).toBe(true);
  expect(keys.map((key) => later.claim(key, startMs + 365 * dayMs))).toEqual([false, false]);
  expect(later.claim('old', startMs + 365 * dayMs)).toBe(true);
});

test('what met a busy database is not shown twice, and is written with the next notice', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const [database, other] = [await openAt(file), await openAt(file)];
  database.execute('PRAGMA busy_timeout = 0');
  const { alerts, problems } = alertsOn(database);
  other.transaction(() => {
    expect([alerts.claim('a', startMs), alerts.claim('a', startMs)]).toEqual([true, false]);
  });
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'busy' }]);
  expect(alerts.claim('b', startMs + 1)).toBe(true);
  const again = alertsOn(await openAt(file)).alerts;
  expect([again.claim('a', startMs + 2), again.claim('b', startMs + 2)]).toEqual([false, false]);
});
