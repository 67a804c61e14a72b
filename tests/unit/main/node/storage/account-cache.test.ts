import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AccountState } from '../../../../../core/accounts/account-state.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createAccountCache } from '../../../../../main/node/storage/account-cache.ts';
import type { WriteFiles } from '../../../../../main/node/storage/json-file.ts';
import { holdLock, lockOf } from '../../../../../main/node/storage/process-lock.ts';
import { fetchedLater, fetchedTimes, fullState, known } from '../../../../support/account-states.ts';
import { failingFiles } from '../../../../support/failing-files.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';
import { eventually } from '../../../../support/eventually.ts';

const startMs = 1_795_300_000_000;
const minuteMs = 60_000;

function open(folder: string, files?: WriteFiles) {
  const problems: StorageProblem[] = [];
  const clock = { nowMs: startMs };
  const report = (problem: StorageProblem) => void problems.push(problem);
  const cache = createAccountCache({
    folder,
    nowMs: () => clock.nowMs,
    report,
    ...(files === undefined ? {} : { files }),
  });
  return { cache, clock, problems };
}

/** The same answers as those of the start, fetched at a later time. */
const fetchedAt = (id: string, atMs: number) => fetchedLater(fullState(id, startMs), atMs);

const fetchedOnDisk = (folder: string) => fetchedTimes(open(folder).cache.load());

test('states over a restart, backoff and all, one file each for its owner alone', () => {
  const folder = path.join(temporaryFolder(), 'accounts');
  const { cache, problems } = open(folder);
  expect(cache.load()).toEqual([]);
  cache.save(fullState('codex:1', startMs));
  cache.save(fullState('claude:../../etc', startMs));
  const files = fs.readdirSync(folder).filter((name) => name !== 'locks');
  expect(files).toHaveLength(2);
  expect(files.map((name) => modeOf(path.join(folder, name)))).toEqual([0o600, 0o600]);
  const again = open(folder);
  const byId = [...again.cache.load()].sort((left, right) => (left.account.id < right.account.id ? -1 : 1));
  expect(byId).toEqual([fullState('claude:../../etc', startMs), fullState('codex:1', startMs)]);
  expect([...problems, ...again.problems]).toEqual([]);
});

test('a request that was under way is stored as what the link was before', () => {
  const folder = temporaryFolder();
  const state = fullState('codex:1', startMs);
  const link = { kind: 'fetching', sequence: 4, startedAtMs: startMs, before: { kind: 'idle' } } as const;
  open(folder).cache.save({ ...state, endpoints: { ...state.endpoints, usage: { ...state.endpoints.usage, link } } });
  expect(open(folder).cache.load()).toEqual([state]);
});

test('an unchanged answer reaches the disk every six hours, and at quit', () => {
  const folder = temporaryFolder();
  const { cache, clock } = open(folder);
  cache.save(fetchedAt('codex:1', startMs));
  for (const minutes of [5, 30, 60, 359]) {
    clock.nowMs = startMs + minutes * minuteMs;
    cache.save(fetchedAt('codex:1', clock.nowMs));
  }
  expect(fetchedOnDisk(folder)).toEqual([startMs]);
  clock.nowMs = startMs + 360 * minuteMs;
  cache.save(fetchedAt('codex:1', clock.nowMs));
  expect(fetchedOnDisk(folder)).toEqual([startMs + 360 * minuteMs]);
  clock.nowMs = startMs + 365 * minuteMs;
  cache.save(fetchedAt('codex:1', clock.nowMs));
  cache.flush();
  expect(fetchedOnDisk(folder)).toEqual([startMs + 365 * minuteMs]);
});

test('the first answer after each restart is written, so that a restart loop does not ask each time', () => {
  const folder = temporaryFolder();
  for (const minutes of [0, 5, 10]) {
    const { cache } = open(folder);
    cache.load();
    cache.save(fetchedAt('codex:1', startMs + minutes * minuteMs));
    expect(fetchedOnDisk(folder)).toEqual([startMs + minutes * minuteMs]);
  }
});

test('an account that is removed is gone from the disk, and stays gone after a flush', () => {
  const folder = temporaryFolder();
  const { cache, problems } = open(folder);
  cache.save(fetchedAt('codex:1', startMs));
  cache.save(fetchedAt('codex:1', startMs + 1));
  cache.remove('codex:1');
  cache.remove('codex:never');
  cache.flush();
  expect(fs.readdirSync(folder)).toEqual(['locks']);
  expect(problems).toEqual([]);
});

