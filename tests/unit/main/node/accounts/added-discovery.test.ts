import { describe, expect, it, onTestFinished } from 'vitest';
import path from 'node:path';
import { accountOf, type AddedAccount } from '../../../../../core/accounts/added-account.ts';
import type { VaultReading } from '../../../../../core/ports.ts';
import { createAddedAccountsFile } from '../../../../../main/node/accounts/added-accounts-file.ts';
import { composeDiscoveries, createAddedDiscovery } from '../../../../../main/node/accounts/added-discovery.ts';
import type { KeptReading, KeptSignIn } from '../../../../../main/node/kept-sign-ins/kept-sign-in.ts';
import { keptAccountId } from '../../../../../main/node/kept-sign-ins/programs.ts';
import { createDiscovery } from '../../../../../main/node/credentials/discovery.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { eventually } from '../../../../support/eventually.ts';

const canary = 'sk-canary-0123456789';
const lab: AddedAccount = {
  id: 'openrouter:0123456789ab',
  provider: 'openrouter',
  label: 'lab',
  baseUrl: 'https://openrouter.ai',
  organizationId: null,
  keyGivenAt: '2026-11-22T00:00:00.000Z',
};
const install: AddedAccount = {
  ...lab,
  id: 'relay:0123456789ab',
  provider: 'relay',
  baseUrl: 'https://relay.example',
  organizationId: 'install-1',
  keyGivenAt: null,
};

function world(againMs = 60_000) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'accounts.json');
  const accounts = createAddedAccountsFile({ file, nowMs: Date.now, report: () => undefined });
  const keys = new Map<string, VaultReading>();
  const removed: string[] = [];
  let readings = 0;
  const kept: { reading: KeptReading } = { reading: { kind: 'nothing' } };
  const vault = {
    get: async (name: string): Promise<VaultReading> => {
      readings += 1;
      return keys.get(name) ?? { kind: 'missing' };
    },
  };
  const discovery = createAddedDiscovery({
    ...{ accounts, file, vault, againMs },
    keptSignIns: { read: async () => ({ place: '~/state.vscdb', reading: kept.reading }) },
    removed: (id) => void removed.push(id),
  });
  return { folder, accounts, keys, removed, discovery, kept, readings: () => readings };
}

const watching = (discovery: ReturnType<typeof world>['discovery']) => {
  let calls = 0;
  onTestFinished(discovery.watch(() => void (calls += 1)));
  return () => calls;
};

describe('added accounts', () => {
  it('are found with a fingerprint that says nothing about the key, which is read once', async () => {
    const { accounts, keys, discovery, readings } = world();
    await accounts.put(lab);
    keys.set(lab.id, { kind: 'value', value: canary });
    const findings = await discovery.look();
    expect(findings).toMatchObject([
      { provider: 'openrouter', place: lab.baseUrl, outcome: { kind: 'account', folder: null, expiresAtMs: null } },
    ]);
    expect(JSON.stringify(findings)).not.toContain(canary);
    await discovery.look();
    expect(await discovery.read(accountOf(lab))).toMatchObject({
      kind: 'token',
      accessToken: canary,
      expiresAtMs: null,
    });
    expect(readings()).toBe(1);
    expect(discovery.has(lab.id)).toBe(true);
    expect(discovery.has('codex:1')).toBe(false);
  });

  it('get their new key when the list says that there is one', async () => {
    const { accounts, keys, discovery } = world();
    await accounts.put(lab);
    keys.set(lab.id, { kind: 'value', value: canary });
    const before = JSON.stringify(await discovery.look());
    keys.set(lab.id, { kind: 'value', value: 'next' });
    await accounts.put({ ...lab, keyGivenAt: '2026-11-22T00:01:00.000Z' });
    expect(JSON.stringify(await discovery.look())).not.toBe(before);
    expect(await discovery.read(accountOf(lab))).toMatchObject({ accessToken: 'next' });
  });

  it.each(['missing', 'unreadable'] as const)('are there with what is wrong when the key is %s', async (kind) => {
    const { accounts, keys, discovery } = world();
    await accounts.put(lab);
    keys.set(lab.id, { kind });
    expect(await discovery.look()).toMatchObject([
      { outcome: { kind: 'problem', problem: kind, account: { id: lab.id } } },
    ]);
    expect(await discovery.read(accountOf(lab))).toEqual({ kind: 'problem', problem: kind });
    keys.set(lab.id, { kind: 'value', value: canary });
    expect(await discovery.look()).toMatchObject([{ outcome: { kind: 'account' } }]);
  });

  it('a key that could not be read is tried again by itself', async () => {
    const { accounts, keys, discovery } = world(20);
    await accounts.put(lab);
    keys.set(lab.id, { kind: 'unreadable' });
    const calls = watching(discovery);
    await discovery.look();
    await eventually(() => expect(calls()).toBeGreaterThan(1));
    keys.set(lab.id, { kind: 'value', value: canary });
    expect(await discovery.look()).toMatchObject([{ outcome: { kind: 'account' } }]);
  });

  it('of a service that needs no key have an empty one', async () => {
    const { accounts, discovery } = world();
    await accounts.put(install);
    await discovery.look();
    expect(await discovery.read(accountOf(install))).toMatchObject({ kind: 'token', accessToken: '' });
  });

  it('that another process adds or removes are told, and a removed one by its id', async () => {
    const { accounts, discovery, removed } = world();
    const calls = watching(discovery);
    expect(await discovery.look()).toEqual([]);
    await accounts.put(lab);
    await eventually(() => expect(calls()).toBeGreaterThan(0));
    await discovery.look();
    await accounts.put(install);
    await discovery.look();
    await accounts.remove(lab.id);
    await discovery.look();
    expect(removed).toEqual([lab.id]);
    expect(await discovery.read(accountOf(lab))).toEqual({ kind: 'problem', problem: 'missing' });
  });

  it('a list that cannot be read erases nothing', async () => {
    const { accounts, keys, discovery, removed, folder } = world();
    await accounts.put(lab);
    keys.set(lab.id, { kind: 'value', value: canary });
    await discovery.look();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path.join(folder, 'accounts.json'), '{');
    expect(await discovery.look()).toMatchObject([{ outcome: { kind: 'account' } }]);
    await accounts.put(install);
    await discovery.look();
    expect(removed).toEqual([]);
  });
});

