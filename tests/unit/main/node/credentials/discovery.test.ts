import { rename, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import type { Finding } from '../../../../../core/ports.ts';
import { createDiscovery } from '../../../../../main/node/credentials/discovery.ts';
import type { Keychain, KeychainReading } from '../../../../../main/node/credentials/keychain.ts';
import { claudeSignIn, claudeState, codexSignIn, madeUpJwt, putFile, temporaryFolder } from './temporary-home.ts';

const canary = 'canary-secret-of-a-test';

function discoveryAt(
  homeFolder: string,
  environment: Readonly<Record<string, string | undefined>> = {},
  keychain: Keychain | null = null,
) {
  return createDiscovery({ environment, homeFolder, platform: process.platform, keychain });
}

function keychainWith(reading: KeychainReading): Keychain {
  return { name: 'Keychain', read: async () => reading };
}

function accountOf(findings: readonly Finding[], provider: string): Account {
  const found = findings.flatMap(({ outcome }) => (outcome.kind === 'account' ? [outcome.account] : []));
  const account = found.find((candidate) => candidate.provider === provider);
  if (account === undefined) {
    throw new Error(`No ${provider} account in ${JSON.stringify(findings)}`);
  }
  return account;
}

const summary = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ place, outcome }) => `${place}: ${outcome.kind === 'problem' ? outcome.problem : outcome.kind}`);

