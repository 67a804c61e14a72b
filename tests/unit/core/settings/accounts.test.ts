import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, accountNamed, candidatesText } from '../../../../core/providers/account.ts';
import { judgeGuard } from '../../../../core/guard/guard.ts';
import { accountNameOf, accountNames } from '../../../../core/settings/accounts.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { menuTexts } from '../../../support/menu-texts.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const account = (id: string, more: Partial<Account> = {}): Account => ({
  ...{ id: `codex:${id}`, provider: 'codex', label: 'sam@mail.test', email: 'sam@mail.test', plan: 'business' },
  ...{ vendorAccountId: null, baseUrl: 'https://service.example', ...more },
});

const names = (accounts: readonly Account[], accountLabels: Readonly<Record<string, string>> = {}) =>
  accounts.map(({ id }) => accountNames(accounts, { accountLabels }).get(id));

describe('names of accounts', () => {
  it.each<[string, readonly Account[], readonly string[]]>([
    ['alone: as it is', [account('aaaa')], ['sam@mail.test']],
    [
      'by the workspace',
      [account('aaaa', { workspace: 'Acme' }), account('bbbb', { workspace: 'Globex' })],
      ['sam@mail.test (Acme)', 'sam@mail.test (Globex)'],
    ],
    [
      'by the plan where the workspace is not known',
      [account('aaaa', { workspace: 'Acme' }), account('bbbb', { plan: 'plus' })],
      ['sam@mail.test (Business)', 'sam@mail.test (Plus)'],
    ],
    [
      'by the folder where the plan is the same',
      [account('aaaa', { folder: '~/.codex' }), account('bbbb', { folder: '~/.codex-work' })],
      ['sam@mail.test (~/.codex)', 'sam@mail.test (~/.codex-work)'],
    ],
    [
      'by the end of the id where nothing else differs',
      [account('11110000'), account('22221111')],
      ['sam@mail.test (…0000)', 'sam@mail.test (…1111)'],
    ],
    [
      'by a longer end where the last four are the same',
      [account('1x000'), account('2y000')],
      ['sam@mail.test (…x000)', 'sam@mail.test (…y000)'],
    ],
    [
      'by two properties where one does not do for all',
      [
        account('aaaa', { workspace: 'Acme' }),
        account('bbbb', { workspace: 'Acme', plan: 'plus' }),
        account('cccc', { workspace: 'Globex' }),
      ],
      ['sam@mail.test (Acme · Business)', 'sam@mail.test (Acme · Plus)', 'sam@mail.test (Globex)'],
    ],
    [
      'not where the providers differ: each row names its provider',
      [account('aaaa'), account('bbbb', { id: 'claude:bbbb', provider: 'claude' })],
      ['sam@mail.test', 'sam@mail.test'],
    ],
  ])('%s', (_, accounts, expected) => {
    expect(names(accounts)).toEqual(expected);
  });

  it('the same name that a user gave twice is told apart too', () => {
    const accounts = [account('aaaa', { plan: 'plus' }), account('bbbb')];
    expect(names(accounts, { 'codex:aaaa': 'work', 'codex:bbbb': 'Work' })).toEqual(['work (Plus)', 'Work (Business)']);
  });

  it('no two accounts of a provider have the same name', () => {
    const text = fc.constantFrom('a', 'A', 'a (b)', 'b');
    const any = fc.record({
      label: text,
      plan: fc.option(text),
      workspace: fc.option(text),
      folder: fc.option(text),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (many) => {
        const accounts = many.map((more, index) => account(`${String(index)}00000`, more));
        const all = names(accounts).map((name) => name?.toLowerCase());
        expect(new Set(all).size).toBe(accounts.length);
      }),
    );
  });

  it('the names are the same in snapshot, menu, terminal and guard', () => {
    const states = ['acme', 'globex'].map((workspace) => {
      const of = {
        id: `codex:${workspace}`,
        label: 'sam@mail.test',
        email: 'sam@mail.test',
        plan: 'business',
        workspace,
      };
      return stateAfter(codexBody({ session: { used: 10 } }), { account: of });
    });
    const snapshot = buildSnapshot(states, defaultSettings, english, nowMs);
    const expected = ['sam@mail.test (acme)', 'sam@mail.test (globex)'];
    expect(snapshot.accounts.map(({ label }) => label)).toEqual(expected);
    expect(buildSnapshot(states, defaultSettings, english, nowMs).accounts[0]).toBe(snapshot.accounts[0]);
    const menu = menuTexts(trayView(snapshot, defaultSettings, english, nowMs).rows);
    const terminal = terminalView(snapshot, defaultSettings, english, nowMs);
    const guard = judgeGuard(snapshot, { minLeftPercent: null, any: false }, english, nowMs);
    for (const name of expected) {
      expect(menu.some((text) => text.startsWith(name))).toBe(true);
      expect(terminal).toContain(name);
    }
    expect(guard.accounts.map(({ label }) => label)).toEqual(expected);
  });
});

describe('an account that a person names', () => {
  const accounts = [
    { id: 'codex:1', label: 'sam@mail.test (Acme)', email: 'sam@mail.test' },
    { id: 'codex:2', label: 'sam@mail.test (Globex)', email: 'sam@mail.test' },
    { id: 'codex:3', label: 'home', email: 'eve@mail.test', aliases: ['old name'] },
  ];

  it.each([
    ['codex:2', 'codex:2'],
    ['sam@mail.test (Acme)', 'codex:1'],
    ['home', 'codex:3'],
    ['eve@mail.test', 'codex:3'],
    ['old name', 'codex:3'],
  ])('%s is one', (name, id) => {
    expect(accountNamed(accounts, name)).toMatchObject({ kind: 'account', account: { id } });
  });

  it('is refused where several are meant, and they are named', () => {
    const meant = accountNamed(accounts, 'sam@mail.test');
    expect(meant.kind).toBe('several-accounts');
    expect(meant.kind === 'several-accounts' ? candidatesText(meant.candidates) : '').toBe(
      'sam@mail.test (Acme) [codex:1], sam@mail.test (Globex) [codex:2]',
    );
    expect(accountNamed(accounts, 'nobody')).toEqual({ kind: 'unknown-account' });
  });
});

describe('the name of one account', () => {
  const twins = [account('aaaa', { workspace: 'Acme' }), account('bbbb', { workspace: 'Globex' })];

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['is told apart from the others', 'codex:bbbb', {}, 'sam@mail.test (Globex)'],
    ['is its id where it is gone', 'codex:cccc', {}, 'codex:cccc'],
    ['is the user’s own where it is gone', 'codex:cccc', { 'codex:cccc': 'lab' }, 'lab'],
  ])('%s', (_what, id, accountLabels, name) => {
    expect(accountNameOf(id, twins, { ...defaultSettings, accountLabels }, english)).toBe(name);
  });

  it.each<[string, string, string]>([
    ['is a number while names are hidden', 'codex:bbbb', 'Account 2 · Codex'],
    ['is its id while names are hidden where it is gone', 'codex:cccc', 'codex:cccc'],
  ])('%s', (_what, id, name) => {
    const settings = { hidePersonal: true, accountLabels: { 'codex:cccc': 'lab' } };
    expect(accountNameOf(id, twins, settings, english)).toBe(name);
  });
});
