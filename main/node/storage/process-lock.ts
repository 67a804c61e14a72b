import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type LibsqlDatabase from 'libsql';
import type { FileCause, Saving } from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause, isBusy } from './error-code.ts';
import { sqliteLibrary } from './sqlite.ts';

/** The outcome of work under a lock. The work ran only when it is `done`. */
export type LockOutcome<T> = { readonly kind: 'done'; readonly value: T } | NoLock;

export type NoLock =
  /** Another process, or another caller in this process, held the lock for the whole wait. */
  | { readonly kind: 'busy' }
  /** The lock cannot be created: the disk refused, or the database library cannot be loaded. */
  | { readonly kind: 'unavailable'; readonly cause: FileCause };

/** A lock that this process holds until it releases it or ends, even by a crash. */
export interface HeldLock {
  readonly release: () => void;
  /** Returns false when the lock's file was removed or replaced; then another process can hold the lock too. */
  readonly isCurrent: () => boolean;
}

export interface LockWait {
  /** How long to wait for other holders, in milliseconds; 0 tries once. */
  readonly waitMs?: number;
}

const usualWaitMs = 30_000;
const shortestPauseMs = 5;
const longestPauseMs = 100;

/** Returns the path of the lock that guards a file: an empty file of the same name in the folder `locks` beside it. */
export function lockOf(file: string): string {
  return path.join(path.dirname(file), 'locks', path.basename(file));
}

/**
 * Runs the work under the lock. Waits for it without blocking the thread, 30 s by default. Callers in one
 * process take turns in the order of their calls. Rethrows what the work throws.
 */
export async function withLock<T>(
  lock: string,
  work: () => T | Promise<T>,
  { waitMs = usualWaitMs }: LockWait = {},
): Promise<LockOutcome<T>> {
  const held = await holdLock(lock, { waitMs });
  if ('kind' in held) return held;
  try {
    return { kind: 'done', value: await work() };
  } finally {
    held.release();
  }
}

/**
 * Runs short work under the lock for a synchronous caller. Tries once, or blocks the thread for at most
 * `waitMs`.
 */
export function withLockNow<T>(lock: string, work: () => T, { waitMs = 0 }: LockWait = {}): LockOutcome<T> {
  const held = tryLock(lock, waitMs);
  if ('kind' in held) return held;
  try {
    return { kind: 'done', value: work() };
  } finally {
    held.release();
  }
}

/** Returns the saving of the work, or the reason why the work did not run. */
export function savingOf(outcome: LockOutcome<Saving>): Saving {
  if (outcome.kind === 'done') return outcome.value;
  return { ok: false, cause: outcome.kind === 'busy' ? 'busy' : outcome.cause };
}

/** Takes the lock and holds it until `release`. Waits without blocking the thread; 0 tries once. Never throws. */
export async function holdLock(lock: string, { waitMs = usualWaitMs }: LockWait = {}): Promise<HeldLock | NoLock> {
  const untilMs = performance.now() + waitMs;
  return inTurn(lock, async () => {
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const held = tryLock(lock, 0);
      const leftMs = untilMs - performance.now();
      if (!('kind' in held) || held.kind === 'unavailable' || leftMs <= 0) return held;
      await delay(Math.min(leftMs, pauseMs * (0.5 + Math.random())));
    }
  });
}

/** By lock: the last caller in this process that waits for it. */
const queues = new Map<string, Promise<unknown>>();

/** Queues the callers of this process, because SQLite serves waiting callers in no order and the last change must win. */
async function inTurn<T>(lock: string, take: () => Promise<T>): Promise<T> {
  const before = queues.get(lock) ?? Promise.resolve();
  const turn = before.then(take, take);
  queues.set(lock, turn);
  try {
    return await turn;
  } finally {
    if (queues.get(lock) === turn) queues.delete(lock);
  }
}

/**
 * Tries to take the lock. The lock is a write transaction on an empty SQLite database that never writes
 * anything. The operating system ends it with the process. Two connections in one process also exclude each
 * other.
 */
function tryLock(lock: string, blockMs: number): HeldLock | NoLock {
  let connection: LibsqlDatabase.Database | null = null;
  try {
    makeLockFile(lock);
    connection = new (sqliteLibrary())(lock);
    const opened = identityOf(lock);
    connection.exec(`PRAGMA busy_timeout = ${Math.round(blockMs)}; PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE`);
    // If the file was removed before the transaction began, the lock excludes nobody.
    if (opened === null || identityOf(lock) !== opened) {
      connection.close();
      return { kind: 'busy' };
    }
    return heldLock(connection, () => isSameFile(lock, opened));
  } catch (error) {
    connection?.close();
    const code = errorCode(error) ?? '';
    if (isBusy(error)) return { kind: 'busy' };
    if (code.startsWith('SQLITE_NOTADB') && isEmptied(lock)) return { kind: 'busy' };
    return { kind: 'unavailable', cause: fileCause(error) };
  }
}

/** Keeps each connection from garbage collection, which would end its lock. */
const heldConnections = new Set<LibsqlDatabase.Database>();

function heldLock(connection: LibsqlDatabase.Database, isCurrent: () => boolean): HeldLock {
  heldConnections.add(connection);
  return Object.freeze({
    release: () => {
      if (heldConnections.delete(connection)) connection.close();
    },
    isCurrent: () => heldConnections.has(connection) && isCurrent(),
  });
}

/**
 * Creates the lock's file once (0600). The app must not open it again outside of SQLite: POSIX drops a
 * process's locks on a file as soon as the process closes any handle of that file.
 */
function makeLockFile(lock: string): void {
  if (fs.existsSync(lock)) return;
  fs.mkdirSync(path.dirname(lock), { recursive: true, mode: 0o700 });
  try {
    fs.closeSync(fs.openSync(lock, 'wx', 0o600));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Empties a lock file with foreign content. No process can hold such a lock, so none loses it. */
function isEmptied(lock: string): boolean {
  try {
    fs.truncateSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** Returns true also when the file system does not answer, because that says nothing about the file. */
function isSameFile(file: string, identity: string): boolean {
  try {
    return identityOf(file) === identity;
  } catch {
    return true;
  }
}

/** Returns device and inode of the file, or null when there is no file. Throws when the file system does not answer. */
function identityOf(file: string): string | null {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