describe('discovery', () => {
  test('in an empty home it lists where it looked and found nothing', async () => {
    const findings = await discoveryAt(await temporaryFolder()).look();
    expect(summary(findings)).toEqual([
      `${join('~', '.codex', 'auth.json')}: nothing`,
      `${join('~', '.claude', '.credentials.json')}: nothing`,
    ]);
  });

  test('it finds both programs and tells who, what plan, until when', async () => {
    const home = await temporaryFolder();
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn());
    await putFile(join(home, '.claude', '.credentials.json'), claudeSignIn());
    await putFile(join(home, '.claude.json'), claudeState('bob', 'bob@mail.test'), 0o644);
    const [codex, claude] = await discoveryAt(home).look();
    expect(codex).toMatchObject({
      outcome: {
        account: {
          id: expect.stringMatching(/^codex:[0-9a-f]{12}$/),
          label: 'ada@mail.test',
          plan: 'pro',
          vendorAccountId: 'acct-ada',
          baseUrl: 'https://chatgpt.com/backend-api',
        },
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        expiresAtMs: 1_900_000_000_000,
      },
    });
    expect(claude).toMatchObject({
      outcome: {
        account: {
          id: expect.stringMatching(/^claude:[0-9a-f]{12}$/),
          email: 'bob@mail.test',
          baseUrl: 'https://api.anthropic.com',
        },
      },
    });
  });

  test('no finding holds a token, in whole or as its fingerprint', async () => {
    const home = await temporaryFolder();
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn({ accessToken: canary }));
    await putFile(join(home, '.claude', '.credentials.json'), claudeSignIn({ accessToken: `${canary}-2` }));
    const findings = await discoveryAt(home).look();
    expect(summary(findings)).toHaveLength(2);
    expect(JSON.stringify(findings)).not.toMatch(/canary|refresh-made-up/);
  });

  test('a changed token changes the fingerprint and not the account', async () => {
    const home = await temporaryFolder();
    const discovery = discoveryAt(home);
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn({ accessToken: 'one' }));
    const before = await discovery.look();
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn({ accessToken: 'two' }));
    const after = await discovery.look();
    expect(accountOf(after, 'codex')).toEqual(accountOf(before, 'codex'));
    expect(after[0]).not.toEqual(before[0]);
  });

  test('CODEX_HOME is looked at instead of the home folder', async () => {
    const home = await temporaryFolder();
    const codexHome = join(home, 'elsewhere');
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn());
    await putFile(join(codexHome, 'auth.json'), codexSignIn({ email: 'eve@mail.test', accountId: 'acct-eve' }));
    await putFile(join(codexHome, 'config.toml'), 'chatgpt_base_url = "https://gate.test/"', 0o644);
    const findings = await discoveryAt(home, { CODEX_HOME: codexHome }).look();
    expect(accountOf(findings, 'codex')).toMatchObject({ email: 'eve@mail.test', baseUrl: 'https://gate.test' });
  });

  test('a bad base URL gives no sign-in: the account stays known, and the finding names the setting', async () => {
    const home = await temporaryFolder();
    const discovery = discoveryAt(home, { QUOTA_TRAY_CLAUDE_BASE_URL: 'http://gate.test' });
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn());
    await putFile(join(home, '.codex', 'config.toml'), 'chatgpt_base_url = "http://gate.test"');
    await putFile(join(home, '.claude', '.credentials.json'), claudeSignIn());
    expect(summary(await discovery.look())).toEqual([
      `chatgpt_base_url in ${join('~', '.codex', 'config.toml')}: bad-base-url`,
      'QUOTA_TRAY_CLAUDE_BASE_URL: bad-base-url',
    ]);
    const known = (await discovery.look()).map(({ outcome }) =>
      outcome.kind === 'problem' ? [outcome.account?.provider, outcome.account?.label] : outcome.kind,
    );
    expect(known).toEqual([
      ['codex', 'ada@mail.test'],
      ['claude', 'Claude'],
    ]);
    const fromVariable = discoveryAt(home, { QUOTA_TRAY_CODEX_BASE_URL: 'gate.test' });
    expect(summary(await fromVariable.look())).toContain('QUOTA_TRAY_CODEX_BASE_URL: bad-base-url');
  });

  test('a settings file that cannot be parsed is reported beside the account, which keeps its token', async () => {
    const home = await temporaryFolder();
    await putFile(join(home, '.codex', 'auth.json'), codexSignIn({ accessToken: canary }));
    await putFile(join(home, '.codex', 'config.toml'), 'chatgpt_base_url = ');
    const discovery = discoveryAt(home);
    const findings = await discovery.look();
    expect(summary(findings)).toContain(`${join('~', '.codex', 'config.toml')}: malformed`);
    const account = accountOf(findings, 'codex');
    expect(account.baseUrl).toBe('https://chatgpt.com/backend-api');
    expect(await discovery.read(account)).toMatchObject({ kind: 'token', accessToken: canary });
  });

  test.each([delimiter, ','])('CLAUDE_CONFIG_DIR may be a list with %j between', async (separator) => {
    const home = await temporaryFolder();
    const folders = [join(home, 'work'), join(home, 'play')];
    await putFile(join(home, 'work', '.credentials.json'), claudeSignIn());
    await putFile(join(home, 'work', '.claude.json'), claudeState('ada', 'ada@mail.test'));
    await putFile(join(home, 'play', '.credentials.json'), claudeSignIn({ accessToken: 'other' }));
    const findings = await discoveryAt(home, { CLAUDE_CONFIG_DIR: folders.join(separator) }).look();
    const labels = findings.flatMap(({ outcome }) => (outcome.kind === 'account' ? [outcome.account.label] : []));
    expect(labels).toEqual(['ada@mail.test', 'Claude']);
  });

  test('two places with one identity are one account with the token that ends later', async () => {
    const home = await temporaryFolder();
    const folders = ['old', 'new', 'older'].map((name) => join(home, name));
    for (const [index, folder] of folders.entries()) {
      const expiresAt = [2_000, 3_000, 1_000][index];
      await putFile(join(folder, '.credentials.json'), claudeSignIn({ accessToken: `token-${index}`, expiresAt }));
      await putFile(join(folder, '.claude.json'), claudeState('ada', 'ada@mail.test'));
    }
    const discovery = discoveryAt(home, { CLAUDE_CONFIG_DIR: folders.join(',') });
    const findings = (await discovery.look()).filter(({ provider }) => provider === 'claude');
    expect(findings).toHaveLength(1);
    expect(findings[0]?.place).toBe(
      ['new', 'old', 'older'].map((name) => join('~', name, '.credentials.json')).join(', '),
    );
    expect(await discovery.read(accountOf(findings, 'claude'))).toMatchObject({
      accessToken: 'token-1',
      expiresAtMs: 3_000,
    });
  });

  test.each([
    ['nothing', { kind: 'missing' }],
    ['nothing', { kind: 'text', text: '{"mcpOAuth":{}}' }],
    ['unreadable', { kind: 'unreadable' }],
    ['malformed', { kind: 'text', text: '{"claude' }],
  ] as const)('the Keychain tells %s apart', async (expected, reading) => {
    const findings = await discoveryAt(await temporaryFolder(), {}, keychainWith(reading)).look();
    expect(summary(findings)).toContain(`Keychain: Claude Code-credentials: ${expected}`);
  });
});

