import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AddedAccount } from '../../../../../core/accounts/added-account.ts';
import { defaultSettings } from '../../../../../core/settings/settings.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createAddedAccountsFile } from '../../../../../main/node/accounts/added-accounts-file.ts';
import { createSecretFile } from '../../../../../main/node/secrets/secret-file.ts';
import { createConfStore } from '../../../../../main/node/storage/conf-store.ts';
import { readSettingsFile, recoverSettings } from '../../../../../main/node/storage/settings-file.ts';
import { holdLock, lockOf } from '../../../../../main/node/storage/process-lock.ts';
import { openSettings } from '../../../../../main/node/storage/settings-store.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = () => Date.UTC(2026, 10, 22, 0, 5);
const asideName = 'corrupt-2026-11-22T00-05-00.000Z';

const patience = { timeout: 60_000, interval: 10 };

/** As long as another process works with the file. Returns what ends it. */
async function heldBySomebody(file: string): Promise<() => void> {
  const lock = await holdLock(lockOf(file));
  if ('kind' in lock) throw new Error(`The lock is ${lock.kind}.`);
  onTestFinished(lock.release);
  return lock.release;
}

function settingsIn(folder: string) {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  return { settings: openSettings({ folder, createStore: createConfStore, nowMs, report }), problems };
}

const damages: readonly (readonly [string, (content: Buffer) => Buffer])[] = [
  ['of 0 bytes', () => Buffer.alloc(0)],
  ['full of NULs', (content) => Buffer.alloc(content.length)],
  ['with garbage behind', (content) => Buffer.concat([content, Buffer.from('}x')])],
  ['cut off', (content) => content.subarray(0, content.length - 5)],
  ['nested too deep', () => Buffer.from(`{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`)],
];

test.each(damages)('a settings file %s gives way to its last good copy', async (_what, damage) => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  await settingsIn(folder).settings.set({ accountLabels: { 'codex:1': 'Work' }, theme: 'dark' });
  const good = JSON.parse(fs.readFileSync(file, 'utf8')) as unknown;
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  const damaged = fs.readFileSync(file);
  // A process that only reads changes nothing and sees the same.
  expect(readSettingsFile(file).theme).toBe('dark');
  expect(fs.readFileSync(file)).toEqual(damaged);

  const { settings, problems } = settingsIn(folder);
  expect(settings.get()).toMatchObject({ accountLabels: { 'codex:1': 'Work' }, theme: 'dark' });
  expect(settings.isKnown('ledgerUrl')).toBe(true);
  const movedTo = `${file}.${asideName}`;
  expect(problems).toMatchObject([{ kind: 'restored', what: 'settings', takenFrom: `${file}.bak`, movedTo }]);
  expect(fs.readFileSync(movedTo)).toEqual(damaged);
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual(good);
  expect(modeOf(`${file}.bak`)).toBe(0o600);
  expect(settingsIn(folder).problems).toEqual([]);
});

test('a settings file of another program or an earlier version gets its copy at the first start', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  fs.writeFileSync(file, '{"theme":"dark"}');
  settingsIn(folder);
  fs.writeFileSync(file, '');
  expect(settingsIn(folder).settings.get().theme).toBe('dark');
});

test('what a damaged settings file without a copy held is not known', () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'settings.json'), '{"ledgerUrl": "postgres://db.example/l",}');
  const { settings, problems } = settingsIn(folder);
  expect(settings.get()).toEqual(defaultSettings);
  expect(settings.isKnown('ledgerUrl')).toBe(false);
  expect(problems).toMatchObject([{ kind: 'set-aside', what: 'settings' }]);
});

test('a settings file that is too large is left as it is, and its last good copy holds', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  await settingsIn(folder).settings.set({ theme: 'dark' });
  fs.writeFileSync(file, JSON.stringify({ theme: 'light', text: 'x'.repeat(1024 * 1024) }));
  const { settings, problems } = settingsIn(folder);
  expect(settings.get().theme).toBe('dark');
  expect(problems).toEqual([{ kind: 'not-read', what: 'settings', cause: 'too-large' }]);
  expect(await settings.set({ theme: 'system' })).toEqual({ ok: false, cause: 'unreadable' });
  expect(fs.statSync(file).size).toBeGreaterThan(1024 * 1024);
});

