import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { type DatabaseOptions, openDatabase } from '../../../../../main/node/storage/database.ts';
import { databaseMigrations } from '../../../../../main/node/storage/migrations.ts';
import { connect, type Database } from '../../../../../main/node/storage/sqlite.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = () => Date.UTC(2026, 10, 22, 0, 5);
const table = { version: 1, sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT' };

async function open(file: string, options: Partial<DatabaseOptions> = {}) {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem) => void problems.push(problem);
  const outcome = await openDatabase({ path: file, nowMs, report, migrations: [table], ...options });
  if (outcome.kind === 'open') {
    onTestFinished(() => outcome.database.close());
  }
  return { outcome, problems };
}

/** The open database, or a failing test. */
async function opened(file: string, options: Partial<DatabaseOptions> = {}) {
  const { outcome, problems } = await open(file, options);
  if (outcome.kind !== 'open') {
    throw new Error(`The database is ${outcome.reason}.`);
  }
  return { ...outcome, problems };
}

function pragma(database: Database, name: string): unknown {
  return Object.values(database.first(`PRAGMA ${name}`) ?? {})[0];
}

test('a new database has its form and its log, for its owner alone', async () => {
  const file = path.join(temporaryFolder(), 'new', 'q.db');
  const { database, durable, problems } = await opened(file);
  database.run('INSERT INTO notes VALUES (?)', 'a');
  expect(durable).toBe(true);
  expect(problems).toEqual([]);
  expect(pragma(database, 'user_version')).toBe(1);
  expect(pragma(database, 'journal_mode')).toBe('wal');
  // 2: each commit waits for the disk.
  expect(pragma(database, 'synchronous')).toBe(2);
  expect(pragma(database, 'foreign_keys')).toBe(1);
  expect(pragma(database, 'busy_timeout')).toBe(2000);
  const modes = fs.readdirSync(path.dirname(file)).map((name) => modeOf(path.join(path.dirname(file), name)));
  expect(modes).toEqual([0o600, 0o600, 0o600]);
});

test('rows are there after a restart, and a file that was too open is closed', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const connection = await connect(file);
  connection.execute(`${table.sql}; PRAGMA user_version = 1; INSERT INTO notes VALUES ('a')`);
  connection.close();
  fs.chmodSync(file, 0o644);
  const { database } = await opened(file);
  expect(database.all('SELECT text FROM notes')).toEqual([{ text: 'a' }]);
  expect(database.first('SELECT text FROM notes WHERE text = ?', 'b')).toBeNull();
  expect(modeOf(file)).toBe(0o600);
});

test('an older form is brought to the newest with its rows; a step that fails undoes them all', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const first = await opened(file);
  first.database.run('INSERT INTO notes VALUES (?)', 'a');
  const second = { version: 2, sql: "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'" };
  const wrong = { version: 3, sql: 'CREATE TABLE notes (text TEXT)' };
  expect((await open(file, { migrations: [table, second, wrong] })).outcome).toEqual({
    kind: 'unavailable',
    reason: 'other',
    cause: '[SQLITE_ERROR] SqliteError: table notes already exists',
  });
  expect(pragma(first.database, 'user_version')).toBe(1);
  const { database } = await opened(file, { migrations: [table, second] });
  expect(database.all('SELECT * FROM notes')).toEqual([{ text: 'a', colour: 'red' }]);
});

test('the released steps have growing numbers and make a database', async () => {
  const versions = databaseMigrations.map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
  const { database } = await opened(path.join(temporaryFolder(), 'q.db'), { migrations: databaseMigrations });
  expect(pragma(database, 'user_version')).toBe(versions.length);
});

function spoilPages(file: string): void {
  const size = fs.statSync(file).size;
  const handle = fs.openSync(file, 'r+');
  fs.writeSync(handle, Buffer.alloc(size - 4096, 0xab), 0, size - 4096, 4096);
  fs.closeSync(handle);
}

test.each([
  ['text', (file: string) => fs.writeFileSync(file, 'this is no database. '.repeat(100))],
  ['spoiled pages', spoilPages],
  ['a folder in its place', (file: string) => (fs.unlinkSync(file), fs.mkdirSync(file))],
])('a corrupt database (%s) is set aside and a new one begun, and it is reported', async (_name, spoil) => {
  const file = path.join(temporaryFolder(), 'q.db');
  const connection = await connect(file);
  connection.execute(`${table.sql}; CREATE INDEX by_text ON notes (text); PRAGMA user_version = 1`);
  connection.transaction(() => {
    for (let row = 0; row < 500; row += 1) {
      connection.run('INSERT INTO notes VALUES (?)', `${row}`.repeat(20));
    }
  });
  connection.close();
  spoil(file);
  const { database, durable, problems } = await opened(file);
  const movedTo = `${file}.corrupt-2026-11-22T00-05-00.000Z`;
  expect(problems).toEqual([{ kind: 'set-aside', what: 'database', movedTo }]);
  expect(fs.existsSync(movedTo)).toBe(true);
  expect(durable).toBe(true);
  expect(database.all('SELECT * FROM notes')).toEqual([]);
});

test('a database is a whole file after its close, and each of its tables is there from the first moment on', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const { database } = await opened(file);
  const early = path.join(temporaryFolder(), 'early.db');
  fs.copyFileSync(file, early);
  expect((await opened(early)).problems).toEqual([]);
  database.run('INSERT INTO notes VALUES (?)', 'a');
  database.close();
  database.close();
  const copied = path.join(temporaryFolder(), 'copied.db');
  fs.copyFileSync(file, copied);
  expect((await opened(copied)).database.all('SELECT * FROM notes')).toEqual([{ text: 'a' }]);
});

