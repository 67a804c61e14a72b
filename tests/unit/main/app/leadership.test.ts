import { createServer } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Snapshot } from '../../../../core/snapshot/schema.ts';
import { createLeadership, type LeadershipOptions, type LeadershipState } from '../../../../main/app/leadership.ts';
import type { LocalInterface } from '../../../../main/services/local-interface.ts';
import type { RefreshOutcome } from '../../../../main/node/api/routes.ts';
import type { FolderChange } from '../../../../main/node/storage/folder-gate.ts';
import { emptySnapshot, runningApi } from '../../../support/api-server.ts';
import { english } from '../../../support/example-states.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { eventually } from '../../../support/eventually.ts';

/** An app beside another process, which has the lead until `free` is called. */
function world(
  options: {
    readonly socketPath?: string;
    readonly isFree?: boolean;
    readonly isRemoved?: boolean;
    readonly isSealed?: boolean;
  } = {},
) {
  const events: string[] = [];
  const followed: (Snapshot | null)[] = [];
  const log: string[] = [];
  let isFree = options.isFree ?? false;
  let folderGone = (): void => undefined;
  let change = (_change: FolderChange): void => undefined;
  const open: LeadershipOptions['open'] = async (gone): Promise<LocalInterface> => {
    folderGone = gone;
    if (!isFree) return { kind: 'in-use' };
    return { kind: 'open', port: { kind: 'off' }, close: async () => void events.push('closed') };
  };
  const note = (message: string) => void log.push(message);
  const leadership = createLeadership({
    publisher: { mirror: (snapshot) => void followed.push(snapshot), publish: () => undefined },
    log: { info: note, warn: note, error: note },
    locale: () => english,
    socketPath: options.socketPath ?? path.join(temporaryFolder(), 'api.sock'),
    open,
    reload: () => void events.push('reload'),
    lead: () => void events.push('lead'),
    stop: () => void events.push('stop'),
    refreshHere: () => ({ accepted: true, message: 'here' }),
    remove: async (accountId, by) => {
      events.push(`remove ${accountId} by ${by}`);
      return { ok: options.isRemoved ?? true, message: 'told' };
    },
    gate: { isSealed: () => options.isSealed ?? false, follow: (changed) => ((change = changed), () => undefined) },
    onYield: (version) => void events.push(`yield ${version}`),
    sealedText: () => 'A newer version wrote the folder.',
    onForgotten: async (accountIds) => void events.push(`forgotten ${accountIds.join(' ')}`),
    checkEveryMs: 20,
  });
  onTestFinished(leadership.end);
  const becomes = (state: LeadershipState) => eventually(() => expect(leadership.state()).toBe(state));
  const [free, removeFolder] = [() => void (isFree = true), () => folderGone()];
  return {
    leadership,
    events,
    followed,
    log,
    becomes,
    free,
    removeFolder,
    changes: (made: FolderChange) => change(made),
  };
}

test('where nobody serves the folder this process leads and asks', async () => {
  const { leadership, events, becomes } = world({ isFree: true });
  leadership.begin();
  await becomes('own');
  expect(events).toEqual(['lead']);
  expect(await leadership.refresh(null)).toEqual({ accepted: true, message: 'here' });
  leadership.end();
  expect(events).toEqual(['lead', 'closed']);
});

test('beside another process its snapshots are shown and nothing is asked; when it ends this one takes over', async () => {
  let served: Snapshot = { ...emptySnapshot, generatedAt: '2026-11-22T00:06:00.000Z' };
  const { socketPath } = await runningApi({ snapshot: () => served });
  const { leadership, events, followed, log, becomes, free } = world({ socketPath });
  leadership.begin();
  await becomes('other');
  await eventually(() => expect(followed.at(-1)?.generatedAt).toBe('2026-11-22T00:06:00.000Z'));
  served = { ...served, generatedAt: '2026-11-22T00:07:00.000Z' };
  await eventually(() => expect(followed.at(-1)?.generatedAt).toBe('2026-11-22T00:07:00.000Z'));
  expect(events).not.toContain('lead');
  expect(log).toHaveLength(1);
  free();
  await becomes('own');
  expect(events.slice(-2)).toEqual(['reload', 'lead']);
  expect(followed.at(-1)).toBeNull();
});

test('a refresh is handed to the process that serves, and its refusal is told', async () => {
  const asked: (string | null)[] = [];
  let outcome: RefreshOutcome = { kind: 'accepted', settled: () => Promise.resolve() };
  const refresh = (accountId: string | null): RefreshOutcome => {
    asked.push(accountId);
    return outcome;
  };
  const { socketPath } = await runningApi({ refresh });
  const { leadership, becomes } = world({ socketPath });
  leadership.begin();
  await becomes('other');
  expect(await leadership.refresh(null)).toEqual({ accepted: true, message: null });
  outcome = { kind: 'refused', retryAtMs: null, message: 'Sign in first.' };
  expect(await leadership.refresh('codex:1')).toEqual({ accepted: false, message: 'Sign in first.' });
  expect(asked).toEqual([null, 'codex:1']);
});

test('a process that serves but does not answer leaves what is known with its age, and a refresh says so', async () => {
  const { leadership, followed, becomes } = world();
  leadership.begin();
  await becomes('other');
  await eventually(() => expect(followed).toContain(null));
  expect(await leadership.refresh(null)).toMatchObject({ accepted: false, message: expect.stringContaining('serve') });
});

