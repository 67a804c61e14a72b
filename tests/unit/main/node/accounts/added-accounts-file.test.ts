import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AddedAccount } from '../../../../../core/accounts/added-account.ts';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { createAddedAccountsFile } from '../../../../../main/node/accounts/added-accounts-file.ts';
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

  it('adds, replaces and removes by id, for its owner alone', () => {
    const file = place();
    const { accounts } = open(file);
    expect(accounts.put(account('a'))).toBe(true);
    accounts.put(account('b'));
    accounts.put(account('a', { label: 'new' }));
    expect(accounts.list()?.map(({ label }) => label)).toEqual(['b', 'new']);
    expect(modeOf(file)).toBe(0o600);
    expect(accounts.remove(account('b').id)).toBe(true);
    expect(accounts.remove('nobody:0')).toBe(true);
    expect(open(file).accounts.list()).toEqual([account('a', { label: 'new' })]);
  });

  it('keeps what a later version wrote, and lists only what it understands and where a key may go (X.3)', () => {
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
    accounts.put(account('b'));
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({ accounts: [later, {}, {}, {}, {}, {}, {}] });
    expect(problems).toEqual([]);
  });

  it.each(['{"version":1', '{"version":9,"accounts":[]}', '{"accounts":{}}', 'null'])(
    'a file with %j is set aside and reported, and the next account begins a new one',
    (text) => {
      const file = place();
      fs.writeFileSync(file, text);
      const { accounts, problems } = open(file);
      expect(accounts.list()).toBeNull();
      expect(problems).toMatchObject([{ kind: 'set-aside', what: 'added-accounts' }]);
      expect(accounts.put(account('a'))).toBe(true);
      expect(accounts.list()).toEqual([account('a')]);
    },
  );

  it('what cannot be written is answered and reported once', () => {
    const { accounts, problems } = open(place(), failingFiles('renameSync', 'ENOSPC'));
    expect(accounts.put(account('a'))).toBe(false);
    expect(accounts.put(account('a'))).toBe(false);
    expect(problems).toEqual([{ kind: 'not-saved', what: 'added-accounts', cause: 'full' }]);
  });

  it('X-13: processes that add at once lose nothing', { timeout: 60_000 }, async () => {
    const file = place();
    const module = path.resolve('main/node/accounts/added-accounts-file.ts');
    const run = (name: string): Promise<number | null> => {
      const script = `import { createAddedAccountsFile } from ${JSON.stringify(module)};
        const accounts = createAddedAccountsFile({ file: ${JSON.stringify(file)}, nowMs: Date.now, report: () => {} });
        for (let turn = 0; turn < 20; turn += 1) {
          const id = 'openrouter:${name}' + String(turn).padStart(11, '0');
          const done = accounts.put({ id, provider: 'openrouter', label: id, baseUrl: 'https://openrouter.ai', organizationId: null, keyGivenAt: null });
          if (!done) process.exit(1);
        }`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
      return new Promise((resolve) => child.once('close', resolve));
    };
    expect(await Promise.all(['a', 'b', 'c'].map(run))).toEqual([0, 0, 0]);
    expect(open(file).accounts.list()).toHaveLength(60);
  });
});
