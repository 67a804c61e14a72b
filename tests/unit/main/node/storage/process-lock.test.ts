import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readHolder, takeAwayStale } from '../../../../../main/node/storage/lock-file.ts';
import { withRefreshLock } from '../../../../../main/node/storage/process-lock.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const startMs = 1_795_300_000_000;

/** A clock that only sleeping moves. */
function fakeTime(atMs = startMs) {
  const clock = { atMs };
  const sleep = async (ms: number) => void (clock.atMs += ms);
  return { clock, nowMs: () => clock.atMs, sleep };
}

const lockIn = (folder: string) => path.join(folder, 'refresh.lock');

function hold(lock: string, holder: { pid: number; atMs: number; token?: string }): void {
  fs.writeFileSync(lock, JSON.stringify({ token: 'other', ...holder }));
}

test('S4-7: the work runs with the lock, and the lock is gone afterwards', async () => {
  const lock = lockIn(temporaryFolder());
  const outcome = await withRefreshLock(lock, { ...fakeTime(), waitMs: 0 }, async () => {
    expect(readHolder(lock)).toMatchObject({ pid: process.pid, atMs: startMs });
    expect(modeOf(lock)).toBe(0o600);
    return 'done';
  });
  expect(outcome).toEqual({ kind: 'done', value: 'done' });
  expect(fs.existsSync(lock)).toBe(false);
});

test('S4-7: the lock is released when the work fails, and the failure comes through', async () => {
  const lock = lockIn(temporaryFolder());
  const work = async () => {
    throw new Error('made-up fault');
  };
  await expect(withRefreshLock(lock, { ...fakeTime(), waitMs: 0 }, work)).rejects.toThrow('made-up fault');
  expect(fs.existsSync(lock)).toBe(false);
});

test('S4-7: works that are asked for at once run one after another', async () => {
  const lock = lockIn(temporaryFolder());
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return 'done';
  };
  const real = {
    nowMs: Date.now,
    waitMs: 20_000,
    sleep: async () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const outcomes = await Promise.all(Array.from({ length: 8 }, async () => withRefreshLock(lock, real, work)));
  expect(outcomes).toEqual(outcomes.map(() => ({ kind: 'done', value: 'done' })));
  expect(most).toBe(1);
});

test('S4-7: a lock that is held all the time that was waited makes it busy, and stays', async () => {
  const lock = lockIn(temporaryFolder());
  hold(lock, { pid: process.pid, atMs: startMs });
  const time = fakeTime();
  const outcome = await withRefreshLock(lock, { ...time, waitMs: 5000 }, async () => 'done');
  expect(outcome).toEqual({ kind: 'busy' });
  expect(time.clock.atMs).toBe(startMs + 5000);
  expect(readHolder(lock)?.token).toBe('other');
});

test.each([
  ['its life of 30 s is over', { pid: process.pid, atMs: startMs - 30_000 }],
  ['it is from the future, because the clock was set back', { pid: process.pid, atMs: startMs + 30_000 }],
  ['its process is gone', { pid: spawnSync(process.execPath, ['--version']).pid, atMs: startMs }],
])('S4-7: a lock no longer counts when %s', async (_name, holder) => {
  const lock = lockIn(temporaryFolder());
  hold(lock, holder);
  const outcome = await withRefreshLock(lock, { ...fakeTime(), waitMs: 0 }, async () => 'done');
  expect(outcome).toEqual({ kind: 'done', value: 'done' });
  expect(fs.existsSync(lock)).toBe(false);
});

test('S4-7: waiting ends when the life of the other lock ends', async () => {
  const lock = lockIn(temporaryFolder());
  hold(lock, { pid: process.pid, atMs: startMs });
  const time = fakeTime();
  const outcome = await withRefreshLock(lock, { ...time, waitMs: 60_000 }, async () => time.clock.atMs);
  expect(outcome).toEqual({ kind: 'done', value: startMs + 30_000 });
});

test('a lock that is still empty counts until its life is over', async () => {
  const lock = lockIn(temporaryFolder());
  fs.writeFileSync(lock, '');
  const { mtimeMs } = fs.statSync(lock);
  const ask = async (atMs: number) => withRefreshLock(lock, { ...fakeTime(atMs), waitMs: 0 }, async () => 'done');
  expect(await ask(mtimeMs + 29_000)).toEqual({ kind: 'busy' });
  expect(await ask(mtimeMs + 30_001)).toEqual({ kind: 'done', value: 'done' });
});

test('where no lock can be made the work runs without one', async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'file'), '');
  const lock = lockIn(path.join(folder, 'file'));
  const outcome = await withRefreshLock(lock, { ...fakeTime(), waitMs: 0 }, async () => 'done');
  expect(outcome).toEqual({ kind: 'done', value: 'done' });
});

test('a lock that another process took over meanwhile is not released by us', async () => {
  const lock = lockIn(temporaryFolder());
  await withRefreshLock(lock, { ...fakeTime(), waitMs: 0 }, async () => hold(lock, { pid: 1, atMs: startMs }));
  expect(readHolder(lock)?.token).toBe('other');
});

test('the slower of two that found the same stale lock does not take away the lock the faster one made', () => {
  const lock = lockIn(temporaryFolder());
  const stale = { pid: 1, atMs: 0, token: 'stale' };
  hold(lock, { pid: process.pid, atMs: startMs, token: 'fresh' });
  expect(takeAwayStale(lock, stale)).toBe(true);
  expect(readHolder(lock)?.token).toBe('fresh');
  expect(fs.readdirSync(path.dirname(lock))).toEqual(['refresh.lock']);
});
