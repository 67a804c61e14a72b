import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  type HeldLock,
  holdLock,
  lockOf,
  type NoLock,
  withLock,
  withLockNow,
} from '../../../../../main/node/storage/process-lock.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const newLock = () => lockOf(path.join(temporaryFolder(), 'list.json'));

function held(outcome: HeldLock | NoLock): HeldLock {
  if ('kind' in outcome) throw new Error(`not held: ${outcome.kind}`);
  return outcome;
}

test('the work runs with the lock, which is an empty file for its owner alone', async () => {
  const lock = newLock();
  const outcome = await withLock(lock, () => {
    expect(withLockNow(lock, () => 'also')).toEqual({ kind: 'busy' });
    return 'done';
  });
  expect(outcome).toEqual({ kind: 'done', value: 'done' });
  expect(withLockNow(lock, () => 'next')).toEqual({ kind: 'done', value: 'next' });
  expect(fs.readdirSync(path.dirname(lock))).toEqual(['list.json']);
  expect([modeOf(path.dirname(lock)), modeOf(lock), fs.statSync(lock).size]).toEqual([0o700, 0o600, 0]);
});

test('work that fails releases the lock, and its failure comes through', async () => {
  const lock = newLock();
  const fail = () => {
    throw new Error('made-up fault');
  };
  await expect(withLock(lock, fail)).rejects.toThrow('made-up fault');
  expect(() => withLockNow(lock, fail)).toThrow('made-up fault');
  expect(withLockNow(lock, () => 'next')).toEqual({ kind: 'done', value: 'next' });
});

test('callers of one process run one after another, in the order of their calls', async () => {
  const lock = newLock();
  const order: number[] = [];
  let running = 0;
  const work = (number: number) => async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(number);
    running -= 1;
  };
  const numbers = Array.from({ length: 8 }, (_, number) => number);
  await Promise.all(numbers.map((number) => withLock(lock, work(number))));
  expect(order).toEqual(numbers);
});

test('a lock that stays held makes it busy, and the work does not run', async () => {
  const lock = newLock();
  const { release } = held(await holdLock(lock));
  const work = () => expect.unreachable();
  expect(await withLock(lock, work, { waitMs: 0 })).toEqual({ kind: 'busy' });
  expect(await withLock(lock, work, { waitMs: 30 })).toEqual({ kind: 'busy' });
  expect(withLockNow(lock, work, { waitMs: 30 })).toEqual({ kind: 'busy' });
  release();
  release();
  expect(await withLock(lock, () => 'done')).toEqual({ kind: 'done', value: 'done' });
});

test('whoever waits gets the lock when it is released', async () => {
  const lock = newLock();
  const { release } = held(await holdLock(lock));
  const waiting = withLock(lock, () => 'done');
  setTimeout(release, 50);
  expect(await waiting).toEqual({ kind: 'done', value: 'done' });
});

test('where no lock can be made the work does not run', async () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  const outcome = await withLock(lockOf(path.join(file, 'list.json')), () => expect.unreachable());
  expect(outcome).toEqual({ kind: 'unavailable', cause: 'other' });
});

test('a lock file with a foreign content is made a lock again', async () => {
  const lock = newLock();
  fs.mkdirSync(path.dirname(lock));
  fs.writeFileSync(lock, JSON.stringify({ pid: 1, text: 'x'.repeat(500) }));
  expect(await withLock(lock, () => 'done')).toEqual({ kind: 'done', value: 'done' });
});

test('a lock whose file was removed says so, and others can take the lock again', async () => {
  const lock = newLock();
  const first = held(await holdLock(lock));
  expect(first.isCurrent()).toBe(true);
  fs.rmSync(path.dirname(lock), { recursive: true });
  expect(first.isCurrent()).toBe(false);
  const second = held(await holdLock(lock));
  expect([first.isCurrent(), second.isCurrent()]).toEqual([false, true]);
  first.release();
  expect(withLockNow(lock, () => 'done')).toEqual({ kind: 'busy' });
  second.release();
  expect(second.isCurrent()).toBe(false);
});
