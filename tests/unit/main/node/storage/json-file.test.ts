import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readJsonFile, writeJsonFile } from '../../../../../main/node/storage/json-file.ts';
import { quarantine } from '../../../../../main/node/storage/quarantine.ts';
import { failingFiles } from '../../../../support/failing-files.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = Date.UTC(2026, 10, 22, 0, 5);

test('what is written reads back, for its owner alone, and leaves no other file', () => {
  const folder = path.join(temporaryFolder(), 'new', 'folder');
  const file = path.join(folder, 'a.json');
  expect(writeJsonFile(file, { a: [1, null, 'ä'] })).toEqual({ ok: true });
  expect(readJsonFile(file, 1000)).toEqual({ kind: 'value', value: { a: [1, null, 'ä'] } });
  expect(writeJsonFile(file, 2)).toEqual({ ok: true });
  expect(readJsonFile(file, 1000)).toEqual({ kind: 'value', value: 2 });
  expect(modeOf(file)).toBe(0o600);
  expect(modeOf(folder)).toBe(0o700);
  expect(fs.readdirSync(folder)).toEqual(['a.json']);
});

test.each([
  ['writeFileSync', 'ENOSPC', 'full'],
  ['writeFileSync', 'EDQUOT', 'full'],
  ['fsyncSync', 'ENOSPC', 'full'],
  ['openSync', 'EROFS', 'read-only'],
  ['openSync', 'EACCES', 'denied'],
  ['renameSync', 'EPERM', 'denied'],
  ['mkdirSync', 'EIO', 'other'],
] as const)('a write whose %s ends with %s is a value, and the old content stays whole', (name, code, cause) => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'a.json');
  writeJsonFile(file, 'old');
  expect(writeJsonFile(file, 'new', failingFiles(name, code))).toEqual({ ok: false, cause });
  expect(readJsonFile(file, 1000)).toEqual({ kind: 'value', value: 'old' });
  expect(fs.readdirSync(folder)).toEqual(['a.json']);
});

test('a disk that is full while cleaning up still ends in a value', () => {
  const file = path.join(temporaryFolder(), 'a.json');
  const files = { ...failingFiles('fsyncSync', 'ENOSPC'), rmSync: failingFiles('rmSync', 'EROFS').rmSync };
  expect(writeJsonFile(file, 'new', files)).toEqual({ ok: false, cause: 'full' });
});

test('a rename that a virus scanner holds up for a moment is tried again', () => {
  const file = path.join(temporaryFolder(), 'a.json');
  let refusals = 2;
  expect(
    writeJsonFile(
      file,
      'new',
      failingFiles('renameSync', 'EBUSY', () => refusals-- > 0),
    ),
  ).toEqual({ ok: true });
  expect(readJsonFile(file, 1000)).toEqual({ kind: 'value', value: 'new' });
});

test.each([
  ['{"a":', 'half a document'],
  ['', 'nothing'],
])('a file with %j is corrupt: %s', (content) => {
  const file = path.join(temporaryFolder(), 'a.json');
  fs.writeFileSync(file, content);
  expect(readJsonFile(file, 1000)).toEqual({ kind: 'unreadable', reason: 'corrupt' });
});

test('a file that is too large is told from a damaged one', () => {
  const file = path.join(temporaryFolder(), 'a.json');
  fs.writeFileSync(file, 'x'.repeat(1001));
  expect(readJsonFile(file, 1000)).toEqual({ kind: 'unreadable', reason: 'too-large' });
});

test('a missing file is missing, a folder in its place is corrupt, a byte order mark is no fault', () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'marked.json'), '\uFEFF[1]');
  expect(readJsonFile(path.join(folder, 'none.json'), 10)).toEqual({ kind: 'missing' });
  expect(readJsonFile(folder, 10)).toEqual({ kind: 'unreadable', reason: 'corrupt' });
  expect(readJsonFile(path.join(folder, 'marked.json'), 10)).toEqual({ kind: 'value', value: [1] });
});

test('what is set aside keeps its content under a new name, and nothing set aside before is lost', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'a.json');
  for (const content of ['one', 'two', 'three']) {
    fs.writeFileSync(file, content);
    expect(quarantine(file, nowMs).kind).toBe('moved');
  }
  const names = fs.readdirSync(folder).sort();
  expect(names).toEqual(['', '-2', '-3'].map((end) => `a.json.corrupt-2026-11-22T00-05-00.000Z${end}`));
  expect(names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))).toEqual(['one', 'two', 'three']);
  expect(quarantine(file, nowMs)).toEqual({ kind: 'failed', cause: 'other' });
});
