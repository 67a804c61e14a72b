import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { historyMigrations } from '../../../../../main/node/history/history-tables.ts';
import { ledgerMigrations } from '../../../../../main/node/ledger/ledger-tables.ts';
import { outboxMigrations } from '../../../../../main/node/ledger/outbox/outbox.ts';
import {
  databaseVersion,
  folderVersion,
  judgeFolder,
  readStamp,
} from '../../../../../main/node/storage/folder-version.ts';
import { homePaths } from '../../../../../main/node/storage/home.ts';
import { databaseMigrations } from '../../../../../main/node/storage/migrations.ts';
import { settingsMigrations } from '../../../../../main/node/storage/settings-file.ts';
import { connect } from '../../../../../main/node/storage/sqlite.ts';
import { versionedStores } from '../../../../../main/node/storage/store-versions.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

function place(home = temporaryFolder()) {
  return homePaths(home, { environment: {}, platform: process.platform, temporaryFolder: home });
}

async function databaseOf(file: string, version: number): Promise<void> {
  const database = await connect(file);
  database.execute(`CREATE TABLE notes (text TEXT); PRAGMA user_version = ${version}`);
  database.close();
}

describe('the stamp of a state folder', () => {
  it.each([
    ['absent', null, { kind: 'absent' }],
    ['torn in the middle', '{"version":1,"writt', { kind: 'torn' }],
    ['empty', '', { kind: 'torn' }],
    ['a list', '[1]', { kind: 'torn' }],
    ['without a number', '{"writtenBy":"1.0.0"}', { kind: 'torn' }],
    ['a number that is no version', '{"version":0.5,"writtenBy":"1.0.0"}', { kind: 'torn' }],
    ['too large', `{"version":1,"writtenBy":"${'9'.repeat(5_000)}"}`, { kind: 'too-large' }],
    ['of this version', '{"version":1,"writtenBy":"1.0.0"}', { version: 1, writtenBy: '1.0.0' }],
    ['of a later version', '{"version":7,"writtenBy":"9.1.0-beta.1"}', { version: 7, writtenBy: '9.1.0-beta.1' }],
    ['of a later version with other names', '{"version":7,"by":{"app":"9"}}', { version: 7, writtenBy: null }],
    ['with a name that is no version', '{"version":1,"writtenBy":"<b>1</b>"}', { version: 1, writtenBy: null }],
  ])('is read: %s', (_name, text, expected) => {
    const { stamp } = place();
    if (text !== null) fs.writeFileSync(stamp, text);
    expect(readStamp(stamp)).toEqual('kind' in expected ? expected : { kind: 'stamp', stamp: expected });
  });

  it('that the system does not open is unreadable, and not absent', () => {
    const { stamp } = place();
    fs.symlinkSync(stamp, stamp);
    expect(readStamp(stamp)).toEqual({ kind: 'unreadable', cause: 'other' });
  });
});

test.each([
  ['an empty folder', {}, null],
  ['the stamp of this version', { 'version.json': `{"version":${folderVersion},"writtenBy":"0.1.0"}` }, null],
  ['a stamp of a later version', { 'version.json': '{"version":2,"writtenBy":"2.0.0"}' }, { writtenBy: '2.0.0' }],
  ['settings of a later version', { 'settings.json': '{"version":2}' }, { writtenBy: null }],
  ['added accounts of a later version', { 'accounts.json': '{"version":2,"accounts":[]}' }, { writtenBy: null }],
  ['keys of a later version', { 'secrets.json': '{"version":2,"secrets":{}}' }, { writtenBy: null }],
  ['reduced limits of a later version', { 'slots.json': '{"version":2}' }, { writtenBy: null }],
  ['rates of a later version', { 'rates.json': '{"version":2}' }, { writtenBy: null }],
  ['damaged settings', { 'settings.json': '{"version":' }, null],
  ['a database that is none', { 'quota-tray.db': 'x'.repeat(200) }, null],
  ['a torn stamp', { 'version.json': '{"version":2' }, null],
])('a folder is judged by its stamp and its stores: %s', (_name, files, newer) => {
  const home = temporaryFolder();
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(home, name), text);
  const before = fs.readdirSync(home);
  expect(judgeFolder(place(home)).newer).toEqual(newer);
  expect(fs.readdirSync(home)).toEqual(before);
});

test.each(['quota-tray.db', 'history.db', 'ledger.db', 'ledger-outbox.db'])(
  'a later version of %s makes the folder newer, and the look opens no database',
  async (name) => {
    const home = temporaryFolder();
    await databaseOf(path.join(home, name), 99);
    expect(judgeFolder(place(home)).newer).toEqual({ writtenBy: null });
    expect(fs.readdirSync(home)).toEqual([name]);
    expect(databaseVersion(path.join(home, name))).toBe(99);
  },
);

test('the numbers of the stores are those of their migrations', () => {
  const paths = place();
  const numbers = versionedStores(paths).map(({ file, newest }) => [path.basename(file), newest]);
  expect(Object.fromEntries(numbers)).toEqual({
    'settings.json': settingsMigrations.length + 1,
    'accounts.json': 1,
    'secrets.json': 1,
    'slots.json': 1,
    'rates.json': 1,
    'quota-tray.db': databaseMigrations.at(-1)?.version,
    'history.db': historyMigrations.at(-1)?.version,
    'ledger.db': ledgerMigrations.at(-1)?.version,
    'ledger-outbox.db': outboxMigrations.at(-1)?.version,
  });
});
