import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../../core/ports.ts';
import { claudePaths } from '../../../../../main/node/credentials/claude-sign-in.ts';
import { createDiscovery } from '../../../../../main/node/credentials/discovery.ts';
import type { Keychain, KeychainReading } from '../../../../../main/node/credentials/keychain.ts';
import { claudeSignIn, claudeState, putFile, temporaryFolder } from './temporary-home.ts';

const plain = 'Claude Code-credentials';
const serviceOf = (folder: string): string =>
  `${plain}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;

/** A Keychain with these items; a text is an item's content, everything else is missing. */
function keychainWith(items: Readonly<Record<string, unknown>>): Keychain {
  const read = async (service: string): Promise<KeychainReading> => {
    const item = items[service];
    if (item === undefined) return { kind: 'missing' };
    if (item === 'locked') return { kind: 'unreadable' };
    return { kind: 'text', text: typeof item === 'string' ? item : JSON.stringify(item) };
  };
  return { name: 'Keychain', read };
}

interface Place {
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly keychain?: Keychain | null;
  readonly claude?: readonly string[];
}

function discoveryAt({ home, environment = {}, keychain = null, claude = [] }: Place) {
  const moreFolders = () => ({ codex: [], claude });
  return createDiscovery({ environment, homeFolder: home, platform: 'darwin', keychain, moreFolders });
}

const accountsIn = (findings: readonly Finding[]) =>
  findings.flatMap(({ outcome }) =>
    outcome.kind === 'account' && outcome.account.provider === 'claude' ? [outcome.account] : [],
  );

async function tokenAt(place: Place): Promise<string | null> {
  const discovery = discoveryAt(place);
  const [account] = accountsIn(await discovery.look());
  const reading = account === undefined ? null : await discovery.read(account);
  return reading?.kind === 'token' ? reading.accessToken : null;
}

describe('where Claude Code keeps a sign-in on macOS', () => {
  const inKeychain = claudeSignIn({ accessToken: 'in-keychain', expiresAt: 1_900_000_000_000 });

  test.each([
    ['there is no file', null],
    ['the file ended earlier', claudeSignIn({ accessToken: 'in-file', expiresAt: 1_000 })],
    ['the file is empty', ''],
    ['the file is torn', '{"claudeAiOauth":{"acc'],
    ['the file holds only other services', { mcpOAuth: { server: { accessToken: 'x' } } }],
    ['the file has no token', { claudeAiOauth: null }],
  ])('the Keychain has it where %s', async (_name, file) => {
    const home = await temporaryFolder();
    if (file !== null) await putFile(join(home, '.claude', '.credentials.json'), file);
    expect(await tokenAt({ home, keychain: keychainWith({ [plain]: inKeychain }) })).toBe('in-keychain');
  });

  test.each([
    ['has none', undefined],
    ['is locked', 'locked'],
    ['has one that ended earlier', claudeSignIn({ accessToken: 'in-keychain', expiresAt: 1_000 })],
    ['holds only other services', { mcpOAuth: {} }],
  ])('the file has it where the Keychain %s', async (_name, item) => {
    const home = await temporaryFolder();
    await putFile(join(home, '.claude', '.credentials.json'), claudeSignIn({ accessToken: 'in-file' }));
    expect(await tokenAt({ home, keychain: keychainWith({ [plain]: item }) })).toBe('in-file');
  });

  test('a locked Keychain beside a good file is told, and is no reason why an account has no token', async () => {
    const home = await temporaryFolder();
    await putFile(join(home, '.claude', '.credentials.json'), claudeSignIn());
    const findings = await discoveryAt({ home, keychain: keychainWith({ [plain]: 'locked' }) }).look();
    expect(findings.find(({ place }) => place === `Keychain: ${plain}`)?.outcome).toMatchObject({
      ...{ kind: 'problem', problem: 'unreadable', isRemark: true },
    });
  });

  test('each named folder has an item of its own, by the text of the variable or of the setting', async () => {
    const home = await temporaryFolder();
    const [work, play] = [join(home, 'wörk'), join(home, '.claude-play')];
    await putFile(join(work, '.claude.json'), claudeState('ada', 'ada@mail.test'));
    await putFile(join(play, '.claude.json'), claudeState('bob', 'bob@mail.test'));
    const keychain = keychainWith({
      [plain]: claudeSignIn({ accessToken: 'of-default' }),
      [serviceOf(work.normalize('NFC'))]: claudeSignIn({ accessToken: 'of-work' }),
      [serviceOf(play)]: claudeSignIn({ accessToken: 'of-play' }),
    });
    const environment = { CLAUDE_CONFIG_DIR: work.normalize('NFD') };
    await mkdir(work.normalize('NFD'), { recursive: true });
    await putFile(join(work.normalize('NFD'), '.claude.json'), claudeState('ada', 'ada@mail.test'));
    const discovery = discoveryAt({ home, environment, keychain, claude: ['~/.claude-play'] });
    const accounts = accountsIn(await discovery.look());
    const tokens = await Promise.all(accounts.map(async (account) => [account.label, await discovery.read(account)]));
    expect(tokens).toMatchObject([
      ['ada@mail.test', { accessToken: 'of-work' }],
      ['bob@mail.test', { accessToken: 'of-play' }],
    ]);
  });
});

describe('CLAUDE_CONFIG_DIR', () => {
  const foldersAt = (home: string, value: string, platform: NodeJS.Platform = 'linux'): readonly string[] =>
    claudePaths({ environment: { CLAUDE_CONFIG_DIR: value }, homeFolder: home, platform }).map(({ folder }) => folder);

  test('an unexpanded ~ is the home folder', async () => {
    const home = await temporaryFolder();
    expect(foldersAt(home, '~/.claude-work')).toEqual([join(home, '.claude-work')]);
    await putFile(join(home, '.claude-work', '.credentials.json'), claudeSignIn({ accessToken: 'of-work' }));
    expect(await tokenAt({ home, environment: { CLAUDE_CONFIG_DIR: '~/.claude-work' } })).toBe('of-work');
  });

  test.each(['a,b', 'a:b', ' a , b : c '])('a folder that is named %j is one folder', async (name) => {
    const home = await temporaryFolder();
    await mkdir(join(home, name));
    expect(foldersAt(home, join(home, name))).toEqual([join(home, name)]);
    expect(foldersAt(home, `~/${name}`)).toEqual([join(home, name)]);
  });

  test('a list may hold a folder with a comma in its name', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'a,b'));
    const [one, other] = [join(home, 'a,b'), join(home, 'c')];
    expect(foldersAt(home, `${one}:${other},~/d`)).toEqual([one, other, join(home, 'd')]);
  });

  test('the older name of the state file goes first, as the tool itself has it', async () => {
    const home = await temporaryFolder();
    const folder = join(home, '.claude');
    await putFile(join(folder, '.credentials.json'), claudeSignIn());
    await putFile(join(home, '.claude.json'), claudeState('bob', 'bob@mail.test'));
    await putFile(join(folder, '.config.json'), claudeState('ada', 'ada@mail.test'));
    expect(accountsIn(await discoveryAt({ home }).look()).map(({ label }) => label)).toEqual(['ada@mail.test']);
  });
});
