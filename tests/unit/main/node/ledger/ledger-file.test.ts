import fs from 'node:fs';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { defaultTiers } from '../../../../../core/ledger/tiers.ts';
import type { LedgerNotice } from '../../../../../main/node/ledger/ledger-file.ts';
import { createSqliteLedger } from '../../../../../main/node/ledger/sqlite-ledger.ts';
import { connectWithStatementCache, type Database } from '../../../../../main/node/storage/sqlite.ts';
import { anyPage, commitCall, commitMany, freshId, rowOf, rowsOf } from '../../../../support/ledger/desk.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const startMs = Date.UTC(2026, 10, 22, 0, 5);
const dayMs = 24 * 60 * 60_000;

function ledgerIn(folder: string, options: { connect?: (file: string) => Promise<Database> } = {}) {
  const notices: LedgerNotice[] = [];
  let nowMs = startMs;
  const file = path.join(folder, 'ledger.db');
  const store = createSqliteLedger({
    path: file,
    nowMs: () => nowMs,
    newId: freshId,
    tiers: () => defaultTiers,
    notice: (notice) => void notices.push(notice),
    ...options,
  });
  onTestFinished(() => store.close());
  return { store, notices, file, pass: (ms: number) => void (nowMs += ms) };
}

/** Nothing but the main file, so that damage to it is damage to the ledger. */
async function intoMainFile(file: string): Promise<void> {
  const database = await connectWithStatementCache(file);
  database.first('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

const damages: Readonly<Record<string, (file: string) => void>> = {
  'is other text': (file) => fs.writeFileSync(file, 'no database '.repeat(1000)),
  'has a torn page': (file) => {
    const bytes = fs.readFileSync(file);
    bytes.fill(0xaa, 4096, 3 * 4096);
    fs.writeFileSync(file, bytes);
  },
  'is cut to nothing': (file) => fs.truncateSync(file, 0),
  'is gone': (file) => fs.rmSync(file),
  'lost a table': () => undefined,
};

test("the file is its owner's alone, and a commit waits for the disk", async () => {
  const { store, file } = ledgerIn(path.join(temporaryFolder(), 'new'));
  let pragmas: readonly unknown[] = [];
  const watched = ledgerIn(path.dirname(file), {
    connect: async (name) => {
      const database = await connectWithStatementCache(name);
      return {
        ...database,
        transaction: (work) => {
          pragmas = ['journal_mode', 'synchronous'].map(
            (pragma) => Object.values(database.first(`PRAGMA ${pragma}`) ?? {})[0],
          );
          return database.transaction(work);
        },
      };
    },
  });
  await commitCall(store, freshId());
  await commitCall(watched.store, freshId());
  expect(pragmas).toEqual(['wal', 2]);
  const names = fs.readdirSync(path.dirname(file));
  expect(names).toContain('ledger.db.bak');
  expect(names.map((name) => modeOf(path.join(path.dirname(file), name)))).toEqual(names.map(() => 0o600));
});

test.each(Object.keys(damages))('a ledger that %s goes on from its last good copy, and says so', async (what) => {
  const folder = temporaryFolder();
  const { store, file } = ledgerIn(folder);
  const installId = freshId();
  await commitCall(store, installId);
  await store.close();
  if (what === 'lost a table') {
    const database = await connectWithStatementCache(file);
    database.execute('DROP TABLE ledger_installs');
    database.close();
  }
  await intoMainFile(file);
  damages[what]?.(file);
  for (const end of ['-wal', '-shm']) fs.rmSync(`${file}${end}`, { force: true });
  const next = ledgerIn(folder);
  expect(await rowOf(next.store, installId)).toMatchObject({ lifetimeConsumed: 1 });
  const movedTo = what === 'is gone' ? null : (expect.stringContaining('ledger.db.corrupt-') as string);
  expect(next.notices).toEqual([{ kind: 'restored', takenFrom: `${file}.bak`, copyOfMs: startMs, movedTo }]);
  await commitCall(next.store, installId);
  expect(await rowOf(ledgerIn(folder).store, installId)).toMatchObject({ lifetimeConsumed: 2 });
});

/** What a backup of `*.db` takes along. */
function withoutLog(file: string): void {
  for (const end of ['-wal', '-shm']) fs.rmSync(`${file}${end}`, { force: true });
}

test('after a close the file alone is the whole ledger, and so it is while another process has it open', async () => {
  const folder = temporaryFolder();
  const running = ledgerIn(folder);
  const installId = freshId();
  await commitCall(running.store, installId);
  const other = ledgerIn(folder);
  await commitCall(other.store, installId);
  await other.store.close();
  const copied = path.join(temporaryFolder(), 'ledger.db');
  fs.copyFileSync(running.file, copied);
  expect(await rowOf(ledgerIn(path.dirname(copied)).store, installId)).toMatchObject({ lifetimeConsumed: 2 });
});

test('a ledger is a whole file from its first moment on, also without its log', async () => {
  const folder = temporaryFolder();
  const running = ledgerIn(folder);
  expect(await rowsOf(running.store)).toEqual([]);
  const copied = path.join(temporaryFolder(), 'ledger.db');
  fs.copyFileSync(running.file, copied);
  const next = ledgerIn(path.dirname(copied));
  expect(await rowsOf(next.store)).toEqual([]);
  expect(next.notices).toEqual([]);
});

test('while a ledger is open, its file alone has what was booked up to an hour ago', async () => {
  const { store, file, pass } = ledgerIn(temporaryFolder());
  const installId = freshId();
  await commitMany(3, store, installId);
  pass(60 * 60_000);
  await commitCall(store, installId);
  const copied = path.join(temporaryFolder(), 'ledger.db');
  fs.copyFileSync(file, copied);
  expect(await rowOf(ledgerIn(path.dirname(copied)).store, installId)).toMatchObject({ lifetimeConsumed: 4 });
});

/** A file as earlier versions left it: all of it was in the log, and the file has a header and no table. */
async function emptyShell(file: string): Promise<void> {
  for (const end of ['', '-wal', '-shm']) fs.rmSync(`${file}${end}`, { force: true });
  const database = await connectWithStatementCache(file);
  database.execute('PRAGMA journal_mode = WAL');
  database.close();
  withoutLog(file);
  expect(fs.statSync(file).size).toBeGreaterThan(0);
}

test('a ledger that lost its log and has no table goes on from its last good copy, and says which', async () => {
  const folder = temporaryFolder();
  const { store, file } = ledgerIn(folder);
  const installId = freshId();
  await commitCall(store, installId);
  await store.close();
  await emptyShell(file);
  const next = ledgerIn(folder);
  expect(await rowOf(next.store, installId)).toMatchObject({ lifetimeConsumed: 1 });
  const movedTo = expect.stringContaining('ledger.db.corrupt-') as string;
  expect(next.notices).toEqual([{ kind: 'restored', takenFrom: `${file}.bak`, copyOfMs: startMs, movedTo }]);
});

test('a ledger without a table and without a copy stays closed: it is not new', async () => {
  const folder = temporaryFolder();
  const { store, file } = ledgerIn(folder);
  await emptyShell(file);
  expect(await store.rows(anyPage)).toEqual({ kind: 'unavailable', reason: 'damaged' });
});

test.each(['core', 'pro'])('a ledger on %s that knows less than its copy goes on from the copy', async (tier) => {
  const folder = temporaryFolder();
  const { store, file, pass } = ledgerIn(folder);
  const installId = freshId();
  await commitCall(store, installId, tier);
  await store.close();
  const older = fs.readFileSync(file);
  const later = ledgerIn(folder);
  pass(dayMs);
  later.pass(dayMs);
  await commitCall(later.store, installId, tier);
  await later.store.close();
  withoutLog(file);
  fs.writeFileSync(file, older);
  const next = ledgerIn(folder);
  expect(await commitCall(next.store, installId, tier)).toMatchObject({ kind: 'committed' });
  const row = await rowOf(next.store, installId);
  expect(row.lifetimeConsumed + row.monthlyConsumed).toBe(3);
  expect(next.notices).toMatchObject([{ kind: 'restored', copyOfMs: startMs + dayMs }]);
});

test('a ledger that begins empty says so, once', async () => {
  const folder = temporaryFolder();
  const { store, notices } = ledgerIn(folder);
  expect(await rowsOf(store)).toEqual([]);
  expect(notices).toEqual([{ kind: 'begun' }]);
  await store.close();
  const next = ledgerIn(folder);
  expect(await rowsOf(next.store)).toEqual([]);
  expect(next.notices).toEqual([]);
});

test('a ledger that knows more than its copy is not damaged', async () => {
  const folder = temporaryFolder();
  const { store } = ledgerIn(folder);
  const installId = freshId();
  await commitMany(3, store, installId);
  await store.close();
  const next = ledgerIn(folder);
  expect(await rowOf(next.store, installId)).toMatchObject({ lifetimeConsumed: 3 });
  expect(next.notices).toEqual([]);
});

test.each(['no copy', 'a damaged copy'])('with %s a damaged ledger stays closed and is left as it is', async (copy) => {
  const folder = temporaryFolder();
  const { store, file } = ledgerIn(folder);
  await commitCall(store, freshId());
  await store.close();
  fs.rmSync(`${file}.bak`);
  if (copy === 'a damaged copy') fs.writeFileSync(`${file}.bak`, 'x'.repeat(9000));
  for (const end of ['-wal', '-shm']) fs.rmSync(`${file}${end}`, { force: true });
  fs.writeFileSync(file, 'y'.repeat(9000));
  const next = ledgerIn(folder);
  const closed = { kind: 'unavailable', reason: 'damaged' };
  expect(await commitCall(next.store, freshId())).toEqual(closed);
  expect(await next.store.rows(anyPage)).toEqual(closed);
  expect(next.notices[0]).toEqual({ kind: 'damaged' });
  expect(fs.readFileSync(file, 'utf8')).toBe('y'.repeat(9000));
});

test('a store that is open when the file is replaced books in the new one', async () => {
  const folder = temporaryFolder();
  const running = ledgerIn(folder);
  const installId = freshId();
  await commitCall(running.store, installId);
  for (const end of ['', '-wal', '-shm']) fs.rmSync(`${running.file}${end}`);
  expect(await commitCall(running.store, installId)).toMatchObject({ kind: 'committed', balance: { remaining: 3 } });
  expect(running.notices).toEqual([
    { kind: 'begun' },
    { kind: 'restored', takenFrom: `${running.file}.bak`, copyOfMs: startMs, movedTo: null },
  ]);
  expect(await rowOf(ledgerIn(folder).store, installId)).toMatchObject({ lifetimeConsumed: 2 });
});

test('the good copy is made again once a day', async () => {
  const { store, file, pass } = ledgerIn(temporaryFolder());
  const copiedAt = () => fs.statSync(`${file}.bak`).mtimeMs;
  await commitCall(store, freshId());
  expect(copiedAt()).toBe(startMs);
  pass(dayMs - 1);
  await commitCall(store, freshId());
  expect(copiedAt()).toBe(startMs);
  pass(60 * 60_000);
  await commitCall(store, freshId());
  expect(copiedAt()).toBe(startMs + dayMs - 1 + 60 * 60_000);
});

test('an import is in the good copy, however many rows it has', async () => {
  const folder = temporaryFolder();
  const before = ledgerIn(folder);
  const rows = Array.from({ length: 1_200 }, (_, index) => ({
    installId: `5e7a11ed-0000-4000-8000-${String(index).padStart(12, '0')}`,
    tier: 'core',
    lifetimeConsumed: 4,
    lifetimeGeminiConsumed: 3,
    month: '2026-11',
    monthlyConsumed: 0,
    monthlyGeminiConsumed: 0,
    lastActiveAtMs: startMs,
  }));
  expect(await before.store.importRows(rows)).toEqual({ kind: 'imported', added: rows.length, merged: 0 });
  await before.store.close();
  fs.rmSync(before.file);
  const after = ledgerIn(folder);
  expect(await rowOf(after.store, rows[rows.length - 1]!.installId)).toMatchObject({ lifetimeConsumed: 4 });
  expect(after.notices).toMatchObject([{ kind: 'restored' }]);
});

test('a full disk is said, nothing is booked, and it goes on when there is room', async () => {
  const folder = temporaryFolder();
  let database: Database | null = null;
  const { store } = ledgerIn(folder, { connect: async (file) => (database = await connectWithStatementCache(file)) });
  const installId = freshId();
  await commitMany(2, store, installId);
  (database as Database | null)?.execute('PRAGMA max_page_count = 1');
  const jobs = Array.from({ length: 400 }, (_, index) => `${index} `.padEnd(190, 'x'));
  const answers = await Promise.all(jobs.map((job) => commitCall(store, installId, 'max', 'hardware', job)));
  const refused = answers.filter(({ kind }) => kind === 'unavailable');
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set(['{"kind":"unavailable","reason":"full"}']),
  );
  const booked = answers.length - refused.length;
  expect(await rowOf(store, installId)).toMatchObject({ monthlyConsumed: booked });
  (database as Database | null)?.execute('PRAGMA max_page_count = 1000000');
  const again = await Promise.all(jobs.map((job) => commitCall(store, installId, 'max', 'hardware', job)));
  expect(again.every(({ kind }) => kind === 'committed')).toBe(true);
  expect(await rowOf(ledgerIn(folder).store, installId)).toMatchObject({ monthlyConsumed: jobs.length });
});

test('a file that not even its size can be asked of is an answer, and no wait for ever', async () => {
  const { store, file } = ledgerIn(temporaryFolder());
  fs.symlinkSync(file, file);
  const installId = freshId();
  const unavailable = { kind: 'unavailable', reason: 'other' };
  expect(await Promise.all([commitCall(store, installId), commitCall(store, installId)])).toEqual([
    unavailable,
    unavailable,
  ]);
  fs.rmSync(file);
  expect(await commitCall(store, installId)).toMatchObject({ kind: 'committed', charged: true });
});

test('a ledger of a later version is left alone', async () => {
  const folder = temporaryFolder();
  const { store, file } = ledgerIn(folder);
  await commitCall(store, freshId());
  await store.close();
  const database = await connectWithStatementCache(file);
  database.execute('PRAGMA user_version = 99');
  database.close();
  expect(await ledgerIn(folder).store.rows(anyPage)).toEqual({ kind: 'unavailable', reason: 'newer-version' });
});

test('while another process writes for long, a commit waits its turn without holding the thread', async () => {
  const folder = temporaryFolder();
  const { store, file } = ledgerIn(folder);
  await commitCall(store, freshId());
  const other = await connectWithStatementCache(file);
  onTestFinished(() => other.close());
  other.execute('BEGIN IMMEDIATE');
  const waiting = commitCall(store, freshId());
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
  other.execute('COMMIT');
  expect(await waiting).toMatchObject({ kind: 'committed', charged: true });
  expect(await rowsOf(store)).toHaveLength(2);
});

test('what is old is forgotten: reservations after a week, jobs after a day', async () => {
  const folder = temporaryFolder();
  const { store, file, pass } = ledgerIn(folder);
  const installId = freshId();
  await commitCall(store, installId, 'max', 'hardware', 'job');
  await store.reserve({ installId, tier: 'max', hasHardware: true, jobId: null, ttlSeconds: 60 });
  pass(2 * dayMs);
  await commitCall(store, installId, 'max', 'hardware');
  const database = await connectWithStatementCache(file);
  onTestFinished(() => database.close());
  const counted = () =>
    database.first(
      'SELECT (SELECT count(*) FROM ledger_jobs) AS jobs, (SELECT count(*) FROM ledger_reservations) AS reservations',
    );
  expect(counted()).toEqual({ jobs: 0, reservations: 1 });
  pass(6 * dayMs);
  await commitCall(store, installId, 'max', 'hardware');
  expect(counted()).toEqual({ jobs: 0, reservations: 0 });
});