describe('credential reader', () => {
  test('the file is read again at each request, as the token may have rotated', async () => {
    const home = await temporaryFolder();
    const path = join(home, '.codex', 'auth.json');
    const discovery = discoveryAt(home);
    await putFile(path, codexSignIn({ accessToken: 'one' }));
    const account = accountOf(await discovery.look(), 'codex');
    const first = await discovery.read(account);
    await putFile(path, codexSignIn({ accessToken: madeUpJwt({ exp: 5 }) }));
    const second = await discovery.read(account);
    expect(first).toMatchObject({ kind: 'token', accessToken: 'one', expiresAtMs: null });
    expect(second).toMatchObject({ kind: 'token', expiresAtMs: 5_000 });
  });

  test('a request reads the one folder in which its account was found, however many there are', async () => {
    const home = await temporaryFolder();
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      await putFile(join(home, name, '.credentials.json'), claudeSignIn({ accessToken: `token-${name}` }));
      await putFile(join(home, name, '.claude.json'), claudeState(name, `${name}@mail.test`));
    }
    const folders = names.map((name) => join(home, name));
    const discovery = discoveryAt(home, { CLAUDE_CONFIG_DIR: folders.join(',') });
    const accounts = (await discovery.look()).flatMap(({ outcome }) =>
      outcome.kind === 'account' ? [outcome.account] : [],
    );
    const two = accounts.find(({ email }) => email === 'two@mail.test');
    if (two === undefined) throw new Error('Nobody was found.');
    // A twin that ends later has come meanwhile; only a new look, not a request, finds it.
    const twin = claudeSignIn({ accessToken: 'twin', expiresAt: 1_950_000_000_000 });
    await putFile(join(home, 'three', '.credentials.json'), twin);
    await putFile(join(home, 'three', '.claude.json'), claudeState('two', 'two@mail.test'));
    expect(await discovery.read(two)).toMatchObject({ kind: 'token', accessToken: 'token-two' });
    await discovery.look();
    expect(await discovery.read(two)).toMatchObject({ kind: 'token', accessToken: 'twin' });
  });

  test('an account that moved to another folder is found there, without a look', async () => {
    const home = await temporaryFolder();
    const folders = [join(home, 'old'), join(home, 'new')] as const;
    const discovery = discoveryAt(home, { CLAUDE_CONFIG_DIR: folders.join(',') });
    await putFile(join(folders[0], '.credentials.json'), claudeSignIn({ accessToken: 'old' }));
    await putFile(join(folders[0], '.claude.json'), claudeState('ada', 'ada@mail.test'));
    const account = accountOf(await discovery.look(), 'claude');
    await rename(folders[0], folders[1]);
    await putFile(join(folders[1], '.credentials.json'), claudeSignIn({ accessToken: 'new' }));
    expect(await discovery.read(account)).toMatchObject({ kind: 'token', accessToken: 'new' });
  });

  test.skipIf(process.platform === 'win32')('the place that was once good is checked again', async () => {
    const home = await temporaryFolder();
    const path = join(home, '.codex', 'auth.json');
    const discovery = discoveryAt(home);
    await putFile(path, codexSignIn());
    const account = accountOf(await discovery.look(), 'codex');
    await putFile(path, codexSignIn(), 0o644);
    expect(await discovery.read(account)).toEqual({ kind: 'problem', problem: 'open-to-others' });
  });

  test('the token of somebody else is never given out', async () => {
    const home = await temporaryFolder();
    const path = join(home, '.codex', 'auth.json');
    const discovery = discoveryAt(home);
    await putFile(path, codexSignIn());
    const account = accountOf(await discovery.look(), 'codex');
    await putFile(path, codexSignIn({ userId: 'user-bob', accessToken: canary }));
    expect(await discovery.read(account)).toEqual({ kind: 'problem', problem: 'missing' });
  });

  test.skipIf(process.platform === 'win32').each([
    ['missing', async () => {}],
    ['malformed', (path: string) => putFile(path, '{"tokens":')],
    ['open-to-others', (path: string) => putFile(path, codexSignIn(), 0o644)],
    ['too-large', (path: string) => putFile(path, ' '.repeat(4 * 1024 * 1024 + 1))],
    ['api-key-only', (path: string) => putFile(path, { OPENAI_API_KEY: 'key-made-up' })],
    [
      'symbolic-link',
      async (path: string) => {
        await putFile(join(path, '..', 'kept'), '');
        await putFile(join(path, '..', '..', 'elsewhere'), codexSignIn());
        await symlink(join('..', 'elsewhere'), path);
      },
    ],
  ] as const)('%s is said', async (problem, spoil) => {
    const signedIn = await temporaryFolder();
    await putFile(join(signedIn, '.codex', 'auth.json'), codexSignIn());
    const account = accountOf(await discoveryAt(signedIn).look(), 'codex');
    const home = await temporaryFolder();
    await spoil(join(home, '.codex', 'auth.json'));
    // A fault of the settings file is no reason why a token is missing.
    await putFile(join(home, '.codex', 'config.toml'), '= =');
    expect(await discoveryAt(home).read(account)).toEqual({ kind: 'problem', problem });
  });
});