test('a removed folder ends the asking and is told', async () => {
  const { leadership, events, becomes, removeFolder } = world({ isFree: true });
  leadership.begin();
  await becomes('own');
  removeFolder();
  expect(leadership.state()).toBe('gone');
  expect(events).toEqual(['lead', 'stop']);
  expect(await leadership.refresh(null)).toMatchObject({
    accepted: false,
    message: expect.stringContaining('data folder'),
  });
});

test('the process that serves removes an account itself', async () => {
  const { leadership, events, becomes } = world({ isFree: true });
  leadership.begin();
  await becomes('own');
  expect(await leadership.remove('codex:1')).toEqual({ ok: true, message: 'told' });
  expect(events).toEqual(['lead', 'remove codex:1 by this']);
});

test.each([
  [true, ['remove codex:1 by whoever-serves', 'forgotten codex:1']],
  [false, ['remove codex:1 by whoever-serves']],
])(
  'beside another process that one removes it, and what is remembered here goes when that is done: %j',
  async (isRemoved, expected) => {
    const { socketPath } = await runningApi();
    const { leadership, events, becomes } = world({ socketPath, isRemoved });
    expect(await leadership.remove('codex:1')).toMatchObject({ ok: isRemoved });
    leadership.begin();
    await becomes('other');
    await leadership.remove('codex:1');
    expect(events.filter((event) => event !== 'reload')).toEqual([...expected, ...expected]);
  },
);

test('an account that another program had removed there is forgotten here, and silence forgets nothing', async () => {
  let ids = ['codex:1', 'codex:2'];
  const account = (id: string) => ({ id, fetchedAt: null, state: 'stale', use: 'unknown', windows: [] });
  const snapshot = (): Snapshot => ({
    ...emptySnapshot,
    accounts: ids.map(account) as unknown as Snapshot['accounts'],
  });
  const { socketPath, close } = await runningApi({ snapshot });
  const { leadership, events, followed, becomes } = world({ socketPath });
  leadership.begin();
  await becomes('other');
  await eventually(() => expect(followed.at(-1)?.accounts).toHaveLength(2));
  ids = ['codex:2'];
  await eventually(() => expect(followed.at(-1)?.accounts).toHaveLength(1));
  expect(events.filter((event) => event.startsWith('forgotten'))).toEqual(['forgotten codex:1']);
  await close();
  await eventually(() => expect(followed.at(-1)).toBeNull());
  ids = [];
  await runningApi({ snapshot }, socketPath);
  await eventually(() => expect(followed.at(-1)?.accounts).toEqual([]));
  expect(events.filter((event) => event.startsWith('forgotten'))).toEqual(['forgotten codex:1']);
});

test('in a folder of a newer version it never leads; it shows the figures of the process that serves, or refuses', async () => {
  const { leadership, events, becomes, followed } = world({ isFree: true, isSealed: true });
  leadership.begin();
  await becomes('sealed');
  await eventually(() => expect(followed.length).toBeGreaterThan(2));
  expect(await leadership.refresh(null)).toEqual({ accepted: false, message: 'A newer version wrote the folder.' });
  expect(events).not.toContain('lead');
});

test('a folder that a newer version changes is left at once and never led again', async () => {
  const { leadership, events, becomes, changes, followed } = world({ isFree: true });
  leadership.begin();
  await becomes('own');
  changes({ kind: 'newer-folder' });
  expect(leadership.state()).toBe('sealed');
  await eventually(() => expect(followed.length).toBeGreaterThan(3));
  expect(events.filter((event) => event !== 'reload')).toEqual(['lead', 'stop', 'closed']);
});

test('a newer version of the app gets the folder: everything is written, polling stops, its figures are shown', async () => {
  const served: Snapshot = { ...emptySnapshot, generatedAt: '2026-11-22T00:06:00.000Z' };
  const { socketPath } = await runningApi({ snapshot: () => served });
  const { leadership, events, becomes, changes, followed } = world({ isFree: true, socketPath });
  leadership.begin();
  await becomes('own');
  changes({ kind: 'newer-app', version: '9.0.0' });
  expect(leadership.state()).toBe('yielded');
  await eventually(() => expect(followed.at(-1)?.generatedAt).toBe('2026-11-22T00:06:00.000Z'));
  expect(events.filter((event) => event !== 'reload')).toEqual(['lead', 'yield 9.0.0', 'stop', 'closed']);
});

test('a process that gives way while it asks the one that serves never tries to lead again', async () => {
  let answers = (): void => undefined;
  const held = new Promise<void>((resolve) => (answers = resolve));
  const server = createServer((_request, response) => void held.then(() => response.end('{}')));
  const socketPath = path.join(temporaryFolder(), 'api.sock');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  const { leadership, events, becomes, changes, followed, free } = world({ socketPath });
  leadership.begin();
  await becomes('other');
  changes({ kind: 'newer-app', version: '9.0.0' });
  free();
  answers();
  const before = followed.length;
  await eventually(() => expect(followed.length).toBeGreaterThan(before + 3));
  expect(leadership.state()).toBe('yielded');
  expect(events).not.toContain('closed');
});