const signIn: KeptSignIn = {
  ...{ token: canary, expiresAtMs: Date.parse('2026-11-23T00:00:00Z'), isRenewable: true },
  ...{ owner: 'user-1', user: 'ada@mail.test' },
};
const signedIn = (more: Partial<KeptSignIn> = {}): KeptReading => ({
  kind: 'signed-in',
  signIn: { ...signIn, ...more },
});
const editor: AddedAccount = {
  ...{ id: keptAccountId('cursor', signIn), provider: 'cursor', label: 'ada@mail.test', signIn: 'cursor' },
  ...{ baseUrl: 'https://api2.cursor.sh', organizationId: null, keyGivenAt: null },
};

describe('an added account with the sign-in of a program', () => {
  it('is read where the program keeps it, each time, and never from the vault', async () => {
    const { accounts, discovery, kept, readings } = world();
    await accounts.put(editor);
    kept.reading = signedIn();
    const findings = await discovery.look();
    expect(findings).toMatchObject([
      {
        ...{ provider: 'cursor', place: '~/state.vscdb' },
        outcome: { kind: 'account', folder: null, expiresAtMs: signIn.expiresAtMs, renewableUntilMs: null },
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain(canary);
    kept.reading = signedIn({ token: 'next', expiresAtMs: null });
    expect(await discovery.read(accountOf(editor))).toMatchObject({ accessToken: 'next', expiresAtMs: null });
    expect(readings()).toBe(0);
  });

  it('whose program cannot renew it does not say that somebody does', async () => {
    const { accounts, discovery, kept } = world();
    await accounts.put(editor);
    kept.reading = signedIn({ isRenewable: false });
    const [finding] = await discovery.look();
    expect(finding?.outcome).not.toHaveProperty('renewableUntilMs');
  });

  it.each<readonly [string, KeptReading, AddedAccount, string]>([
    ['nobody is signed in', { kind: 'nothing' }, editor, 'missing'],
    ['another user is signed in', signedIn({ owner: 'user-2' }), editor, 'missing'],
    ['its place cannot be used', { kind: 'problem', problem: 'open-to-others' }, editor, 'open-to-others'],
    ['its address is not that of the service', signedIn(), { ...editor, baseUrl: 'https://x.example' }, 'bad-base-url'],
  ])('gives no token where %s', async (_what, reading, account, problem) => {
    const { accounts, discovery, kept } = world();
    await accounts.put(account);
    kept.reading = reading;
    expect(await discovery.look()).toMatchObject([
      { outcome: { kind: 'problem', problem, account: { id: editor.id } } },
    ]);
    expect(await discovery.read(accountOf(account))).toEqual({ kind: 'problem', problem });
  });

  it('is looked at again when the program renewed it', async () => {
    const { accounts, discovery, kept } = world(20);
    await accounts.put(editor);
    kept.reading = signedIn();
    const calls = watching(discovery);
    await discovery.look();
    const before = calls();
    kept.reading = signedIn({ expiresAtMs: Date.parse('2026-11-24T00:00:00Z') });
    await eventually(() => expect(calls()).toBeGreaterThan(before));
    expect(await discovery.look()).toMatchObject([{ outcome: { expiresAtMs: Date.parse('2026-11-24T00:00:00Z') } }]);
  });
});

describe('added accounts beside sign-ins', () => {
  it('are read from the vault alone, and sign-ins from their files', async () => {
    const { accounts, keys, discovery, folder } = world();
    await accounts.put(lab);
    keys.set(lab.id, { kind: 'value', value: canary });
    const signIns = createDiscovery({
      environment: {},
      homeFolder: folder,
      platform: process.platform,
      keychain: null,
    });
    const both = composeDiscoveries(signIns, discovery);
    const findings = await both.look();
    expect(findings.map(({ provider, outcome }) => `${provider} ${outcome.kind}`).sort()).toEqual([
      'claude nothing',
      'codex nothing',
      'openrouter account',
    ]);
    expect(await both.read(accountOf(lab))).toMatchObject({ accessToken: canary });
    expect(await both.read({ ...accountOf(lab), id: 'codex:1', provider: 'codex' })).toEqual({
      kind: 'problem',
      problem: 'missing',
    });
  });
});
