import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../../../../core/settings/settings.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createConfStore } from '../../../../../main/node/storage/conf-store.ts';
import { holdLock, lockOf } from '../../../../../main/node/storage/process-lock.ts';
import type { SettingsFile, SettingsMigration } from '../../../../../main/node/storage/settings-file.ts';
import { openSettings } from '../../../../../main/node/storage/settings-store.ts';
import { systemError } from '../../../../support/failing-files.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = () => Date.UTC(2026, 10, 22, 0, 5);

interface Options {
  readonly waitMs?: number;
  readonly createStore?: (folder: string) => SettingsFile;
  readonly migrations?: readonly SettingsMigration[];
}

function open(folder: string, options: Options = {}) {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem) => void problems.push(problem);
  return { settings: openSettings({ folder, createStore: createConfStore, nowMs, report, ...options }), problems };
}

function stored(folder: string): Record<string, unknown> {
  return JSON.parse(fs.readFileSync(path.join(folder, 'settings.json'), 'utf8')) as Record<string, unknown>;
}

function folderWith(content: string): string {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'settings.json'), content);
  return folder;
}

test('a first start has the defaults and writes no file', () => {
  const folder = temporaryFolder();
  const { settings, problems } = open(folder);
  expect(settings.get()).toEqual(defaultSettings);
  expect(fs.readdirSync(folder)).toEqual([]);
  expect(problems).toEqual([]);
});

test('a change is on disk at once, for its owner alone, and there after a restart', async () => {
  const folder = temporaryFolder();
  const { settings } = open(folder);
  const saving = settings.set({ theme: 'dark' });
  expect(settings.get()).toEqual({ ...defaultSettings, theme: 'dark' });
  expect(stored(folder)).toEqual({ theme: 'dark', version: 1 });
  expect(await saving).toEqual({ ok: true });
  expect(modeOf(path.join(folder, 'settings.json'))).toBe(0o600);
  expect(open(folder).settings.get().theme).toBe('dark');
});

test('listeners hear of each change until they stop listening, and of nothing that is no change', () => {
  const { settings } = open(temporaryFolder());
  const heard: Settings['theme'][] = [];
  const stop = settings.subscribe((now) => heard.push(now.theme));
  void settings.set({ theme: 'dark' });
  void settings.set({ theme: 'dark' });
  void settings.set({ theme: 'purple' as 'dark' });
  stop();
  void settings.set({ theme: 'light' });
  expect(heard).toEqual(['dark']);
});

test('settings that did not change are not written again', () => {
  const folder = folderWith('{ "theme": "dark" }');
  void open(folder).settings.set({ theme: 'dark', refreshMinutes: 5 });
  expect(fs.readFileSync(path.join(folder, 'settings.json'), 'utf8')).toBe('{ "theme": "dark" }');
});

test('a wrong value falls back alone, and keys of another version survive a change', () => {
  const folder = folderWith('{"refreshMinutes":"soon","theme":"dark","later":{"deep":[1]},"__proto__":{"x":1}}');
  const { settings, problems } = open(folder);
  expect(settings.get()).toEqual({ ...defaultSettings, theme: 'dark' });
  void settings.set({ language: 'en' });
  expect(stored(folder)).toMatchObject({ refreshMinutes: 'soon', theme: 'dark', language: 'en', later: { deep: [1] } });
  expect(problems).toEqual([]);
});

test.each(['{"theme":"dark"', '[1,2]', '"text"', 'null', '', '\u0000\u0001'])(
  'a file with %j is set aside and reported, and the app starts with the defaults',
  (content) => {
    const folder = folderWith(content);
    const { settings, problems } = open(folder);
    const movedTo = path.join(folder, 'settings.json.corrupt-2026-11-22T00-05-00.000Z');
    expect(problems).toEqual([{ kind: 'set-aside', what: 'settings', movedTo }]);
    expect(fs.readFileSync(movedTo, 'utf8')).toBe(content);
    expect(settings.get()).toEqual(defaultSettings);
    void settings.set({ theme: 'dark' });
    expect(open(folder).settings.get().theme).toBe('dark');
  },
);

test('a folder in place of the file is set aside too', () => {
  const folder = temporaryFolder();
  fs.mkdirSync(path.join(folder, 'settings.json'));
  const { settings, problems } = open(folder);
  expect(problems.map(({ kind }) => kind)).toEqual(['set-aside']);
  void settings.set({ theme: 'dark' });
  expect(stored(folder)['theme']).toBe('dark');
});