test('a refused setting keeps its last good value over restarts, is named, and touches no other', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  const ledgerTiers = { core: { countedPer: 'month', cap: 7, geminiCap: null } } as const;
  const first = settingsIn(folder).settings;
  await first.set({ ledgerTiers, ledgerGraceCredits: 50, theme: 'dark' });
  const wrong = { ledgerTiers: { core: { ...ledgerTiers.core, cap: -1 } }, ledgerGraceCredits: 5000, theme: 'light' };
  fs.writeFileSync(file, JSON.stringify(wrong));
  const refused = (['ledgerTiers', 'ledgerGraceCredits'] as const).map((setting) => ({
    kind: 'setting-refused',
    setting,
  }));
  // The one that was running takes the file over, and a new one starts with it, twice.
  first.reload();
  for (const { get, problems } of [first, settingsIn(folder).settings, settingsIn(folder).settings]) {
    expect(get()).toMatchObject({ ledgerTiers, ledgerGraceCredits: 50, theme: 'light' });
    expect(new Set(problems())).toEqual(new Set(refused));
  }
  const { settings } = settingsIn(folder);
  await settings.set({ ledgerGraceCredits: 60 });
  expect(settings.problems()).toEqual([refused[0]]);
  expect(settingsIn(folder).settings.get()).toMatchObject({ ledgerTiers, ledgerGraceCredits: 60 });
});

test('a ledger URL that is not understood is not known, and not that of before', async () => {
  const folder = temporaryFolder();
  await settingsIn(folder).settings.set({ ledgerUrl: 'postgres://db.example/l' });
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ledgerUrl: 'mysql://db.example/l' }));
  expect(settingsIn(folder).settings.isKnown('ledgerUrl')).toBe(false);
});

test('a list that is too long is cut, which is told', () => {
  const folder = temporaryFolder();
  const codexFolders = Array.from({ length: 65 }, (_, index) => `/home/ann/.codex-${index}`);
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ codexFolders }));
  const { settings } = settingsIn(folder);
  expect(settings.get().codexFolders).toEqual(codexFolders.slice(0, 64));
  expect(settings.problems()).toEqual([{ kind: 'setting-cut', setting: 'codexFolders', most: 64 }]);
});

const account: AddedAccount = {
  id: 'openrouter:0123456789ab',
  provider: 'openrouter',
  label: 'lab',
  baseUrl: 'https://openrouter.ai/api/v1',
  organizationId: null,
  keyGivenAt: null,
};

test.each(damages)('a list of added accounts %s gives way to its last good copy', async (_what, damage) => {
  const file = path.join(temporaryFolder(), 'accounts.json');
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  const open = () => createAddedAccountsFile({ file, nowMs, report });
  await open().put(account);
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  expect(open().list()).toEqual([account]);
  expect(problems).toMatchObject([{ kind: 'restored', what: 'added-accounts', movedTo: `${file}.${asideName}` }]);
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  await open().remove(account.id);
  expect(open().list()).toEqual([]);
  expect(fs.readFileSync(`${file}.bak`, 'utf8')).not.toContain(account.id);
});

test.each(damages)(
  'a file of keys %s gives way to its last good copy, and a deleted key does not come back',
  async (_what, damage) => {
    const file = path.join(temporaryFolder(), 'secrets.json');
    const problems: StorageProblem[] = [];
    const report = (problem: StorageProblem): void => void problems.push(problem);
    const open = () => createSecretFile({ file, nowMs, report });
    const key = { form: 'open', base64: 'a2V5' } as const;
    await open().put('a', key);
    await open().put('b', key);
    await open().put('b', null);
    fs.writeFileSync(file, damage(fs.readFileSync(file)));
    expect(open().get('a')).toEqual(key);
    expect(open().get('b')).toBe('missing');
    expect(problems).toMatchObject([{ kind: 'restored', what: 'secrets', movedTo: `${file}.${asideName}` }]);
  },
);

