import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type LibsqlDatabase from 'libsql';
import type { FileCause, Saving } from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause } from './error-code.ts';
import { sqliteLibrary } from './sqlite.ts';

/** What became of work that needs a lock. The work ran only where it is `done`. */
export type LockOutcome<T> = { readonly kind: 'done'; readonly value: T } | NoLock;

export type NoLock =
  /** Another process, or another caller in this one, held the lock for as long as we waited. */
  | { readonly kind: 'busy' }
  /** No lock can be made here: the disk refuses, or the database library cannot be loaded. */
  | { readonly kind: 'unavailable'; readonly cause: FileCause };

/** A lock that is ours until we release it or this process ends, however it ends. */
export interface HeldLock {
  readonly release: () => void;
  /** False: the lock's file was removed or replaced, so that another process can hold the lock too. */
  readonly isCurrent: () => boolean;
}

export interface LockWait {
  /** How long to wait for others, in milliseconds; 0 tries once. */
  readonly waitMs?: number;
}

const usualWaitMs = 30_000;
const shortestPauseMs = 5;
const longestPauseMs = 100;

/** The path of the lock that guards a file: an empty file of the same name in `locks` beside it. */
export function lockOf(file: string): string {
  return path.join(path.dirname(file), 'locks', path.basename(file));
}

/**
 * Runs the work while nobody else holds the lock, and waits without holding the thread: 30 s unless
 * `waitMs` says otherwise. Callers in one process take turns in the order of their calls. What the work
 * throws is thrown on.
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
 * The same for short work on this thread, for a caller that cannot wait in turns. It tries once, or blocks
 * the thread for at most `waitMs`.
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

/** What the work under a lock answered; where it did not run, why nothing was written. */
export function savingOf(outcome: LockOutcome<Saving>): Saving {
  if (outcome.kind === 'done') return outcome.value;
  return { ok: false, cause: outcome.kind === 'busy' ? 'busy' : outcome.cause };
}

/** Takes the lock and keeps it until `release`. Waits without holding the thread; 0 tries once. Never throws. */
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

/** The last caller in this process that waits for each lock. */
const queues = new Map<string, Promise<unknown>>();

/** SQLite serves waiting callers in no order. A caller's own order matters: its last change is to win. */
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
 * The lock is a write transaction on an empty SQLite database, in which nothing is ever written. The
 * operating system ends it with the process. Two connections in one process exclude each other as well.
 */
function tryLock(lock: string, blockMs: number): HeldLock | NoLock {
  let connection: LibsqlDatabase.Database | null = null;
  try {
    makeLockFile(lock);
    connection = new (sqliteLibrary())(lock);
    const opened = identityOf(lock);
    connection.exec(`PRAGMA busy_timeout = ${Math.round(blockMs)}; PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE`);
    // It may have been removed before the transaction began, and then it excludes nobody.
    if (opened === null || identityOf(lock) !== opened) {
      connection.close();
      return { kind: 'busy' };
    }
    return heldLock(connection, () => isStill(lock, opened));
  } catch (error) {
    connection?.close();
    const code = errorCode(error) ?? '';
    if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return { kind: 'busy' };
    if (code.startsWith('SQLITE_NOTADB') && isEmptied(lock)) return { kind: 'busy' };
    return { kind: 'unavailable', cause: fileCause(error) };
  }
}

/** Keeps each connection from being collected as garbage, which would end its lock. */
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
 * Made once, for its owner alone, and never opened again by us: POSIX drops the locks of a process on a
 * file as soon as the process closes any handle of that file.
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

/** A file with a foreign content cannot be locked by anybody, so nobody loses a lock by this. */
function isEmptied(lock: string): boolean {
  try {
    fs.truncateSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** A file system that does not answer for a moment says nothing about the file. */
function isStill(file: string, identity: string): boolean {
  try {
    return identityOf(file) === identity;
  } catch {
    return true;
  }
}

/** Null: it is not there. Throws where the file system does not say. */
function identityOf(file: string): string | null {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