test('a change that cannot be saved still holds, and is reported once', async () => {
  const createStore = (): SettingsFile => ({
    get store() {
      return { theme: 'dark' };
    },
    set store(_value) {
      throw systemError('ENOSPC');
    },
  });
  const { settings, problems } = open(temporaryFolder(), { createStore });
  expect(await settings.set({ language: 'en' })).toEqual({ ok: false, cause: 'full' });
  expect(await settings.set({ language: 'zh-Hans' })).toEqual({ ok: false, cause: 'full' });
  expect(settings.get()).toMatchObject({ theme: 'dark', language: 'zh-Hans' });
  expect(problems).toEqual([{ kind: 'not-saved', what: 'settings', cause: 'full' }]);
});

test('where no store can be made, what was read counts, and changes live in memory', async () => {
  const folder = folderWith('{"theme":"dark"}');
  const createStore = () => {
    throw systemError('EROFS');
  };
  const { settings, problems } = open(folder, { createStore });
  expect(await settings.set({ language: 'en' })).toEqual({ ok: false, cause: 'read-only' });
  expect(settings.get()).toMatchObject({ theme: 'dark', language: 'en' });
  expect(problems).toEqual([{ kind: 'not-saved', what: 'settings', cause: 'read-only' }]);
});

const rename: SettingsMigration = ({ colour, ...rest }) => ({ ...rest, theme: colour });
const toMinutes: SettingsMigration = (old) => ({ ...old, refreshMinutes: Number(old['refreshSeconds']) / 60 });

test('an older file is brought to the newest form once, step by step, and written', () => {
  const folder = folderWith('{"colour":"dark","refreshSeconds":600}');
  const migrations = [rename, toMinutes];
  expect(open(folder, { migrations }).settings.get()).toMatchObject({ theme: 'dark', refreshMinutes: 10 });
  expect(stored(folder)).toEqual({ theme: 'dark', refreshSeconds: 600, refreshMinutes: 10, version: 3 });
  const again = open(folder, {
    migrations: migrations.map(() => () => {
      throw new Error('a step that was done is not done again');
    }),
  });
  expect(again.settings.get()).toMatchObject({ theme: 'dark', refreshMinutes: 10 });
});

test('a file of version 2 skips the first step', () => {
  const second = folderWith('{"colour":"dark","refreshSeconds":600,"version":2}');
  expect(open(second, { migrations: [rename, toMinutes] }).settings.get()).toMatchObject({
    theme: 'system',
    refreshMinutes: 10,
  });
});

test('a file of a later version is read, reported and left as it is; a change holds until the app quits', async () => {
  const later = folderWith('{"theme":"dark","version":9}');
  const { settings, problems } = open(later, { migrations: [rename] });
  const heard: Settings['theme'][] = [];
  settings.subscribe(({ theme }) => heard.push(theme));
  expect(await settings.set({ language: 'en' })).toEqual({ ok: false, cause: 'newer-version' });
  expect(settings.get()).toMatchObject({ theme: 'dark', language: 'en' });
  const file = path.join(later, 'settings.json');
  expect(problems).toEqual([{ kind: 'newer-version', what: 'settings', file }]);
  expect(fs.readFileSync(file, 'utf8')).toBe('{"theme":"dark","version":9}');
  fs.writeFileSync(file, '{"theme":"light","version":9}');
  settings.reload();
  expect(heard.at(-1)).toBe('light');
  expect(settings.get()).toMatchObject({ theme: 'light', language: 'en' });
});

test('a step that fails ends the way there, and what was reached is kept', () => {
  const folder = folderWith('{"colour":"dark"}');
  const failing: SettingsMigration = () => {
    throw new Error('made-up fault');
  };
  expect(open(folder, { migrations: [rename, failing] }).settings.get().theme).toBe('dark');
  expect(stored(folder)).toEqual({ theme: 'dark', version: 2 });
});

test('a change of one process is made to what another has written meanwhile', () => {
  const folder = temporaryFolder();
  const [app, command] = [open(folder).settings, open(folder).settings];
  void app.set({ theme: 'dark' });
  void command.update(({ accountLabels }) => ({ accountLabels: { ...accountLabels, 'codex:1': 'mine' } }));
  void app.update(({ accountLabels }) => ({ accountLabels: { ...accountLabels, 'codex:2': 'yours' } }));
  expect(stored(folder)).toEqual({
    theme: 'dark',
    accountLabels: { 'codex:1': 'mine', 'codex:2': 'yours' },
    version: 1,
  });
});

