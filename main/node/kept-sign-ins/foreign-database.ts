import { existsSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type FilePolicy, type NotRead, readUntilWhole, withForeignFile } from '../credentials/credential-file.ts';
import { isBusy } from '../storage/error-code.ts';
import { sqliteLibrary, type SqlRow } from '../storage/sqlite.ts';

/** Returns the rows of a statement that only reads. */
export type Query = (sql: string, ...values: readonly string[]) => readonly SqlRow[];

export type DatabaseReading<Value> =
  | { readonly kind: 'value'; readonly value: Value; readonly writtenMs: number }
  | NotRead;

/** Such a file may have gigabytes, because programs keep all of their state in it. It is never read as a whole. */
const policy: FilePolicy = { maximumBytes: Number.MAX_SAFE_INTEGER, isSecret: true, mayFolderProtect: true };

/** Its owner writes at this moment, so it is read again after a pause. */
interface Busy {
  readonly kind: 'busy';
}

/**
 * Reads from the SQLite file of another program, in its place and without a copy. It writes nothing, leaves no file
 * beside it, and holds its shared lock for the time of the statements only. A file that its owner changes meanwhile is
 * read again. Never throws.
 *
 * @param policy `isSecret` false: other users may read the file, because the wanted values are no secret.
 */
export async function readForeignDatabase<Value>(
  path: string,
  platform: NodeJS.Platform,
  read: (query: Query) => Value,
  { isSecret }: Pick<FilePolicy, 'isSecret'> = policy,
): Promise<DatabaseReading<Value>> {
  const own = { ...policy, isSecret };
  const reading = await readUntilWhole(
    () => withForeignFile<DatabaseReading<Value> | Busy>(path, own, platform, (handle) => readOnce(path, handle, read)),
    ({ kind }) => kind === 'busy',
  );
  return reading.kind === 'busy' ? { kind: 'problem', problem: 'unreadable' } : reading;
}

async function readOnce<Value>(
  path: string,
  handle: FileHandle,
  read: (query: Query) => Value,
): Promise<DatabaseReading<Value> | Busy> {
  const mode = await openModeOf(path, handle);
  if (mode === null) return { kind: 'problem', problem: 'malformed' };
  if (mode === 'unsafe') return { kind: 'busy' };
  const before = stampOf(path);
  try {
    const connection = new (sqliteLibrary())(`${pathToFileURL(path).href}?${mode}`);
    try {
      const value = read((sql, ...values) => connection.prepare(sql).all(...values) as SqlRow[]);
      // Nothing locks an immutable file, so a change during the statements makes their rows worthless.
      if (mode === immutable && stampOf(path) !== before) return { kind: 'busy' };
      return { kind: 'value', value, writtenMs: writtenMsOf(path) };
    } finally {
      connection.close();
    }
  } catch (error) {
    // Another table, or a damaged file. The text of the error may hold values, so it goes nowhere.
    return isBusy(error) ? { kind: 'busy' } : { kind: 'problem', problem: 'malformed' };
  }
}

const immutable = 'mode=ro&immutable=1';
const joining = 'mode=ro';

const headerBytes = 20;
const magic = 'SQLite format 3\0';
const writeAheadLog = 2;

/**
 * Returns how SQLite opens the file without leaving a trace. Null: it is no database. `unsafe`: there is no such way at
 * this moment.
 *
 * With a write-ahead log, SQLite makes missing files beside the database, even when it only reads. So it may join its
 * owner only where these files are there. Without them the database is complete and is read as one that never changes.
 */
async function openModeOf(path: string, handle: FileHandle): Promise<string | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
  if (bytesRead < headerBytes || buffer.toString('latin1', 0, magic.length) !== magic) return null;
  if (buffer[18] !== writeAheadLog) return joining;
  const logBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (existsSync(`${path}-wal`) && existsSync(`${path}-shm`)) return joining;
  return logBytes === 0 ? immutable : 'unsafe';
}

function stampOf(path: string): string {
  const files = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false }));
  return files.map((status) => (status === undefined ? '-' : `${status.ino} ${status.size} ${status.mtimeMs}`)).join();
}

function writtenMsOf(path: string): number {
  const files = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false }));
  return Math.max(0, ...files.map((status) => status?.mtimeMs ?? 0));
}
