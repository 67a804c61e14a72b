import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ensureSecret, readSecret } from '../../../../../main/node/api/secret-file.ts';
import { openLedgerFile } from '../../../../../main/node/ledger/ledger-file.ts';
import { recordFault } from '../../../../../main/node/log/fault.ts';
import { createFileLog } from '../../../../../main/node/log/file-log.ts';
import { openDatabase } from '../../../../../main/node/storage/database.ts';
import { readJsonFile } from '../../../../../main/node/storage/json-file.ts';
import { appendToOwnFile, readOwnFile } from '../../../../../main/node/storage/own-file.ts';
import { readSettingsFile } from '../../../../../main/node/storage/settings-file.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = () => Date.UTC(2026, 10, 22, 0, 5);
const secret = 's'.repeat(43);

afterEach(() => vi.restoreAllMocks());

const isRoot = process.geteuid?.() === 0;

/** Makes the file one of another user. Root gives it away; another user becomes somebody else. */
function asAnotherUsers(file: string): void {
  if (isRoot) fs.lchownSync(file, 4321, 4321);
  vi.spyOn(process, 'geteuid').mockReturnValue(12_345);
}

function pipeAt(file: string): string {
  execFileSync('mkfifo', ['-m', '600', file]);
  return file;
}

/** Each reader and writer of the state folder, by the name of its file. */
const readers: Readonly<Record<string, (file: string) => unknown>> = {
  'settings.json': (file) => readSettingsFile(file).hooks,
  'a state file': (file) => readJsonFile(file, 1000),
  'api-token': (file) => readSecret(file),
};