test('what another process wrote is taken over and told once; a broken file says nothing', () => {
  const folder = temporaryFolder();
  const [app, command] = [open(folder).settings, open(folder).settings];
  const heard: unknown[] = [];
  app.subscribe(({ theme }) => heard.push(theme));
  app.reload();
  void command.set({ theme: 'dark' });
  app.reload();
  app.reload();
  fs.writeFileSync(path.join(folder, 'settings.json'), '{');
  app.reload();
  expect(heard).toEqual(['dark']);
  expect(app.get().theme).toBe('dark');
});

test('a change that meets a busy lock holds at once, is saved when the lock is free, and loses nothing of others', async () => {
  const folder = temporaryFolder();
  const [app, command] = [open(folder).settings, open(folder).settings];
  await app.set({ theme: 'dark' });
  const held = await holdLock(lockOf(path.join(folder, 'settings.json')));
  const heard: unknown[] = [];
  app.subscribe(({ accountLabels }) => heard.push(accountLabels));
  const label = (id: string) => (now: Settings) => ({ accountLabels: { ...now.accountLabels, [id]: id } });
  const savings = [app.update(label('codex:1')), command.update(label('codex:2')), app.update(label('codex:3'))];
  expect(app.get().accountLabels).toEqual({ 'codex:1': 'codex:1', 'codex:3': 'codex:3' });
  expect(stored(folder)).toEqual({ theme: 'dark', version: 1 });
  if ('release' in held) held.release();
  expect(await Promise.all(savings)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
  expect(stored(folder)['accountLabels']).toEqual({
    'codex:1': 'codex:1',
    'codex:2': 'codex:2',
    'codex:3': 'codex:3',
  });
  app.reload();
  expect(app.get().accountLabels).toEqual(stored(folder)['accountLabels']);
  expect(heard.at(-1)).toEqual(stored(folder)['accountLabels']);
});

test('a lock that stays busy is an answer: nothing is written then, and the next change writes both', async () => {
  const folder = temporaryFolder();
  const { settings, problems } = open(folder, { waitMs: 20 });
  const held = await holdLock(lockOf(path.join(folder, 'settings.json')));
  expect(await settings.set({ theme: 'dark' })).toEqual({ ok: false, cause: 'busy' });
  expect(fs.existsSync(path.join(folder, 'settings.json'))).toBe(false);
  expect(problems).toEqual([{ kind: 'not-saved', what: 'settings', cause: 'busy' }]);
  expect(settings.get().theme).toBe('dark');
  if ('release' in held) held.release();
  expect(await settings.set({ language: 'en' })).toEqual({ ok: true });
  expect(stored(folder)).toEqual({ theme: 'dark', language: 'en', version: 1 });
});

test('what was not saved is tried once more at quit', async () => {
  const folder = temporaryFolder();
  const { settings } = open(folder, { waitMs: 0 });
  const held = await holdLock(lockOf(path.join(folder, 'settings.json')));
  await settings.set({ theme: 'dark' });
  if ('release' in held) held.release();
  settings.flush();
  expect(stored(folder)).toEqual({ theme: 'dark', version: 1 });
});

test('the two lists of steps of an older version become one when the user changes it, and only then', async () => {
  const folder = folderWith('{ "warnAtPercent": [70], "alertAtPercent": [] }');
  const { settings } = open(folder);
  expect(settings.get()).toMatchObject({ alertAtPercent: [70], alertKinds: { threshold: false } });
  await settings.set({ theme: 'dark' });
  expect(stored(folder)).toMatchObject({ warnAtPercent: [70], alertAtPercent: [] });
  await settings.set({ alertAtPercent: [] });
  expect(stored(folder)).toEqual({ theme: 'dark', alertAtPercent: [], alertKinds: { threshold: false }, version: 1 });
  expect(open(folder).settings.get().alertAtPercent).toEqual([]);
});

test('a setting that is taken out leaves the file as it was before it was set', async () => {
  const folder = folderWith('{}');
  const { settings } = open(folder);
  await settings.set({ theme: 'dark' });
  const before = fs.readFileSync(path.join(folder, 'settings.json'));
  await settings.set({ pinned: ['codex:1'] });
  expect(settings.get().pinned).toEqual(['codex:1']);
  await settings.update(() => ({ pinned: undefined }));
  expect(settings.get().pinned).toEqual([]);
  expect(fs.readFileSync(path.join(folder, 'settings.json'))).toEqual(before);
});
