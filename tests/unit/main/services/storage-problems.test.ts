import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { StorageProblem } from '../../../../core/settings/storage-problem.ts';
import { createProblemRecord } from '../../../../main/node/storage/problems.ts';
import { createStorageProblems } from '../../../../main/services/storage-problems.ts';
import { runCommandLine, startServe } from '../../../support/command-line.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const lost: StorageProblem = { kind: 'set-aside', what: 'settings', movedTo: '/home/ann/settings.json.corrupt' };
const full: StorageProblem = { kind: 'not-saved', what: 'account', cause: 'full' };

function processOn(file: string, lasting: readonly StorageProblem[] = []) {
  const lines: string[] = [];
  const log = { warn: (line: string) => void lines.push(line) };
  return { ...createStorageProblems(createProblemRecord(file), log, () => lasting), lines };
}

test('a loss is told by every process until the user has seen it; what lasts is told by whom it meets', () => {
  const file = path.join(temporaryFolder(), 'storage-problems.json');
  const hook = processOn(file);
  hook.report(lost);
  hook.report(full);
  expect(hook.all()).toEqual([lost, full]);
  expect(hook.lines).toHaveLength(2);
  const refused: StorageProblem = { kind: 'setting-refused', setting: 'ledgerTiers' };
  const app = processOn(file, [refused]);
  expect(app.all()).toEqual([lost, refused]);
  expect(app.markSeen()).toEqual({ ok: true });
  expect([hook.all(), app.all(), processOn(file).all()]).toEqual([[full], [refused], []]);
});

test('a loss that cannot be kept is still told by its own process', () => {
  const folder = temporaryFolder();
  const problems = processOn(path.join(folder, 'a-file', 'storage-problems.json'));
  fs.writeFileSync(path.join(folder, 'a-file'), '');
  problems.report(lost);
  expect(problems.all()).toEqual([lost]);
});

test('what stands in the record and is no loss of ours is not told', () => {
  const file = path.join(temporaryFolder(), 'storage-problems.json');
  fs.writeFileSync(file, JSON.stringify({ version: 1, problems: [7, { kind: 'gone' }, lost] }));
  expect(processOn(file).all()).toEqual([lost]);
  fs.writeFileSync(file, 'garbage');
  expect(processOn(file).all()).toEqual([]);
});

function damagedPlace() {
  const root = temporaryFolder();
  const [userHome, home] = [path.join(root, 'user'), path.join(root, 'state')];
  for (const folder of [userHome, home]) fs.mkdirSync(folder);
  fs.writeFileSync(path.join(home, 'settings.json'), '');
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(root, 'no-bus')}` };
  return { userHome, home, env };
}

test.skipIf(process.platform === 'win32')(
  'every command tells it on stderr, until doctor was told that it is seen',
  async () => {
    const place = damagedPlace();
    const told = 'The settings file was damaged';
    for (const words of [['guard'], ['status'], ['accounts', 'list'], ['warmups'], ['ledger', 'show']]) {
      const end = await runCommandLine(place, ...words);
      expect([words, end.stderr]).toEqual([words, expect.stringContaining(told)]);
      expect(end.stdout).not.toContain(told);
    }
    expect((await runCommandLine(place, 'doctor')).stdout).toContain(told);
    expect((await runCommandLine(place, 'doctor', '--seen')).stdout).toContain(told);
    expect((await runCommandLine(place, 'status')).stderr).not.toContain(told);
    expect((await runCommandLine(place, 'doctor')).stdout).not.toContain(told);
  },
);

test.skipIf(process.platform === 'win32')('the ledger books nothing while it is not known where it is', async () => {
  const place = damagedPlace();
  const id = '6f0c1a52-6f7e-4c9a-9a55-0a7a5a1f2b3c';
  const reserve = ['ledger', 'reserve', '--install', id, '--tier', 'core'];
  for (const round of [1, 2]) {
    const end = await runCommandLine(place, ...reserve);
    expect([round, end.code, end.stderr]).toEqual([
      round,
      69,
      expect.stringContaining('ledgerUrl cannot be understood'),
    ]);
  }
  expect(fs.existsSync(path.join(place.home, 'ledger.db'))).toBe(false);
  await runCommandLine(place, 'doctor', '--seen');
  expect((await runCommandLine(place, ...reserve)).code).toBe(0);
});

test.skipIf(process.platform === 'win32')('serve tells it on stderr and in the log', async () => {
  const place = damagedPlace();
  const serving = await startServe(place);
  expect(serving.stderr()).toContain('The settings file was damaged');
  expect(fs.readFileSync(path.join(place.home, 'logs', 'quota-tray.log'), 'utf8')).toContain(
    'Storage: {"kind":"set-aside"',
  );
});