describe.skipIf(process.platform === 'win32')('somebody who can write into the state folder', () => {
  it.each(Object.keys(readers))('cannot stop the app with a pipe in the place of %s', (name) => {
    const read = readers[name];
    const folder = temporaryFolder();
    const unread = read?.(path.join(folder, 'nothing'));
    const found = read?.(pipeAt(path.join(folder, 'pipe')));
    expect(found).toEqual(name === 'a state file' ? { kind: 'unreadable', reason: 'corrupt' } : unread);
  });

  it.each(Object.keys(readers))('cannot fill the memory with an endless device in the place of %s', (name) => {
    const file = path.join(temporaryFolder(), 'link');
    fs.symlinkSync('/dev/zero', file);
    expect(readers[name]?.(file)).toEqual(
      name === 'a state file' ? { kind: 'unreadable', reason: 'corrupt' } : readers[name]?.(`${file}-missing`),
    );
  });

  it('cannot run a program by planting settings that belong to another user', () => {
    const file = path.join(temporaryFolder(), 'settings.json');
    const hooks = [{ event: 'exhausted', command: '/bin/sh', arguments: ['-c', 'id'] }];
    fs.writeFileSync(file, JSON.stringify({ hooks }), { mode: 0o644 });
    expect(readSettingsFile(file).hooks).toEqual(hooks);
    fs.copyFileSync(file, `${file}.bak`);
    asAnotherUsers(`${file}.bak`);
    asAnotherUsers(file);
    expect(readSettingsFile(file).hooks).toEqual([]);
    expect(readJsonFile(file, 1000)).toEqual({ kind: 'unreadable', reason: 'denied' });
  });

  it('cannot plant a token that they know', () => {
    const file = path.join(temporaryFolder(), 'api-token');
    fs.writeFileSync(file, secret, { mode: 0o600 });
    expect(readSecret(file)).toBe(secret);
    fs.chmodSync(file, 0o644);
    expect(readSecret(file)).toBeNull();
    expect(ensureSecret(file)).toMatchObject({ kind: 'secret', secret: expect.not.stringContaining(secret) });
    expect(modeOf(file)).toBe(0o600);
    fs.writeFileSync(file, secret);
    asAnotherUsers(file);
    expect(readSecret(file)).toBeNull();
  });

  it('cannot have a fault or a log line written into another file through a link or a second name', () => {
    const folder = temporaryFolder();
    const victim = path.join(folder, 'victim');
    for (const plant of [fs.symlinkSync, fs.linkSync]) {
      fs.writeFileSync(victim, 'untouched');
      plant(victim, path.join(folder, 'faults.log'));
      plant(victim, path.join(folder, 'quota-tray.log'));
      const sentence = recordFault(new Error('made-up fault'), { folder, program: 'test', nowMs: nowMs() });
      createFileLog({ folder, nowMs }).error('made-up line');
      expect(fs.readFileSync(victim, 'utf8')).toBe('untouched');
      expect(sentence).toContain('made-up fault');
      expect(fs.readFileSync(path.join(folder, 'quota-tray.log'), 'utf8')).toContain('made-up line');
      fs.rmSync(path.join(folder, 'faults.log'));
      fs.rmSync(path.join(folder, 'quota-tray.log'));
    }
  });

  it('cannot hang the app at a fault or a log line with a pipe', () => {
    const folder = temporaryFolder();
    pipeAt(path.join(folder, 'faults.log'));
    pipeAt(path.join(folder, 'quota-tray.log'));
    expect(recordFault(new Error('made-up fault'), { folder, program: 'test', nowMs: nowMs() })).toContain('made-up');
    createFileLog({ folder, nowMs }).error('made-up line');
    expect(fs.readFileSync(path.join(folder, 'quota-tray.log'), 'utf8')).toContain('made-up line');
  });

  it('cannot have a database opened that belongs to another user, nor hang it with a pipe', async () => {
    const folder = temporaryFolder();
    const problems: unknown[] = [];
    const report = (problem: unknown): void => void problems.push(problem);
    const pipe = pipeAt(path.join(folder, 'pipe.db'));
    const replaced = await openDatabase({ path: pipe, nowMs, report });
    expect(replaced).toMatchObject({ kind: 'open', durable: true });
    if (replaced.kind === 'open') replaced.database.close();
    const ledger = await openLedgerFile({ path: pipeAt(path.join(folder, 'ledger.db')), nowMs, notice: report });
    expect(ledger).toEqual({ kind: 'unavailable', reason: 'damaged' });

    const foreign = path.join(folder, 'foreign.db');
    fs.writeFileSync(foreign, '', { mode: 0o666 });
    asAnotherUsers(foreign);
    const refused = await openDatabase({ path: foreign, nowMs, report });
    expect(refused).toMatchObject({ kind: 'open', durable: false });
    expect(problems).toContainEqual({ kind: 'not-saved', what: 'database', cause: 'denied' });
    expect(fs.statSync(foreign).size).toBe(0);
  });

  it.each(['-wal', '-journal'])('cannot have their own %s applied to a database', async (end) => {
    const file = path.join(temporaryFolder(), 'quota-tray.db');
    const problems: unknown[] = [];
    const open = () => openDatabase({ path: file, nowMs, report: (problem) => void problems.push(problem) });
    const first = await open();
    if (first.kind === 'open') first.database.close();
    fs.rmSync(`${file}${end}`, { force: true });
    fs.symlinkSync('/etc/hostname', `${file}${end}`);
    expect(await open()).toMatchObject({ kind: 'open', durable: false });
    expect(problems).toEqual([{ kind: 'not-saved', what: 'database', cause: 'denied' }]);
    fs.rmSync(`${file}${end}`);
    expect(await open()).toMatchObject({ kind: 'open', durable: true });
  });

  it('cannot make a reader wait or read for ever with a file that grows', () => {
    const file = path.join(temporaryFolder(), 'growing');
    fs.writeFileSync(file, 'x'.repeat(100));
    const { fstatSync } = fs;
    vi.spyOn(fs, 'fstatSync').mockImplementation((handle: number) => {
      const status = fstatSync(handle);
      fs.appendFileSync(file, 'x'.repeat(1000));
      return status;
    });
    expect(readOwnFile(file, { maximumBytes: 500 })).toEqual({ kind: 'refused', reason: 'too-large' });
  });
});

describe('a file of the app', () => {
  it('loses the rights of others when the app appends to it', () => {
    const file = path.join(temporaryFolder(), 'faults.log');
    fs.writeFileSync(file, 'old\n', { mode: 0o644 });
    appendToOwnFile(file, 'new\n');
    expect(fs.readFileSync(file, 'utf8')).toBe('old\nnew\n');
    if (process.platform !== 'win32') expect(modeOf(file)).toBe(0o600);
  });

  it('is read again where it is large, empty, missing or a folder', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'file');
    expect(readOwnFile(file, { maximumBytes: 10 })).toEqual({ kind: 'missing' });
    fs.writeFileSync(file, '');
    expect(readOwnFile(file, { maximumBytes: 10 })).toEqual({ kind: 'text', text: '' });
    fs.writeFileSync(file, 'x'.repeat(10));
    expect(readOwnFile(file, { maximumBytes: 10 })).toEqual({ kind: 'text', text: 'x'.repeat(10) });
    expect(readOwnFile(file, { maximumBytes: 9 })).toEqual({ kind: 'refused', reason: 'too-large' });
    expect(readOwnFile(folder, { maximumBytes: 9 })).toEqual({ kind: 'refused', reason: 'not-a-file' });
  });
});
