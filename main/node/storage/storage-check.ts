import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { StorageCheck } from '../../../core/settings/storage-problem.ts';
import { nameOf } from '../log/fault.ts';
import { durableLog, makeFile } from './database.ts';
import { connect, type Database, sqliteLibrary } from './sqlite.ts';

/** How the check reaches a database. Tests pass one that behaves like a broken installation or a full disk. */
interface StorageAccess {
  /** Loads the database library with its native part. */
  readonly load: () => unknown;
  readonly connect: (path: string) => Promise<Database>;
}

/**
 * Writes an entry into a database of its own in the folder, closes it, opens it again and reads the entry, in the same way
 * as all databases of the app are kept. Then it removes the file. `removeLeftovers` finds one that a killed process left.
 * Never throws.
 */
export async function checkStorage(
  folder: string,
  access: StorageAccess = { load: sqliteLibrary, connect },
): Promise<StorageCheck> {
  try {
    access.load();
  } catch (error) {
    return { kind: 'not-loaded', cause: nameOf(error) };
  }
  const token = randomBytes(6).toString('hex');
  const file = path.join(folder, `storage-check.${process.pid}-${token}.tmp`);
  const causes: unknown[] = [];
  await writeAndRead(file, token, access).catch((error: unknown) => causes.push(error));
  causes.push(...removed(file));
  return causes.length === 0 ? { kind: 'works' } : { kind: 'not-stored', cause: causes.map(nameOf).join(', ') };
}

/** Throws what the disk or the database throws, or if the entry came back as another one. */
async function writeAndRead(file: string, token: string, access: StorageAccess): Promise<void> {
  makeFile(file);
  const written = await access.connect(file);
  try {
    written.execute(`${durableLog}; CREATE TABLE entries (value TEXT) STRICT`);
    written.run('INSERT INTO entries VALUES (?)', token);
  } finally {
    written.close();
  }
  const read = await access.connect(file);
  try {
    if (read.first('SELECT value FROM entries')?.['value'] !== token) throw new RangeError('Another entry was read.');
  } finally {
    read.close();
  }
}

/** Removes the file with its logs. Returns the errors of those that stay. */
function removed(file: string): readonly unknown[] {
  return ['', '-wal', '-shm', '-journal'].flatMap((suffix) => {
    try {
      fs.rmSync(`${file}${suffix}`, { force: true });
      return [];
    } catch (error) {
      return [error];
    }
  });
}
