import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AddedAccount } from '../../../../../core/accounts/added-account.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createAddedAccountsFile } from '../../../../../main/node/accounts/added-accounts-file.ts';
import { holdLock, lockOf } from '../../../../../main/node/storage/process-lock.ts';
import { failingFiles } from '../../../../support/failing-files.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const account = (hash: string, change: Partial<AddedAccount> = {}): AddedAccount => ({
  id: `openrouter:${hash.padEnd(12, '0')}`,
  provider: 'openrouter',
  label: hash,
  baseUrl: 'https://openrouter.ai',
  organizationId: null,
  keyGivenAt: '2026-11-22T00:00:00.000Z',
  ...change,
});

function open(file: string, files?: Parameters<typeof createAddedAccountsFile>[0]['files']) {
  const problems: StorageProblem[] = [];
  const options = {
    file,
    nowMs: () => Date.UTC(2026, 10, 22),
    report: (each: StorageProblem) => void problems.push(each),
  };
  return { accounts: createAddedAccountsFile(files === undefined ? options : { ...options, files }), problems };
}

const place = (): string => path.join(temporaryFolder(), 'accounts.json');

describe('the list of added accounts', () => {
  it('says nothing where there is no file, and makes none by reading', () => {
    const file = place();
    expect(open(file).accounts.list()).toBeNull();
    expect(fs.existsSync(file)).toBe(false);
  });

  it('adds, replaces and removes by id, for its owner alone', async () => {
    const file = place();
    const { accounts } = open(file);
    expect(await accounts.put(account('a'))).toEqual({ ok: true });
    await accounts.put(account('b'));
    await accounts.put(account('a', { label: 'new' }));
    expect(accounts.list()?.map(({ label }) => label)).toEqual(['b', 'new']);
    expect(modeOf(file)).toBe(0o600);
    expect(await accounts.remove(account('b').id)).toEqual({ ok: true });
    expect(await accounts.remove('nobody:0')).toEqual({ ok: true });
    expect(open(file).accounts.list()).toEqual([account('a', { label: 'new' })]);
  });

  it('keeps what a later version wrote, and lists only what it understands and where a key may go', async () => {
    const file = place();
    const later = { id: 'starlight:1', provider: 'starlight', more: [1] };
    const bad = [
      account('c', { baseUrl: 'http://example.org' }),
      account('d', { baseUrl: 'https://name:word@example.org' }),
      { ...account('e'), id: '../x' },
      { ...account('f'), label: ' ' },
    ];
    fs.writeFileSync(file, JSON.stringify({ version: 1, accounts: [later, ...bad, account('a')] }));
    const { accounts, problems } = open(file);
    expect(accounts.list()).toEqual([account('a')]);
    await accounts.put(account('b'));
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({ accounts: [later, {}, {}, {}, {}, {}, {}] });
    expect(problems).toEqual([]);
  });

  it.each(['{"version":1', '{"accounts":{}}', 'null'])(
    'a file with %j is set aside and reported, and the next account begins a new one',
    async (text) => {
      const file = place();
      fs.writeFileSync(file, text);
      const { accounts, problems } = open(file);
      expect(accounts.list()).toBeNull();
      expect(problems).toMatchObject([{ kind: 'set-aside', what: 'added-accounts' }]);
      expect(await accounts.put(account('a'))).toEqual({ ok: true });
      expect(accounts.list()).toEqual([account('a')]);
    },
  );

  it('what cannot be written is answered and reported once', async () => {
    const { accounts, problems } = open(place(), failingFiles('renameSync', 'ENOSPC'));
    expect(await accounts.put(account('a'))).toEqual({ ok: false, cause: 'full' });
    expect(await accounts.put(account('a'))).toEqual({ ok: false, cause: 'full' });
    expect(problems).toEqual([{ kind: 'not-saved', what: 'added-accounts', cause: 'full' }]);
  });

  it('a file of a later version is no damage: it is reported, left as it is and not written over', async () => {
    const file = place();
    const text = '{"version":9,"accounts":[]}';
    fs.writeFileSync(file, text);
    const { accounts, problems } = open(file);
    expect(accounts.list()).toBeNull();
    expect(await accounts.put(account('a'))).toEqual({ ok: false, cause: 'newer-version' });
    expect(problems).toEqual([{ kind: 'newer-version', what: 'added-accounts', file }]);
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });

  it('a lock that stays busy is an answer, and nothing is written', async () => {
    const file = place();
    await open(file).accounts.put(account('a'));
    const held = await holdLock(lockOf(file));
    const problems: StorageProblem[] = [];
    const report = (problem: StorageProblem): void => void problems.push(problem);
    const accounts = createAddedAccountsFile({ file, nowMs: Date.now, report, waitMs: 20 });
    expect(await accounts.put(account('b'))).toEqual({ ok: false, cause: 'busy' });
    expect(await accounts.remove(account('a').id)).toEqual({ ok: false, cause: 'busy' });
    expect(accounts.list()).toEqual([account('a')]);
    expect(problems).toEqual([{ kind: 'not-saved', what: 'added-accounts', cause: 'busy' }]);
    if ('release' in held) held.release();
    expect(await accounts.put(account('b'))).toEqual({ ok: true });
  });
});
