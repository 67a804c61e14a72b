import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type CodexKeyring,
  codexKeyringAccount,
  type CodexKeyringReading,
  createCodexKeychain,
  createCodexSecretService,
} from '../../../../../main/node/credentials/codex-keyring.ts';
import { createDiscovery } from '../../../../../main/node/credentials/discovery.ts';
import type { SessionBus } from '../../../../../main/node/desktop/session-bus.ts';
import { createItem, defaultCollection, openSession } from '../../../../../main/node/secrets/secret-service-calls.ts';
import { eventually } from '../../../../support/eventually.ts';
import { hasKeyring, type PrivateBus, startGnomeKeyring, startPrivateBus } from '../secrets/private-keyring.ts';
import { codexSignIn, putFile, temporaryFolder } from './temporary-home.ts';

const locked = { kind: 'problem', problem: 'keyring-locked' } as const;

/** A keyring with these items, by account. It records which accounts were read. */
function keyringWith(items: Readonly<Record<string, CodexKeyringReading>>) {
  const reads: string[] = [];
  const keyring: CodexKeyring = {
    name: 'Keyring',
    read: async (account) => {
      reads.push(account);
      return items[account] ?? { kind: 'missing' };
    },
  };
  return { keyring, reads };
}

async function homeWith(config: string, file?: unknown) {
  const home = await temporaryFolder();
  const folder = join(home, '.codex');
  await putFile(join(folder, 'config.toml'), config);
  if (file !== undefined) await putFile(join(folder, 'auth.json'), file);
  return { home, folder, account: codexKeyringAccount(folder) };
}

async function lookIn(homeFolder: string, codexKeyring: CodexKeyring | null): Promise<string> {
  const about = { environment: {}, homeFolder, platform: process.platform, keychain: null, codexKeyring };
  const [codex] = (await createDiscovery(about).look()).filter(({ provider }) => provider === 'codex');
  const { outcome, place } = codex ?? { outcome: { kind: 'nothing' as const }, place: '' };
  const result =
    outcome.kind === 'account' ? outcome.account.label : outcome.kind === 'problem' ? outcome.problem : '-';
  return `${place} = ${result}`;
}

const inKeyring = `Keyring: Codex Auth (${join('~', '.codex')})`;
const inFile = join('~', '.codex', 'auth.json');
const text = (email: string): CodexKeyringReading => ({ kind: 'text', text: JSON.stringify(codexSignIn({ email })) });
const keyringOnly = 'cli_auth_credentials_store = "keyring"\n';
const auto = 'cli_auth_credentials_store = "auto"\n';

describe('a Codex sign-in in the keyring', () => {
  test('the item is named as the real tool names it', () => {
    expect(codexKeyringAccount('/home/sam/.codex')).toBe('cli|17033c656741c219');
  });

  test.each([
    ['without a setting', '', false],
    ['with the setting for the file', 'cli_auth_credentials_store = "file"\n', false],
    ['with a store that only lives in memory', 'cli_auth_credentials_store = "ephemeral"\n', false],
    ['with a setting of another type', 'cli_auth_credentials_store = 7\n', false],
    ['with settings that are no TOML', 'cli_auth_credentials_store = "keyring', false],
    ['with the setting for the keyring', keyringOnly, true],
    ['with the setting for either', auto, true],
  ])('%s the keyring is read: %s', async (_what, config, isRead) => {
    const { home, account } = await homeWith(config);
    const { keyring, reads } = keyringWith({});
    await lookIn(home, keyring);
    expect(reads).toEqual(isRead ? [account] : []);
  });

  test('it is an account like one from the file, and an old file does not count', async () => {
    const { home, account } = await homeWith(keyringOnly, codexSignIn({ email: 'old@mail.test' }));
    const { keyring } = keyringWith({ [account]: text('ada@mail.test') });
    expect(await lookIn(home, keyring)).toBe(`${inKeyring} = ada@mail.test`);
    expect(await lookIn(home, keyringWith({}).keyring)).toBe(`${inKeyring} = -`);
    expect(await lookIn(home, keyringWith({ [account]: locked }).keyring)).toBe(`${inKeyring} = keyring-locked`);
    const torn = { kind: 'text', text: '{"tokens":' } as const;
    expect(await lookIn(home, keyringWith({ [account]: torn }).keyring)).toBe(`${inKeyring} = malformed`);
  });

  test('with `auto` the keyring goes first, and the file counts where the keyring gives nothing', async () => {
    const { home, account } = await homeWith(auto, codexSignIn({ email: 'file@mail.test' }));
    expect(await lookIn(home, keyringWith({ [account]: text('ada@mail.test') }).keyring)).toBe(
      `${inKeyring} = ada@mail.test`,
    );
    expect(await lookIn(home, keyringWith({}).keyring)).toBe(`${inFile} = file@mail.test`);
    expect(await lookIn(home, keyringWith({ [account]: locked }).keyring)).toBe(`${inFile} = file@mail.test`);
    const empty = await homeWith(auto);
    expect(await lookIn(empty.home, keyringWith({}).keyring)).toBe(`${inFile} = -`);
    expect(await lookIn(empty.home, keyringWith({ [empty.account]: locked }).keyring)).toBe(
      `${inKeyring} = keyring-locked`,
    );
  });

  test('a folder that is a link is read under the name of the real folder, as the tool does', async () => {
    const home = await temporaryFolder();
    const real = join(home, 'real');
    await putFile(join(real, 'config.toml'), keyringOnly);
    await symlink(real, join(home, '.codex'));
    const { keyring } = keyringWith({ [codexKeyringAccount(real)]: text('ada@mail.test') });
    expect(await lookIn(home, keyring)).toBe(`${inKeyring} = ada@mail.test`);
  });

  test('an encrypted file beside an empty keyring, or no keyring to read, says that only Codex gets it', async () => {
    const { home, folder } = await homeWith(keyringOnly);
    expect(await lookIn(home, null)).toBe(`${inKeyring} = -`);
    await mkdir(join(folder, 'secrets'));
    await writeFile(join(folder, 'secrets', 'codex_auth.age'), 'encrypted');
    expect(await lookIn(home, null)).toBe(`${inKeyring} = keyring-withheld`);
    expect(await lookIn(home, keyringWith({}).keyring)).toBe(`${inKeyring} = keyring-withheld`);
  });

  test('unlocking the keyring is noticed without a change of a file', async () => {
    const { home, account } = await homeWith(keyringOnly);
    let reading: CodexKeyringReading = locked;
    const asked: string[] = [];
    const discovery = createDiscovery({
      ...{ environment: {}, homeFolder: home, platform: process.platform, keychain: null, keyringAgainMs: 5 },
      codexKeyring: { name: 'Keyring', read: async (name) => (asked.push(name), reading) },
    });
    let calls = 0;
    await discovery.look();
    onTestFinished(discovery.watch(() => (calls += 1)));
    await eventually(() => expect(asked.length).toBeGreaterThan(3));
    expect(calls).toBe(0);
    reading = text('ada@mail.test');
    await eventually(() => expect(calls).toBe(1));
    expect(asked.every((name) => name === account)).toBe(true);
  });
});