test('a database whose tables were all in a log that is gone is set aside and reported', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const connection = await connect(file);
  connection.execute('PRAGMA journal_mode = WAL');
  connection.close();
  for (const end of ['-wal', '-shm']) fs.rmSync(`${file}${end}`, { force: true });
  const { problems } = await opened(file);
  expect(problems).toEqual([
    { kind: 'set-aside', what: 'database', movedTo: `${file}.corrupt-2026-11-22T00-05-00.000Z` },
  ]);
});

test('a database is made again after its process was killed at its first tables, and nothing is set aside', async () => {
  const source = path.join(temporaryFolder(), 'q.db');
  const dying = await connect(source);
  onTestFinished(() => dying.close());
  // So small a cache makes SQLite write pages before the transaction ends.
  dying.execute('PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; CREATE TABLE many (text TEXT)');
  for (let row = 0; row < 200; row += 1) dying.run('INSERT INTO many VALUES (?)', 'x'.repeat(1000));
  const file = path.join(temporaryFolder(), 'q.db');
  for (const end of ['', '-journal']) fs.copyFileSync(`${source}${end}`, `${file}${end}`);
  expect(fs.statSync(file).size).toBeGreaterThan(4096);
  const { database, problems } = await opened(file);
  expect(problems).toEqual([]);
  expect(database.all('SELECT text FROM notes')).toEqual([]);
});

test('the log of a corrupt database goes with it', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  fs.writeFileSync(file, 'this is no database. '.repeat(100));
  fs.writeFileSync(`${file}-wal`, 'left over');
  await opened(file);
  expect(fs.readFileSync(`${file}.corrupt-2026-11-22T00-05-00.000Z-wal`, 'utf8')).toBe('left over');
});

test('a database of a later version of the app is left untouched', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const connection = await connect(file);
  connection.execute('CREATE TABLE later (x); PRAGMA user_version = 2');
  connection.close();
  const before = fs.readFileSync(file);
  const { outcome, problems } = await open(file);
  expect(outcome).toEqual({ kind: 'unavailable', reason: 'newer-version' });
  expect(problems).toEqual([{ kind: 'newer-version', what: 'database', file }]);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['q.db']);
  expect(fs.readFileSync(file).equals(before)).toBe(true);
});

test('a folder that cannot hold it gives a database in memory, and it is reported', async () => {
  const blocked = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(blocked, '');
  const { database, durable, problems } = await opened(path.join(blocked, 'q.db'));
  expect(durable).toBe(false);
  expect(database.run('INSERT INTO notes VALUES (?)', 'a')).toBe(1);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'other' }]);
});

test.each([
  ['PRAGMA max_page_count = 1', 'full'],
  ['PRAGMA query_only = ON', 'read-only'],
])('a disk that SQLite cannot write (%s) gives a database in memory', async (refusal, cause) => {
  const file = path.join(temporaryFolder(), 'q.db');
  const { database, durable, problems } = await opened(file, {
    connect: async (name) => {
      const connection = await connect(name);
      if (name === file) {
        connection.execute(refusal);
      }
      return connection;
    },
  });
  expect(durable).toBe(false);
  expect(database.run('INSERT INTO notes VALUES (?)', 'a')).toBe(1);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause }]);
});

test('a native library that does not load makes it unavailable, not the app', async () => {
  const failing = async (): Promise<Database> => {
    throw new Error('made-up fault');
  };
  const { outcome, problems } = await open(path.join(temporaryFolder(), 'q.db'), { connect: failing });
  const cause = 'Error: made-up fault';
  expect(outcome).toEqual({ kind: 'unavailable', reason: 'not-loaded', cause });
  expect(problems).toEqual([{ kind: 'database-unavailable', reason: 'not-loaded', cause }]);
});

test('an error of SQLite at the opening is about the file, and not taken for a library that does not load', async () => {
  const refused = async (name: string): Promise<Database> => {
    if (name === ':memory:') return connect(name);
    throw Object.assign(new Error('made-up fault'), { code: 'SQLITE_READONLY' });
  };
  const { outcome, problems } = await open(path.join(temporaryFolder(), 'q.db'), { connect: refused });
  expect(outcome).toMatchObject({ kind: 'open', durable: false });
  expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'read-only' }]);
});

test('a transaction that throws leaves nothing, and what it threw comes through', async () => {
  const { database } = await opened(path.join(temporaryFolder(), 'q.db'));
  const work = () =>
    database.transaction(() => {
      database.run('INSERT INTO notes VALUES (?)', 'a');
      throw new Error('made-up fault');
    });
  expect(work).toThrow('made-up fault');
  expect(database.transaction(() => database.all('SELECT * FROM notes'))).toEqual([]);
});

test('a change that met a busy database holds nobody up, and the next one is there for all', async () => {
  const file = path.join(temporaryFolder(), 'q.db');
  const [one, other] = [await connect(file), await connect(file)];
  onTestFinished(() => [one, other].forEach(({ close }) => close()));
  one.execute('PRAGMA journal_mode = WAL; CREATE TABLE things (name TEXT)');
  other.transaction(() => {
    expect(() => one.run('INSERT INTO things VALUES (?)', 'lost')).toThrow(/locked|busy/);
  });
  expect(one.run('INSERT INTO things VALUES (?)', 'kept')).toBe(1);
  expect(other.all('SELECT name FROM things')).toEqual([{ name: 'kept' }]);
  expect(other.run('INSERT INTO things VALUES (?)', 'theirs')).toBe(1);
});
