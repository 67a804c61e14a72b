import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../../main/node/storage/database.ts';
import { keepFileCopy, migrationCopies, removeOldCopies } from '../../../../../main/node/storage/migration-copies.ts';
import { openSettings } from '../../../../../main/node/storage/settings-store.ts';
import { createConfStore } from '../../../../../main/node/storage/conf-store.ts';
import { connect } from '../../../../../main/node/storage/sqlite.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = Date.parse('2026-11-22T00:05:00Z');
const dayMs = 86_400_000;
const first = { version: 1, sql: 'CREATE TABLE notes (text TEXT)' };
const second = { version: 2, sql: 'ALTER TABLE notes ADD COLUMN author TEXT' };
const third = { version: 3, sql: 'DROP TABLE notes' };

function opening(file: string, migrations: readonly (typeof first)[]) {
  const problems: unknown[] = [];
  const report = (problem: unknown): void => void problems.push(problem);
  return { problems, opened: openDatabase({ path: file, nowMs: () => nowMs, report, migrations }) };
}

async function opened(file: string, migrations: readonly (typeof first)[]) {
  const outcome = await opening(file, migrations).opened;
  if (outcome.kind !== 'open') throw new Error(outcome.reason);
  return outcome.database;
}

test('a database is copied with its log before its form changes, and the copy opens in the version before', async () => {
  const file = path.join(temporaryFolder(), 'quota-tray.db');
  const before = await opened(file, [first]);
  before.run('INSERT INTO notes VALUES (?)', 'in the log');
  const after = await opened(file, [first, second]);
  expect(after.all('SELECT text, author FROM notes')).toEqual([{ text: 'in the log', author: null }]);
  after.close();
  before.close();
  const [copy] = migrationCopies(path.join(path.dirname(file), 'copies'));
  expect(copy).toMatchObject({ store: 'quota-tray.db', madeAtMs: nowMs });
  expect(path.basename(copy?.file ?? '')).toBe('quota-tray.db.version-1');
  expect(modeOf(copy?.file ?? '')).toBe(0o600);
  const old = await connect(copy?.file ?? '');
  expect(old.all('SELECT * FROM notes')).toEqual([{ text: 'in the log' }]);
  old.close();
});

test('a new database needs no copy, and one of this version gets none', async () => {
  const file = path.join(temporaryFolder(), 'quota-tray.db');
  (await opened(file, [first])).close();
  (await opened(file, [first])).close();
  expect(fs.existsSync(path.join(path.dirname(file), 'copies'))).toBe(false);
});

test('each store has one copy: the next update replaces it', async () => {
  const file = path.join(temporaryFolder(), 'quota-tray.db');
  for (const migrations of [[first], [first, second], [first, second, third]]) (await opened(file, migrations)).close();
  const copies = migrationCopies(path.join(path.dirname(file), 'copies'));
  expect(copies.map((copy) => path.basename(copy.file))).toEqual(['quota-tray.db.version-2']);
});

test('a database that cannot be copied keeps its form and stays closed, and that is reported', async () => {
  const file = path.join(temporaryFolder(), 'quota-tray.db');
  (await opened(file, [first])).close();
  fs.writeFileSync(path.join(path.dirname(file), 'copies'), 'a file in the place of the folder');
  const { problems, opened: outcome } = opening(file, [first, second]);
  const cause = expect.stringMatching(/EEXIST|ENOTDIR/);
  expect(await outcome).toEqual({ kind: 'unavailable', reason: 'other', cause });
  expect(problems).toEqual([{ kind: 'database-unavailable', reason: 'other', cause }]);
  const same = await connect(file);
  expect(same.first('PRAGMA user_version')).toEqual({ user_version: 1 });
  same.close();
});

test('settings are copied before their form changes', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  fs.writeFileSync(file, '{"theme":"dark","version":1}');
  const migrations = [(stored: object) => ({ ...stored, theme: 'light' })];
  const options = { folder, createStore: createConfStore, nowMs: () => nowMs, report: () => undefined, migrations };
  expect(openSettings(options).get().theme).toBe('light');
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({ theme: 'light', version: 2 });
  expect(fs.readFileSync(path.join(folder, 'copies', 'settings.json.version-1'), 'utf8')).toBe(
    '{"theme":"dark","version":1}',
  );
});

test('copies go after thirty days, and other files of the folder stay', () => {
  const folder = temporaryFolder();
  const copies = path.join(folder, 'copies');
  for (const name of ['settings.json', 'accounts.json']) fs.writeFileSync(path.join(folder, name), '{}');
  keepFileCopy(path.join(folder, 'settings.json'), 1, nowMs - 31 * dayMs);
  keepFileCopy(path.join(folder, 'accounts.json'), 1, nowMs - 29 * dayMs);
  fs.writeFileSync(path.join(copies, 'notes.txt'), 'of the user');
  expect(removeOldCopies(copies, nowMs)).toBe(0);
  expect(fs.readdirSync(copies).sort()).toEqual(['accounts.json.version-1', 'notes.txt']);
  expect(removeOldCopies(path.join(folder, 'absent'), nowMs)).toBe(0);
});
