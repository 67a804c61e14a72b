import fs from 'node:fs';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause } from './error-code.ts';

/** The code of an error for a path that holds something else than a regular file, such as a pipe or a device. */
const notAFile = 'NOT_A_FILE';
/** Opening does not wait for the other end of a pipe. Windows has neither flag. */
const withoutWaiting = fs.constants.O_NONBLOCK ?? 0;
const withoutLinks = fs.constants.O_NOFOLLOW ?? 0;
const usableByOthers = 0o077;

export type OwnFileReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: 'not-a-file' | 'too-large' | FileCause };

export interface OwnFilePolicy {
  readonly maximumBytes: number;
  /** Refuse a file that other users can read. Windows has no such permissions. */
  readonly isSecret?: boolean;
}

/**
 * Reads a file of the app. Makes every check on the opened file, so that nobody can exchange it in between. Refuses a
 * pipe, a device, and a file that another user made: it could tell the app to run a program. Never waits, never throws.
 */
export function readOwnFile(file: string, { maximumBytes, isSecret = false }: OwnFilePolicy): OwnFileReading {
  try {
    const handle = fs.openSync(file, fs.constants.O_RDONLY | withoutWaiting);
    try {
      const status = checked(handle);
      if (isSecret && process.platform !== 'win32' && (status.mode & usableByOthers) !== 0) return refused('denied');
      const bytes = status.size > maximumBytes ? null : readUpTo(handle, status.size, maximumBytes);
      return bytes === null ? refused('too-large') : { kind: 'text', text: bytes.toString('utf8') };
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
    // Windows opens no folder, and no system opens a socket.
    const isOther = isNotAFile(error) || ['EISDIR', 'ENXIO', 'EPERM', 'ENODEV'].includes(errorCode(error) ?? '');
    return refused(isOther && !isRegularFile(file) ? 'not-a-file' : fileCause(error));
  }
}

/**
 * Appends to a file of the app, for its owner only (0600). Throws for a link, a second name of another file, a pipe, a
 * device or a file of another user, so that no text of the app ends in another program's file. Never waits.
 */
export function appendToOwnFile(file: string, text: string): void {
  const { O_WRONLY, O_APPEND, O_CREAT } = fs.constants;
  const handle = fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | withoutLinks | withoutWaiting, 0o600);
  try {
    const { nlink, mode } = checked(handle);
    if (nlink > 1) throw refusal('EPERM', 'The file has a second name.');
    if (process.platform !== 'win32' && (mode & usableByOthers) !== 0) fs.fchmodSync(handle, 0o600);
    fs.writeFileSync(handle, text);
  } finally {
    fs.closeSync(handle);
  }
}

/** Files that SQLite reads beside a database and applies to it. */
const besideDatabase = ['-wal', '-journal', '-shm'];

/**
 * Creates an empty file for a database, for its owner only (0600), or removes the rights of others from one that exists.
 * Throws for a pipe or a device (see `isNotAFile`), and where the file, or a log that SQLite would apply to it, belongs
 * to another user.
 */
export function prepareDatabaseFile(file: string): void {
  if (!besideDatabase.every((end) => isOwnFile(`${file}${end}`)))
    throw refusal('EACCES', 'A log of the database belongs to another user, or is no file.');
  const { O_RDWR, O_CREAT } = fs.constants;
  const handle = fs.openSync(file, O_RDWR | O_CREAT | withoutWaiting, 0o600);
  try {
    const { mode } = checked(handle);
    if (process.platform !== 'win32' && (mode & 0o777) !== 0o600) fs.fchmodSync(handle, 0o600);
  } finally {
    fs.closeSync(handle);
  }
}

/** Returns true for a plain file of this user under one name only, or if nothing is there. Never throws. */
export function isPlainOwnFile(file: string): boolean {
  try {
    const found = fs.lstatSync(file, { throwIfNoEntry: false });
    return found === undefined || (found.nlink === 1 && isOwnFile(file));
  } catch {
    return false;
  }
}

/** Returns true if nothing is there, or a regular file of this user under any number of names. Never throws. */
function isOwnFile(file: string): boolean {
  try {
    const found = fs.lstatSync(file, { throwIfNoEntry: false });
    return found === undefined || (found.isFile() && !isOfAnotherUser(found));
  } catch {
    return false;
  }
}

/** Returns true for the error of a path that holds something else than a regular file. */
export function isNotAFile(error: unknown): boolean {
  return errorCode(error) === notAFile;
}

function checked(handle: number): fs.Stats {
  const status = fs.fstatSync(handle);
  if (!status.isFile()) throw refusal(notAFile, 'The path holds no regular file.');
  if (isOfAnotherUser(status)) throw refusal('EACCES', 'The file belongs to another user.');
  return status;
}

/** Root's files count as the user's own. Root itself may use all files, as in a container with a mounted folder. */
function isOfAnotherUser({ uid }: fs.Stats): boolean {
  const own = process.geteuid?.();
  return own !== undefined && own !== 0 && uid !== own && uid !== 0;
}

function isRegularFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** Returns null when the file has grown past the limit since its size was read. */
function readUpTo(handle: number, expectedBytes: number, maximumBytes: number): Buffer | null {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    // The second read mostly finds the end. Memory from Node's pool is enough for it, and costs nothing.
    const chunk = Buffer.allocUnsafe(total === 0 ? expectedBytes + 1 : 4_000);
    const bytes = fs.readSync(handle, chunk, 0, chunk.length, null);
    if (bytes === 0) return Buffer.concat(chunks);
    total += bytes;
    if (total > maximumBytes) return null;
    chunks.push(chunk.subarray(0, bytes));
  }
}

function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function refused(reason: Extract<OwnFileReading, { kind: 'refused' }>['reason']): OwnFileReading {
  return { kind: 'refused', reason };
}
