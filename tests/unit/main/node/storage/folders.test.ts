import fs from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { makeFolder, syncFolder } from '../../../../../main/node/storage/folders.ts';
import { failingFiles, systemError } from '../../../../support/failing-files.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

/** Real file functions, and the folders that were opened to flush them. */
function watchedFiles() {
  const flushed: string[] = [];
  const openSync = ((folder: string, flags: string) => {
    flushed.push(folder);
    return fs.openSync(folder, flags);
  }) as typeof fs.openSync;
  return { files: { ...fs, openSync }, flushed };
}

const isWindows = process.platform === 'win32';

test.skipIf(isWindows)('the name of each new folder is flushed in the folder above it', () => {
  const root = temporaryFolder();
  fs.mkdirSync(path.join(root, 'other'));
  const { files, flushed } = watchedFiles();
  makeFolder(path.join(root, 'a', 'b'), files);
  expect(flushed).toEqual([path.join(root, 'a'), root]);
  expect(modeOf(path.join(root, 'a'))).toBe(0o700);
  makeFolder(path.join(root, 'a', 'b'), files);
  expect(flushed).toHaveLength(2);
});

test.skipIf(isWindows)(
  'a folder that a killed process made without flushing its name is flushed by the next one',
  () => {
    const root = temporaryFolder();
    fs.mkdirSync(path.join(root, 'other'));
    fs.mkdirSync(path.join(root, 'a', 'b'), { recursive: true });
    const { files, flushed } = watchedFiles();
    makeFolder(path.join(root, 'a', 'b'), files);
    expect(flushed).toEqual([path.join(root, 'a'), root]);
  },
);

test.skipIf(isWindows)('a disk that refuses to flush a folder is told', () => {
  expect(() => syncFolder(temporaryFolder(), failingFiles('fsyncSync', 'EIO'))).toThrow(systemError('EIO').message);
});

test.each([
  ['fsyncSync', 'EINVAL'],
  ['openSync', 'EACCES'],
] as const)('a folder that cannot be flushed is no failure: %s ends with %s', (name, code) => {
  expect(() => syncFolder(temporaryFolder(), failingFiles(name, code))).not.toThrow();
});
