import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type FileReading,
  readForeignFile,
  readForeignJson,
  readUntilWhole,
  settingsFilePolicy,
  tokenFilePolicy,
} from '../../../../../main/node/credentials/credential-file.ts';
import { putFile, temporaryFolder } from './temporary-home.ts';

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

async function inNewFolder(): Promise<string> {
  return join(await temporaryFolder(), 'sign-in', 'auth.json');
}

const readToken = (path: string, platform: NodeJS.Platform = 'linux') =>
  readForeignFile(path, tokenFilePolicy, platform);

describe('credential file', () => {
  test('a private regular file is read as it is', async () => {
    const path = await inNewFolder();
    await putFile(path, '{"a":"ä"}');
    expect(await readToken(path)).toEqual({ kind: 'text', text: '{"a":"ä"}' });
  });

  test('an empty file is an empty text, not a missing one', async () => {
    const path = await inNewFolder();
    await putFile(path, '');
    expect(await readToken(path)).toEqual({ kind: 'text', text: '' });
  });

  test('a byte order mark is not part of the text', async () => {
    const path = await inNewFolder();
    await putFile(path, '\uFEFF{}');
    expect(await readToken(path)).toEqual({ kind: 'text', text: '{}' });
  });

  test('no file, no folder and a file in place of a folder are all missing', async () => {
    const path = await inNewFolder();
    expect(await readToken(path)).toEqual({ kind: 'missing' });
    await putFile(path, '{}');
    expect(await readToken(join(path, 'deeper'))).toEqual({ kind: 'missing' });
  });

  test('exactly 4 MiB is read, one byte more is too large', async () => {
    const path = await inNewFolder();
    await putFile(path, ' '.repeat(4 * 1024 * 1024));
    expect(await readToken(path)).toMatchObject({ kind: 'text' });
    await putFile(path, ' '.repeat(4 * 1024 * 1024 + 1));
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'too-large' });
  });

  test('a huge hollow file is refused without being read', async () => {
    const path = await inNewFolder();
    await putFile(path, '');
    await truncate(path, 1024 ** 4).catch(() => truncate(path, 1024 ** 3));
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'too-large' });
    expect(await readForeignFile(path, settingsFilePolicy, 'linux')).toEqual({ kind: 'problem', problem: 'too-large' });
  });

  test.skipIf(isWindows).each([0o640, 0o604, 0o660, 0o644, 0o610, 0o601, 0o620])(
    'a token file with mode %i, open to others, is refused',
    async (mode) => {
      const path = await inNewFolder();
      await putFile(path, '{}', mode);
      expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'open-to-others' });
    },
  );

  test.skipIf(isWindows)('modes say nothing on Windows, nor about a file without secrets', async () => {
    const path = await inNewFolder();
    await putFile(path, '{}', 0o644);
    expect(await readToken(path, 'win32')).toMatchObject({ kind: 'text' });
    expect(await readForeignFile(path, settingsFilePolicy, 'linux')).toMatchObject({ kind: 'text' });
  });

  test.skipIf(isWindows)('a link out of its folder is refused for a token and followed for settings', async () => {
    const path = await inNewFolder();
    const elsewhere = join(path, '..', '..', 'elsewhere.json');
    await putFile(elsewhere, '{}');
    await mkdir(join(path, '..'));
    await symlink(elsewhere, path);
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'symbolic-link' });
    expect(await readForeignFile(path, settingsFilePolicy, 'linux')).toEqual({ kind: 'text', text: '{}' });
  });

  test.skipIf(isWindows)('a link to a folder whose name begins alike leaves the folder', async () => {
    const path = await inNewFolder();
    const alike = join(path, '..', '..', 'sign-in-other', 'auth.json');
    await putFile(alike, '{}');
    await mkdir(join(path, '..'));
    await symlink(alike, path);
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'symbolic-link' });
  });

  test.skipIf(isWindows)('a link within its folder, and a folder that is itself a link, are followed', async () => {
    const path = await inNewFolder();
    await putFile(join(path, '..', 'real.json'), '{"b":1}');
    await symlink('real.json', path);
    expect(await readToken(path)).toEqual({ kind: 'text', text: '{"b":1}' });
    const folder = join(path, '..');
    await rename(folder, `${folder}-moved`);
    await symlink(`${folder}-moved`, folder);
    expect(await readToken(path)).toEqual({ kind: 'text', text: '{"b":1}' });
  });

  test.skipIf(isWindows)('a link in a circle is unreadable or a link, a dangling one is missing', async () => {
    const path = await inNewFolder();
    await mkdir(join(path, '..'));
    await symlink('auth.json', path);
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'symbolic-link' });
    await symlink('nowhere', join(path, '..', 'other.json'));
    expect(await readToken(join(path, '..', 'other.json'))).toEqual({ kind: 'missing' });
  });

  test.skipIf(isWindows)('a pipe that nobody writes to does not make it wait', async () => {
    const path = await inNewFolder();
    await mkdir(join(path, '..'));
    execFileSync('mkfifo', ['-m', '600', path]);
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'unreadable' });
  });

  test('a folder in place of the file is unreadable', async () => {
    const path = await inNewFolder();
    await mkdir(path, { recursive: true });
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'unreadable' });
  });

  test.skipIf(isWindows || isRoot)('a file that may not be read is unreadable', async () => {
    const path = await inNewFolder();
    await putFile(path, '{}');
    await chmod(path, 0o000);
    expect(await readToken(path)).toEqual({ kind: 'problem', problem: 'unreadable' });
  });
});

describe('a file that is being written', () => {
  const text = (content: string): FileReading => ({ kind: 'text', text: content });
  const isTorn = (reading: FileReading): boolean => reading.kind === 'text' && !reading.text.endsWith('}');

  test('is read again until it is whole, and no more often than that', async () => {
    const readings = ['', '{"tok', '{"tokens":{}}', '{"later":{}}'].map(text);
    let reads = 0;
    const read = async (): Promise<FileReading> => readings[reads++] ?? text('');
    expect(await readUntilWhole(read, isTorn)).toEqual(text('{"tokens":{}}'));
    expect(reads).toBe(3);
  });

  test('is taken as it is where it stays torn, and where it is missing', async () => {
    const path = await inNewFolder();
    expect(await readForeignJson(path, tokenFilePolicy, 'linux')).toEqual({ kind: 'missing' });
    await putFile(path, '{"tok');
    expect(await readForeignJson(path, tokenFilePolicy, 'linux')).toEqual(text('{"tok'));
  });
});