const nameOf = (folder: string) => path.join(folder, fs.readdirSync(folder).sort()[0] ?? '');

test.each([
  ['half a document', (content: string) => content.slice(0, content.length / 2)],
  ['a version that never was', (content: string) => content.replace('"version":1', '"version":0')],
  ['no version', (content: string) => content.replace('"version":1,', '')],
  ['a value of another form', (content: string) => content.replace('"247.5"', 'true')],
  ['the state of another account', (content: string) => content.replaceAll('"codex:', '"codex:x')],
])('a file with %s is set aside and reported, and the other accounts load', (_name, spoil) => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.save(fullState('codex:1', startMs));
  cache.save(fullState('codex:2', startMs));
  const file = nameOf(folder);
  fs.writeFileSync(file, spoil(fs.readFileSync(file, 'utf8')));
  const again = open(folder);
  expect(again.cache.load()).toHaveLength(1);
  const movedTo = `${file}.corrupt-${new Date(startMs).toISOString().replaceAll(':', '-')}`;
  expect(again.problems).toEqual([{ kind: 'set-aside', what: 'account', movedTo }]);
  expect(fs.existsSync(movedTo)).toBe(true);
  again.cache.save(fullState('codex:1', startMs));
  again.cache.save(fullState('codex:2', startMs));
  expect(open(folder).cache.load()).toHaveLength(2);
});

test.each([
  ['ENOSPC', 'full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'denied'],
] as const)('a disk that says %s is reported once, and the state is written when it may be', (code, cause) => {
  const folder = temporaryFolder();
  let isFailing = true;
  const { cache, problems } = open(
    folder,
    failingFiles('openSync', code, () => isFailing),
  );
  cache.save(fullState('codex:1', startMs));
  cache.save(fullState('codex:2', startMs));
  cache.flush();
  expect(problems).toEqual([{ kind: 'not-saved', what: 'account', cause }]);
  isFailing = false;
  cache.flush();
  expect(open(folder).cache.load()).toHaveLength(2);
});

test('a folder that cannot be made costs the cache and nothing else', () => {
  const blocked = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(blocked, 'not a folder');
  const { cache, problems } = open(path.join(blocked, 'accounts'));
  expect(cache.load()).toEqual([]);
  cache.save(fullState('codex:1', startMs));
  expect(problems).toEqual([{ kind: 'not-saved', what: 'account', cause: 'other' }]);
});

test('a file of a later version is left as it is and reported, and the other accounts load', () => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.save(fullState('codex:1', startMs));
  cache.save(fullState('codex:2', startMs));
  const file = nameOf(folder);
  const text = fs.readFileSync(file, 'utf8').replace('"version":1', '"version":2');
  fs.writeFileSync(file, text);
  const again = open(folder);
  expect(again.cache.load()).toHaveLength(1);
  again.cache.save(fullState('codex:1', startMs + 1));
  again.cache.save(fullState('codex:2', startMs + 1));
  again.cache.flush();
  expect(again.problems).toEqual([{ kind: 'newer-version', what: 'account', file }]);
  expect(fs.readFileSync(file, 'utf8')).toBe(text);
});

test('a state that meets a busy lock is written when the lock is free, and never before', async () => {
  const folder = temporaryFolder();
  const { cache, problems } = open(folder);
  cache.save(fullState('codex:1', startMs));
  const held = await holdLock(lockOf(path.join(folder, 'accounts')));
  cache.save(fullState('codex:2', startMs));
  cache.save(fullState('codex:3', startMs));
  expect(fetchedOnDisk(folder)).toHaveLength(1);
  if ('release' in held) held.release();
  await eventually(() => expect(fetchedOnDisk(folder)).toHaveLength(3));
  expect(problems).toEqual([]);
});

test('a lock that stays busy is reported, nothing is written, and the end tries once more', async () => {
  const folder = temporaryFolder();
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  const cache = createAccountCache({ folder, nowMs: () => startMs, report, waitMs: 20 });
  const held = await holdLock(lockOf(path.join(folder, 'accounts')));
  cache.save(fullState('codex:1', startMs));
  await eventually(() => expect(problems).toHaveLength(1));
  expect(problems).toEqual([{ kind: 'not-saved', what: 'account', cause: 'busy' }]);
  expect(fetchedOnDisk(folder)).toEqual([]);
  if ('release' in held) held.release();
  cache.flush();
  expect(fetchedOnDisk(folder)).toHaveLength(1);
});

