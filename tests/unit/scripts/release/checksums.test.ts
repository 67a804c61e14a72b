import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checksumOf,
  checksumsFile,
  checksumsText,
  completenessProblems,
  parseChecksums,
  sha256OfFile,
} from '../../../../scripts/release/checksums.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const one = 'a'.repeat(64);
const other = '0123456789abcdef'.repeat(4);

describe('checksums', () => {
  it('of a file are its SHA-256', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, 'abc');
    expect(await sha256OfFile(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('are a list in the order of the names, which reads back as the same', () => {
    const checksums = new Map([
      ['z.deb', one],
      ['a.deb', other],
    ]);
    const text = checksumsText(checksums);
    expect(text).toBe(`${other} *a.deb\n${one} *z.deb\n`);
    expect(parseChecksums(text)).toEqual(checksums);
  });

  it.runIf(process.platform === 'linux')('are accepted by sha256sum, which refuses a changed file', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file.deb'), 'abc');
    const text = checksumsText(new Map([['file.deb', await sha256OfFile(path.join(folder, 'file.deb'))]]));
    writeFileSync(path.join(folder, checksumsFile), text);
    const check = () => execFileSync('sha256sum', ['--check', checksumsFile], { cwd: folder, stdio: 'pipe' });
    expect(String(check())).toBe('file.deb: OK\n');
    writeFileSync(path.join(folder, 'file.deb'), 'abd');
    expect(check).toThrow('did NOT match');
  });

  it.each([
    ['a short sum', `${one.slice(1)} *file`],
    ['large letters', `${one.toUpperCase()} *file`],
    ['a folder', `${one} *folder/file`],
    ['no file', one],
    ['words', 'not a list'],
  ])('are refused with %s', (_name, line) => {
    expect(() => parseChecksums(`${line}\n`)).toThrow('no line of a list of checksums');
  });

  it('are refused for a file that comes twice', () => {
    expect(() => parseChecksums(`${one} *file\n${other} *file\n`)).toThrow('file has two checksums.');
  });

  it('are never invented', () => {
    expect(checksumOf(new Map([['file', one]]), 'file')).toBe(one);
    expect(() => checksumOf(new Map(), 'file')).toThrow('There is no checksum of file.');
  });
});

describe('a release', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['every file', ['a.deb', 'b.exe'], []],
    ['a block map beside its installer', ['a.deb', 'b.exe', 'b.exe.blockmap'], []],
    ['a file too few', ['a.deb'], ['b.exe is missing.']],
    ['a file too many', ['a.deb', 'b.exe', 'c.log'], ['c.log is no file of this release.']],
    ['a block map of no installer', ['a.deb', 'b.exe', 'c.blockmap'], ['c.blockmap is no file of this release.']],
  ])('with %s', (_name, present, problems) => {
    expect(completenessProblems(present, ['a.deb', 'b.exe'])).toEqual(problems);
  });
});