/** What a program on the bus asked for, by member. */
function recorded(connect: PrivateBus['connect']) {
  const members: string[] = [];
  const recording = async (): Promise<SessionBus | null> => {
    const bus = await connect();
    return bus && { ...bus, call: (call) => (members.push(call.member), bus.call(call)) };
  };
  return { connect: recording, members };
}

async function keep(connect: PrivateBus['connect'], username: string, secret: string): Promise<void> {
  const bus = await connect();
  if (bus === null) throw new Error('the private bus did not answer');
  const attributes = { application: 'rust-keyring', service: 'Codex Auth', target: 'default', username };
  const collection = (await defaultCollection(bus)) ?? '';
  await createItem(bus, collection, await openSession(bus), { label: 'made up', attributes, secret });
  bus.close();
}

describe.skipIf(!hasKeyring)('the Secret Service (skipped where GNOME Keyring is not installed)', () => {
  test('it gives the item of that account and no other, and changes nothing', async () => {
    const bus = await startPrivateBus();
    await startGnomeKeyring(bus, await temporaryFolder(), true);
    await keep(bus.connect, 'cli|1', 'the sign-in');
    const { connect, members } = recorded(bus.connect);
    const keyring = createCodexSecretService({ connect });
    expect(await keyring.read('cli|1')).toEqual({ kind: 'text', text: 'the sign-in' });
    expect(await keyring.read('cli|2')).toEqual({ kind: 'missing' });
    expect([...new Set(members)].sort()).toEqual(['GetSecret', 'NameHasOwner', 'OpenSession', 'SearchItems']);
  });

  test('a locked keyring stays locked, and nobody is asked', async () => {
    const bus = await startPrivateBus();
    const home = await temporaryFolder();
    const stop = await startGnomeKeyring(bus, home, true);
    await keep(bus.connect, 'cli|1', 'the sign-in');
    await stop();
    await startGnomeKeyring(bus, home, false);
    const { connect, members } = recorded(bus.connect);
    expect(await createCodexSecretService({ connect }).read('cli|1')).toEqual(locked);
    expect(members).toEqual(['NameHasOwner', 'SearchItems']);
  });
});

describe('a keyring that does not answer', () => {
  const silent: SessionBus = {
    call: () => new Promise(() => undefined),
    onSignal: () => new Promise(() => undefined),
    onLost: () => undefined,
    close: () => undefined,
  };

  test.each([
    ['no bus', async () => null],
    ['a bus that fails', async () => Promise.reject(new Error('no bus'))],
    ['a bus without the service', async () => ({ ...silent, call: async () => [false] })],
    ['a bus that says nothing', async () => silent],
    ['an answer of another form', async () => ({ ...silent, call: async () => ['/org', {}] })],
  ])('%s counts as locked', async (_what, connect) => {
    expect(await createCodexSecretService({ connect, answerMs: 20 }).read('cli|1')).toEqual(locked);
  });
});

describe.skipIf(process.platform === 'win32')('the Keychain of macOS', () => {
  async function ask(script: string, answerMs = 10_000): Promise<unknown> {
    const folder = await temporaryFolder();
    const command = join(folder, 'security');
    await writeFile(command, `#!/bin/sh\nprintf '%s|' "$@" > "${folder}/arguments"\n${script}\n`);
    await chmod(command, 0o700);
    return createCodexKeychain({ command, answerMs }).read('cli|1');
  }

  test.each([
    ['an item that is there', 'echo "keychain: login"', { kind: 'problem', problem: 'keyring-withheld' }],
    ['an item that is not there', 'exit 44', { kind: 'missing' }],
    ['a refusal', 'exit 36', locked],
    ['an endless answer', 'yes 0123456789', locked],
  ])('%s is told apart, without its secret', async (_what, script, reading) => {
    expect(await ask(`case "$*" in *" -w"*|*" -g"*) exit 1;; esac\n${script}`)).toEqual(reading);
  });

  test('a question that nobody answers ends', async () => {
    expect(await ask('exec sleep 600', 50)).toEqual(locked);
  });
});