test('a damaged file of keys without a copy stays where it is', () => {
  const file = path.join(temporaryFolder(), 'secrets.json');
  fs.writeFileSync(file, '{"version": 1');
  const problems: StorageProblem[] = [];
  const secrets = createSecretFile({ file, nowMs, report: (problem) => void problems.push(problem) });
  expect(secrets.get('a')).toBe('key-file-unreadable');
  expect(fs.readFileSync(file, 'utf8')).toBe('{"version": 1');
  expect(problems).toEqual([{ kind: 'not-read', what: 'secrets', cause: 'corrupt' }]);
});

test('damaged settings are recovered before they are opened without holding the thread', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'settings.json');
  await settingsIn(folder).settings.set({ theme: 'dark' });
  expect(await recoverSettings({ folder, nowMs })).toBeNull();
  fs.writeFileSync(file, 'x');
  const release = await heldBySomebody(file);
  const recovering = recoverSettings({ folder, nowMs });
  // The thread is free, or this turn would never come.
  setImmediate(release);
  const recovered = await recovering;
  expect(recovered?.kind).toBe('restored');
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  const settings = openSettings({ folder, createStore: createConfStore, nowMs, report, recovered });
  expect(settings.get().theme).toBe('dark');
  expect(problems).toMatchObject([{ kind: 'restored', what: 'settings', movedTo: `${file}.${asideName}` }]);
  expect(await settings.set({ theme: 'light' })).toEqual({ ok: true });
});

test.each([
  ['', null],
  ['{}', null],
  ['x', 'set-aside'],
] as const)('settings that hold %j without a copy', async (content, kind) => {
  const folder = temporaryFolder();
  if (content !== '') fs.writeFileSync(path.join(folder, 'settings.json'), content);
  const recovered = await recoverSettings({ folder, nowMs });
  expect(recovered?.kind ?? null).toBe(kind);
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  const settings = openSettings({ folder, createStore: createConfStore, nowMs, report, recovered });
  expect(settings.isKnown('ledgerUrl')).toBe(kind === null);
  expect(problems.map((problem) => problem.kind)).toEqual(kind === null ? [] : [kind]);
});

test('while somebody holds a damaged list of accounts its copy counts, and it is recovered after that', async () => {
  const file = path.join(temporaryFolder(), 'accounts.json');
  const problems: StorageProblem[] = [];
  const accounts = createAddedAccountsFile({ file, nowMs, report: (problem) => void problems.push(problem) });
  await accounts.put(account);
  const good = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, 'x');
  const release = await heldBySomebody(file);
  expect(accounts.list()).toEqual([account]);
  expect(accounts.list()).toEqual([account]);
  expect([fs.readFileSync(file, 'utf8'), problems]).toEqual(['x', []]);
  release();
  await vi.waitFor(() => expect(problems).toMatchObject([{ kind: 'restored', what: 'added-accounts' }]), patience);
  expect(fs.readFileSync(file, 'utf8')).toBe(good);
});

test('while somebody holds a damaged file of keys its copy counts, and it is recovered after that', async () => {
  const file = path.join(temporaryFolder(), 'secrets.json');
  const problems: StorageProblem[] = [];
  const secrets = createSecretFile({ file, nowMs, report: (problem) => void problems.push(problem) });
  const key = { form: 'open', base64: 'a2V5' } as const;
  await secrets.put('a', key);
  fs.writeFileSync(file, 'x');
  const release = await heldBySomebody(file);
  expect(secrets.get('a')).toEqual(key);
  expect(problems).toEqual([]);
  release();
  await vi.waitFor(() => expect(problems).toMatchObject([{ kind: 'restored', what: 'secrets' }]), patience);
  expect(secrets.get('a')).toEqual(key);
});
