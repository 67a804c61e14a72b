import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Query, readForeignDatabase } from '../../../../../main/node/kept-sign-ins/foreign-database.ts';
import { databaseOwner, settingsTable } from '../../../../support/foreign-database.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const valueOf =
  (key: string) =>
  (query: Query): unknown =>
    query('SELECT value FROM ItemTable WHERE key = ?', key)[0]?.['value'] ?? null;

const read = (file: string) => readForeignDatabase(file, process.platform, valueOf('token'));

function newFile(): string {
  return path.join(temporaryFolder(), 'a b#c?d%20e', 'state.vscdb');
}

/** Every file of the folder with its content and the time of its last change. */
function trace(file: string): readonly string[] {
  const folder = path.dirname(file);
  return fs.readdirSync(folder).map((name) => {
    const status = fs.statSync(path.join(folder, name));
    return `${name} ${status.ino} ${status.size} ${name.endsWith('-shm') ? '' : status.mtimeMs}`;
  });
}

describe.skipIf(process.platform === 'win32')('the database of another program', () => {
  it.each(['WAL', 'DELETE'] as const)(
    'is read while its owner has it open (%s), and nothing changes',
    async (journal) => {
      const file = newFile();
      const owner = await databaseOwner(file, ...settingsTable({ token: 'one' }, journal));
      const before = trace(file);
      expect(await read(file)).toMatchObject({ kind: 'value', value: 'one' });
      expect(trace(file)).toEqual(before);
      await owner.run("INSERT INTO ItemTable (key, value) VALUES ('token', 'two')");
      expect(await read(file)).toMatchObject({ kind: 'value', value: 'two' });
    },
  );

  it('does not keep its owner from writing, and leaves no lock', async () => {
    const file = newFile();
    const owner = await databaseOwner(file, ...settingsTable({ token: 'one' }, 'DELETE'));
    await readForeignDatabase(file, process.platform, (query) => query('SELECT * FROM ItemTable'));
    await owner.run('BEGIN EXCLUSIVE; COMMIT');
    await owner.run('PRAGMA journal_mode = WAL');
    expect(await read(file)).toMatchObject({ value: 'one' });
    await owner.run('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  });

  it.each(['WAL', 'DELETE'] as const)(
    'is read after its owner closed it (%s), and no file appears',
    async (journal) => {
      const file = newFile();
      const owner = await databaseOwner(file, ...settingsTable({ token: 'one' }, journal));
      await owner.close();
      const before = trace(file);
      expect(before).toHaveLength(1);
      expect(await read(file)).toMatchObject({ kind: 'value', value: 'one' });
      expect(trace(file)).toEqual(before);
    },
  );

  it('is read with its log after its owner crashed, and the log stays for the owner', async () => {
    const file = newFile();
    const owner = await databaseOwner(file, ...settingsTable({ token: 'one' }));
    await owner.kill();
    const before = trace(file);
    expect(await read(file)).toMatchObject({ kind: 'value', value: 'one' });
    expect(trace(file)).toEqual(before);
  });

  it('with a log that only its owner can read is not read, and no file appears', async () => {
    const file = newFile();
    await (await databaseOwner(file, ...settingsTable({ token: 'one' }))).kill();
    fs.rmSync(`${file}-shm`);
    const before = trace(file);
    expect(await read(file)).toEqual({ kind: 'problem', problem: 'unreadable' });
    expect(trace(file)).toEqual(before);
  });

  it('that its owner locks for a moment is read after that moment, and one that stays locked is said to be', async () => {
    const file = newFile();
    const owner = await databaseOwner(file, ...settingsTable({ token: 'one' }, 'DELETE'), 'BEGIN EXCLUSIVE');
    const reading = read(file);
    await owner.run('COMMIT');
    expect(await reading).toMatchObject({ kind: 'value', value: 'one' });
    await owner.run('BEGIN EXCLUSIVE');
    expect(await read(file)).toEqual({ kind: 'problem', problem: 'unreadable' });
  });

  it('may be readable by others only behind a folder that they cannot enter', async () => {
    const file = newFile();
    await (await databaseOwner(file, ...settingsTable({ token: 'one' }))).close();
    fs.chmodSync(file, 0o644);
    fs.chmodSync(path.dirname(file), 0o700);
    expect(await read(file)).toMatchObject({ kind: 'value' });
    for (
      let folder = path.dirname(file);
      folder.startsWith(path.dirname(path.dirname(file)));
      folder = path.dirname(folder)
    ) {
      fs.chmodSync(folder, 0o755);
    }
    expect(await read(file)).toEqual({ kind: 'problem', problem: 'open-to-others' });
  });

  it.each<readonly [string, (file: string) => void, object]>([
    ['is missing', () => undefined, { kind: 'missing' }],
    ['is empty', (file) => fs.writeFileSync(file, ''), { kind: 'problem', problem: 'malformed' }],
    ['is no database', (file) => fs.writeFileSync(file, 'x'.repeat(5000)), { kind: 'problem', problem: 'malformed' }],
    [
      'is only the beginning of one',
      (file) => fs.writeFileSync(file, Buffer.from(`SQLite format 3\0\x10\0\x01\x01${'\0'.repeat(80)}`, 'latin1')),
      { kind: 'problem', problem: 'malformed' },
    ],
    ['is a folder', (file) => fs.mkdirSync(file), { kind: 'problem', problem: 'unreadable' }],
    [
      'is a link to another place',
      (file) => fs.symlinkSync(path.join(temporaryFolder(), 'x'), file),
      { kind: 'missing' },
    ],
  ])('that %s gives nothing, and the reason', async (_what, write, reading) => {
    const file = newFile();
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    write(file);
    if (fs.existsSync(file)) fs.chmodSync(file, 0o700);
    expect(await read(file)).toEqual(reading);
  });

  it('outside its folder behind a link is not opened', async () => {
    const [file, elsewhere] = [newFile(), path.join(temporaryFolder(), 'state.vscdb')];
    await (await databaseOwner(elsewhere, ...settingsTable({ token: 'one' }))).close();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.symlinkSync(elsewhere, file);
    expect(await read(file)).toEqual({ kind: 'problem', problem: 'symbolic-link' });
  });

  it('without the table gives nothing, and the reason', async () => {
    const file = newFile();
    await (await databaseOwner(file, 'CREATE TABLE other (key TEXT)')).close();
    expect(await read(file)).toEqual({ kind: 'problem', problem: 'malformed' });
  });
});
