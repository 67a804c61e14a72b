import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './file-cause.ts';
import { type LockHolder, readHolder, takeAwayStale } from './lock-file.ts';

export interface RefreshLockOptions {
  readonly nowMs: () => number;
  /** How long to wait for another process; 0 tries once. */
  readonly waitMs: number;
  /** A lock older than this no longer counts. */
  readonly lifeMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
}

export type LockOutcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' };

const pollMs = 50;

/**
 * Runs the work while no other process does (S4-7). `busy`: another one held the lock all the time
 * that was waited. Where no lock can be made (a read-only disk) the work runs without one. The lock
 * is released whatever the work does; what the work throws is thrown on.
 */
export async function withRefreshLock<T>(
  path: string,
  { nowMs, waitMs, lifeMs = 30_000, sleep = delay }: RefreshLockOptions,
  work: () => Promise<T>,
): Promise<LockOutcome<T>> {
  const token = randomUUID();
  const untilMs = nowMs() + waitMs;
  while (!isTaken(path, { pid: process.pid, atMs: nowMs(), token })) {
    const holder = readHolder(path);
    if (holder !== null && isStale(holder, nowMs(), lifeMs)) {
      if (!takeAwayStale(path, holder)) {
        break;
      }
    } else if (nowMs() >= untilMs) {
      return { kind: 'busy' };
    } else {
      await sleep(pollMs);
    }
  }
  try {
    return { kind: 'done', value: await work() };
  } finally {
    release(path, token);
  }
}

const briefPauseMs = 5;
const briefLifeMs = 2_000;
const mostPauses = 40;

/**
 * The same for work of some milliseconds that cannot wait in turns: the reading and writing of one small
 * file. It waits at most a fifth of a second, and then works without the lock, because a lock that
 * is held for longer is no lock of ours. What the work throws is thrown on.
 */
export function withBriefLock<T>(path: string, work: () => T): T {
  const token = randomUUID();
  // Processes share no other clock.
  const nowMs = Date.now;
  for (let pauses = 0; pauses < mostPauses; pauses += 1) {
    if (isTaken(path, { pid: process.pid, atMs: nowMs(), token })) {
      break;
    }
    const holder = readHolder(path);
    if (holder === null || (isStale(holder, nowMs(), briefLifeMs) && takeAwayStale(path, holder))) {
      continue;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, briefPauseMs);
  }
  try {
    return work();
  } finally {
    release(path, token);
  }
}

/** True when the work may start: the lock is ours, or none can be made here. */
function isTaken(path: string, holder: LockHolder): boolean {
  try {
    const handle = fs.openSync(path, 'wx', 0o600);
    writeHolder(handle, path, holder);
    return true;
  } catch (error) {
    return errorCode(error) !== 'EEXIST';
  }
}

/** A full disk makes the file but takes nothing into it; left behind, it would hold up the others. */
function writeHolder(handle: number, path: string, holder: LockHolder): void {
  try {
    fs.writeFileSync(handle, JSON.stringify(holder));
  } catch {
    fs.unlinkSync(path);
  } finally {
    fs.closeSync(handle);
  }
}

/** Over its life (a clock that was set back ends it too), or its process is gone. */
function isStale({ atMs, pid }: LockHolder, nowMs: number, lifeMs: number): boolean {
  return Math.abs(nowMs - atMs) >= lifeMs || (pid !== null && !isRunning(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function release(path: string, token: string): void {
  try {
    if (readHolder(path)?.token === token) {
      fs.unlinkSync(path);
    }
  } catch {
    // It ends by its life.
  }
}