test('two processes write one account: each keeps what the other one said, over several writes', () => {
  const folder = temporaryFolder();
  const first = open(folder);
  first.cache.save(fullState('codex:1', startMs));
  const second = open(folder);
  first.clock.nowMs = second.clock.nowMs = startMs + minuteMs;
  const [read] = second.cache.load();
  if (read === undefined) throw new Error('The state was not loaded.');
  const saying = (facts: Partial<AccountState['facts']>): AccountState => ({
    ...read,
    facts: { ...read.facts, ...facts },
  });
  const onDisk = () => open(folder).cache.load()[0]?.facts;
  const balance = known('3', startMs + 1);
  first.cache.save(saying({ balance }));
  const plan = known('max', startMs + 2);
  second.cache.save(saying({ plan }));
  expect(onDisk()).toMatchObject({ balance, plan });
  const newerPlan = known('team', startMs + 3);
  second.cache.save(saying({ plan: newerPlan }));
  expect(onDisk()).toMatchObject({ balance, plan: newerPlan });
  const newerBalance = known('4', startMs + 4);
  first.cache.save(saying({ balance: newerBalance }));
  expect(onDisk()).toMatchObject({ balance: newerBalance, plan: newerPlan });
});

test('gathered states are written together, with one flush of the names and one lock', async () => {
  const folder = path.join(temporaryFolder(), 'accounts');
  const { cache, problems } = open(folder);
  cache.gather();
  const ids = Array.from({ length: 20 }, (_, index) => `codex:${index}`);
  for (const id of ids) cache.save(fullState(id, startMs));
  expect(fs.existsSync(folder)).toBe(false);
  await cache.gathered();
  const files = fs.readdirSync(folder).filter((name) => name !== 'locks');
  expect(files).toHaveLength(20);
  expect(new Set(files.map((name) => modeOf(path.join(folder, name))))).toEqual(new Set([0o600]));
  expect(
    open(folder)
      .cache.load()
      .map(({ account }) => account.id)
      .toSorted(),
  ).toEqual(ids.toSorted());
  expect(problems).toEqual([]);
});

test('gathered states reach the disk by themselves soon, the newest of each account', async () => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.gather();
  cache.save(fetchedAt('codex:1', startMs));
  cache.save(fetchedAt('codex:1', startMs + minuteMs));
  await eventually(() => expect(fetchedOnDisk(folder)).toEqual([startMs + minuteMs]));
});

test('a state that is gathered while others are written is written after them', async () => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.gather();
  cache.save(fetchedAt('codex:1', startMs));
  const first = cache.gathered();
  cache.save(fetchedAt('codex:1', startMs + minuteMs));
  await Promise.all([first, cache.gathered()]);
  expect(fetchedOnDisk(folder)).toEqual([startMs + minuteMs]);
});

test('an account that is removed while gathered states are written stays removed', async () => {
  const folder = temporaryFolder();
  const { cache } = open(folder);
  cache.gather();
  cache.save(fullState('codex:1', startMs));
  cache.save(fullState('codex:2', startMs));
  const writing = cache.gathered();
  cache.remove('codex:1');
  await writing;
  expect(
    open(folder)
      .cache.load()
      .map(({ account }) => account.id),
  ).toEqual(['codex:2']);
});

test('a gathered state keeps what another process wrote', async () => {
  const folder = temporaryFolder();
  const first = open(folder);
  first.cache.save(fullState('codex:1', startMs));
  const second = open(folder);
  first.clock.nowMs = second.clock.nowMs = startMs + minuteMs;
  const [read] = second.cache.load();
  if (read === undefined) throw new Error('The state was not loaded.');
  const balance = known('3', startMs + 1);
  first.cache.save({ ...read, facts: { ...read.facts, balance } });
  const plan = known('max', startMs + 2);
  second.cache.gather();
  second.cache.save({ ...read, facts: { ...read.facts, plan } });
  await second.cache.gathered();
  expect(open(folder).cache.load()[0]?.facts).toMatchObject({ balance, plan });
});

test('a disk that refuses gathered states is reported once', async () => {
  const blocked = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(blocked, '');
  const { cache, problems } = open(path.join(blocked, 'accounts'));
  cache.gather();
  cache.save(fullState('codex:1', startMs));
  cache.save(fullState('codex:2', startMs));
  await cache.gathered();
  expect(problems).toMatchObject([{ kind: 'not-saved', what: 'account' }]);
});
