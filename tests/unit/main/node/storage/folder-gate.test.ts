import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createFolderGate, type FolderChange } from '../../../../../main/node/storage/folder-gate.ts';
import { judgeFolder } from '../../../../../main/node/storage/folder-version.ts';
import { homePaths } from '../../../../../main/node/storage/home.ts';
import { eventually } from '../../../../support/eventually.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

/** The gate of a process of version 1.2.0, in a folder with this stamp. */
function gateOf(stamp: string | null, home = temporaryFolder()) {
  const paths = homePaths(home, { environment: {}, platform: process.platform, temporaryFolder: home });
  if (stamp !== null) fs.writeFileSync(paths.stamp, stamp);
  const problems: StorageProblem[] = [];
  const gate = createFolderGate({
    state: { home, paths, judgement: judgeFolder(paths) },
    version: '1.2.0',
    nowMs: () => Date.parse('2026-11-22T00:05:00Z'),
    report: (problem) => void problems.push(problem),
  });
  const changes: FolderChange[] = [];
  onTestFinished(gate.follow((change) => void changes.push(change)));
  const content = (): string | null =>
    fs.existsSync(paths.stamp) ? fs.readFileSync(paths.stamp, 'utf8').trim() : null;
  const writes = (text: string): void => fs.writeFileSync(paths.stamp, text);
  return { home, gate, problems, changes, content, writes };
}

const stampOf = (writtenBy: string, version = 1): string => JSON.stringify({ version, writtenBy });
const own = stampOf('1.2.0');

test.each([
  ['no stamp', null, own, own],
  ['a torn one', '{"ver', own, own],
  ['one of an earlier app', stampOf('1.0.0'), stampOf('1.0.0'), own],
  ['one of a later app', stampOf('1.3.0'), stampOf('1.3.0'), own],
  ['one of a later form', stampOf('2.0.0', 2), stampOf('2.0.0', 2), stampOf('2.0.0', 2)],
  ['one that is too large', ' '.repeat(5_000), '', ''],
])('a folder with %s gets a stamp before the first change, and that of its leader', (_name, before, first, led) => {
  const { gate, content } = gateOf(before);
  gate.stamp();
  expect(content()).toBe(first);
  gate.lead();
  expect(content()).toBe(led);
});

test('a torn stamp is set aside and reported; one that cannot be read is reported and stays', () => {
  const { gate, problems, home } = gateOf('{"ver');
  gate.stamp();
  const movedTo = path.join(home, 'version.json.corrupt-2026-11-22T00-05-00.000Z');
  expect(problems).toEqual([{ kind: 'set-aside', what: 'stamp', movedTo }]);
  expect(fs.readFileSync(movedTo, 'utf8')).toBe('{"ver');
  expect(gateOf(' '.repeat(5_000)).problems).toEqual([{ kind: 'not-read', what: 'stamp', cause: 'too-large' }]);
});

test('a folder of a later form is sealed and named, and nothing is written', () => {
  const { home, gate, problems } = gateOf(stampOf('2.0.0', 2));
  gate.stamp();
  gate.lead();
  expect([gate.isSealed(), gate.claim()]).toEqual([true, false]);
  expect(problems).toEqual([{ kind: 'newer-folder', folder: home, writtenBy: '2.0.0', own: '1.2.0' }]);
  expect(fs.readdirSync(home)).toEqual(['version.json']);
});

test.each([
  ['an older app', stampOf('1.0.0'), true],
  ['a preview of this version', stampOf('1.2.0-beta.1'), true],
  ['this version', own, false],
  ['a newer app', stampOf('1.10.0'), false],
  ['nobody who says so', null, false],
])('a folder that %s serves is claimed: only from an older one', (_name, stamp, isClaimed) => {
  const { gate, content } = gateOf(stamp);
  expect(gate.claim()).toBe(isClaimed);
  expect(content()).toBe(isClaimed ? own : stamp);
});

test('a newer app that claims the folder is heard once, an older one not', async () => {
  const { gate, changes, writes } = gateOf(own);
  writes(stampOf('1.1.0'));
  writes(stampOf('1.10.0'));
  await eventually(() => expect(changes).toEqual([{ kind: 'newer-app', version: '1.10.0' }]));
  expect(gate.isSealed()).toBe(false);
});

test('a folder that becomes newer is sealed from then on, and reported', async () => {
  const { home, gate, changes, problems, writes } = gateOf(own);
  expect(gate.isSealed()).toBe(false);
  writes(stampOf('2.0.0', 2));
  await eventually(() => expect(changes).toEqual([{ kind: 'newer-folder' }]));
  expect(gate.isSealed()).toBe(true);
  expect(problems).toEqual([{ kind: 'newer-folder', folder: home, writtenBy: '2.0.0', own: '1.2.0' }]);
});

test.each([
  ['claimed', stampOf('1.3.0'), { kind: 'newer-app', version: '1.3.0' }],
  ['given a later form', stampOf('2.0.0', 2), { kind: 'newer-folder' }],
])('a folder that was %s after it was judged is left at once', (_name, stamp, change) => {
  const { gate, writes } = gateOf(stampOf('1.0.0'));
  writes(stamp);
  const changes: FolderChange[] = [];
  onTestFinished(gate.follow((each) => void changes.push(each)));
  expect(changes).toEqual([change]);
});

test('a newer app that led the folder before may claim it again', () => {
  const { gate, writes } = gateOf(stampOf('1.3.0'));
  gate.lead();
  writes(stampOf('1.3.0'));
  const changes: FolderChange[] = [];
  onTestFinished(gate.follow((each) => void changes.push(each)));
  expect(changes).toEqual([{ kind: 'newer-app', version: '1.3.0' }]);
});
