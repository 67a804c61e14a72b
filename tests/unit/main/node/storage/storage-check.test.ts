import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../../../../main/node/storage/sqlite.ts';
import { checkStorage } from '../../../../../main/node/storage/storage-check.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const load = (): void => undefined;
const withCode = (code: string): Error => Object.assign(new Error('canary of the message'), { code });

describe('the check of the storage', () => {
  it('works in a folder that can be written, and leaves nothing there', async () => {
    const folder = temporaryFolder();
    expect(await checkStorage(folder)).toEqual({ kind: 'works' });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('names the error of a library that does not load, without its message', async () => {
    const broken = (): never => {
      throw withCode('ERR_DLOPEN_FAILED');
    };
    expect(await checkStorage(temporaryFolder(), { load: broken, connect })).toEqual({
      kind: 'not-loaded',
      cause: 'Error ERR_DLOPEN_FAILED',
    });
  });

  it('fails where the folder is a file', async () => {
    const folder = path.join(temporaryFolder(), 'state');
    fs.writeFileSync(folder, '');
    expect(await checkStorage(folder)).toMatchObject({
      kind: 'not-stored',
      cause: expect.stringMatching(/EEXIST|ENOTDIR/),
    });
  });

  it('fails on a disk that takes the file but no entry, and removes the file', async () => {
    const folder = temporaryFolder();
    const full = async (file: string) => ({
      ...(await connect(file)),
      run: () => {
        throw withCode('SQLITE_FULL');
      },
    });
    expect(await checkStorage(folder, { load, connect: full })).toEqual({
      kind: 'not-stored',
      cause: 'Error SQLITE_FULL',
    });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('fails where an entry that was accepted does not come back', async () => {
    const forgetful = async (file: string) => ({ ...(await connect(file)), run: () => 1 });
    expect(await checkStorage(temporaryFolder(), { load, connect: forgetful })).toEqual({
      kind: 'not-stored',
      cause: 'RangeError',
    });
  });
});
