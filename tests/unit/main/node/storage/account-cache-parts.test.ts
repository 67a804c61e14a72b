import fs from 'node:fs';
import { expect, test } from 'vitest';
import type { AccountState } from '../../../../../core/accounts/account-state.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createAccountCache } from '../../../../../main/node/storage/account-cache.ts';
import { fetchedLater, fetchedTimes, fullState, known } from '../../../../support/account-states.ts';
import { countFileCalls } from '../../../../support/counted-files.ts';
import { eventually } from '../../../../support/eventually.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const startMs = 1_795_300_000_000;
const minuteMs = 60_000;
const laterMs = startMs + minuteMs;

function open(folder: string) {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem) => void problems.push(problem);
  const cache = createAccountCache({
    folder,
    // After every answer of these tests: a state from the future never replaces one that is on the disk.
    nowMs: () => laterMs,
    report,
  });
  return { cache, problems };
}

/** The same answers as those of the start, fetched at a later time. */
const fetchedAt = (id: string, atMs: number) => fetchedLater(fullState(id, startMs), atMs);

const fetchedOnDisk = (folder: string) => fetchedTimes(open(folder).cache.load());

/** The files of the cache with what was fetched last, once nothing waits to be written. */
async function allFetchedAt(folder: string, count: number, atMs: number): Promise<void> {
  await eventually(() => expect(fetchedOnDisk(folder)).toEqual(Array.from({ length: count }, () => atMs)));
}

const changedAt = (id: string, usedPercent: number, atMs: number): AccountState => {
  const state = fetchedAt(id, atMs);
  const windows = state.facts.windows.map((window) => ({ ...window, usedPercent: known(usedPercent, atMs) }));
  return { ...state, facts: { ...state.facts, windows } };
};

const idsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, number) => `codex:${number}`);

test('states that only wait for their turn are written in parts, with as many calls for each of 1,000 as for each of 100', async () => {
  const callsOf = async (count: number): Promise<{ readonly each: number; readonly inOneTurn: number }> => {
    const folder = temporaryFolder();
    const { cache, problems } = open(folder);
    let [isDone, inOneTurn, last] = [false, 0, 0];
    const counter = countFileCalls();
    const watchTurns = (): void => {
      inOneTurn = Math.max(inOneTurn, counter.calls() - last);
      last = counter.calls();
      if (!isDone) setImmediate(watchTurns);
    };
    setImmediate(watchTurns);
    cache.saveSoon(idsOf(count).map((id) => fullState(id, startMs)));
    expect(counter.calls()).toBe(0);
    await eventually(() => expect(cache.isIdle()).toBe(true));
    isDone = true;
    counter.stop();
    expect(open(folder).cache.load()).toHaveLength(count);
    expect(problems).toEqual([]);
    return { each: counter.calls() / count, inOneTurn };
  };
  const [few, many] = [await callsOf(100), await callsOf(1000)];
  expect(many.each).toBeLessThanOrEqual(few.each * 1.1);
  // Eight files, each with some calls, and the lock.
  expect(many.inOneTurn).toBeLessThan(150);
});

test('states that are what their files say are not written at a start, in a moment or at quit', async () => {
  const folder = temporaryFolder();
  const states = idsOf(100).map((id) => fullState(id, startMs));
  open(folder).cache.saveSoon(states);
  await allFetchedAt(folder, 100, startMs);
  const { cache } = open(folder);
  cache.load();
  const counter = countFileCalls();
  cache.saveSoon(states);
  states.forEach(cache.save);
  cache.saveSoon(states.slice(0, 50));
  await eventually(() => expect(cache.isIdle()).toBe(true));
  cache.flush();
  counter.stop();
  expect(counter.calls()).toBe(0);
});

test('a quit while states are written in parts keeps the newest of each, and writes nothing after it', async () => {
  const folder = temporaryFolder();
  const { cache, problems } = open(folder);
  const ids = idsOf(60);
  cache.saveSoon(ids.map((id) => changedAt(id, 10, startMs)));
  // Some are on the disk, and the next part is on its way.
  await eventually(() => expect(fs.readdirSync(folder).some((name) => name.endsWith('.json'))).toBe(true));
  cache.saveSoon(ids.map((id) => changedAt(id, 20, laterMs)));
  cache.flush();
  expect(new Set(fetchedOnDisk(folder))).toEqual(new Set([laterMs]));
  await eventually(() => expect(cache.isIdle()).toBe(true));
  await allFetchedAt(folder, 60, laterMs);
  expect(fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(problems).toEqual([]);
});

test('an answer is on the disk at once, although an older state of its account waits for its turn', async () => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.saveSoon(idsOf(3).map((id) => changedAt(id, 10, startMs)));
  cache.save(changedAt('codex:1', 20, laterMs));
  expect(fetchedOnDisk(folder)).toEqual([laterMs]);
  await eventually(() => expect(fetchedOnDisk(folder)).toHaveLength(3));
  await eventually(() => expect(cache.isIdle()).toBe(true));
  expect(fetchedOnDisk(folder).filter((atMs) => atMs === laterMs)).toHaveLength(1);
});

test('an account that is forgotten while it waits for its turn does not come back', async () => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.saveSoon(idsOf(30).map((id) => fullState(id, startMs)));
  cache.remove('codex:29');
  await eventually(() => expect(cache.isIdle()).toBe(true));
  expect(open(folder).cache.load()).toHaveLength(29);
});
