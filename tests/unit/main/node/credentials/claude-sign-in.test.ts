import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../../core/ports.ts';
import { yieldThread } from '../../../../../main/node/async.ts';
import { statedAccount } from '../../../../../main/node/credentials/claude-identity.ts';
import { claudePaths, findClaudeSignIns } from '../../../../../main/node/credentials/claude-sign-in.ts';
import type { DiscoveryEnvironment } from '../../../../../main/node/credentials/folders.ts';
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

  test('twice as many folders cost twice the work, and one of them has the same paths alone', () => {
    const workOf = (count: number): number => {
      let looks = 0;
      const folders = Array.from({ length: count }, (_, number) => `/nobody/claude-${number}`);
      const surroundings: DiscoveryEnvironment = {
        environment: { CLAUDE_CONFIG_DIR: folders.join(':') },
        get homeFolder() {
          looks += 1;
          return '/nobody';
        },
        platform: 'linux',
        moreFolders: () => ({ codex: [], claude: ['~/more', '/nobody/claude-1'] }),
      };
      const all = claudePaths(surroundings);
      expect(all.map(({ folder }) => folder)).toEqual([...folders, '/nobody/more']);
      const inTotal = looks;
      for (const paths of [all[1], all.at(-1)]) expect(claudePaths(surroundings, paths?.folder)).toEqual([paths]);
      return inTotal;
    };
    expect(workOf(400)).toBeLessThan(2.5 * workOf(200));
  });

  test('many folders are looked into in parts, each in its place of the list', async () => {
    const home = await temporaryFolder();
    const folders = Array.from({ length: 40 }, (_, number) => join(home, `claude-${number}`));
    await Promise.all(folders.map((folder) => putFile(join(folder, '.credentials.json'), claudeSignIn())));
    let [together, mostTogether] = [0, 0];
    const surroundings: DiscoveryEnvironment = {
      environment: { CLAUDE_CONFIG_DIR: folders.join(':') },
      homeFolder: home,
      platform: 'linux',
    };
    const found = await findClaudeSignIns(surroundings, null, async (signIn) => {
      together += 1;
      mostTogether = Math.max(mostTogether, together);
      await yieldThread();
      together -= 1;
      return statedAccount(signIn);
    });
    expect(found.map(({ lookedInto }) => lookedInto)).toEqual(folders);
    expect(found.every(({ outcome }) => outcome.kind === 'account')).toBe(true);
    expect(mostTogether).toBeLessThanOrEqual(16);
  });

  /** The state file that counts, below the home folder, after these files were written. */
  async function stateAt(files: readonly string[], variable?: string): Promise<string> {
    const home = await temporaryFolder();
    for (const file of files) await putFile(join(home, file), claudeState('ada', 'ada@mail.test'));
    const environment = variable === undefined ? {} : { CLAUDE_CONFIG_DIR: join(home, variable) };
    const [paths] = claudePaths({ environment, homeFolder: home, platform: 'linux' });
    return (paths?.state ?? '').slice(home.length + 1);
  }

  // Measured with Claude Code 2.1.332; the last column is the file that it wrote.
  test.each([
    ['without the variable', [], undefined, '.claude.json'],
    ['without the variable, with both', ['.claude.json', '.claude/.claude.json'], undefined, '.claude.json'],
    ['with another folder', ['.claude.json'], 'work', 'work/.claude.json'],
    ['with the default folder by name', ['.claude.json', '.claude/.claude.json'], '.claude', '.claude/.claude.json'],
    ['with an older file', ['.claude.json', '.claude/.config.json'], undefined, '.claude/.config.json'],
    ['with an older file in a named folder', ['work/.config.json'], 'work', 'work/.config.json'],
  ])('the state file %s is the one that the tool uses', async (_name, files, variable, expected) => {
    expect(await stateAt(files, variable)).toBe(expected);
  });

  test.each([
    ['only the one inside the default folder exists', ['.claude/.claude.json'], undefined, '.claude/.claude.json'],
    ['only the one beside the default folder exists', ['.claude.json'], '.claude', '.claude.json'],
  ])('the other state file counts where %s', async (_name, files, variable, expected) => {
    expect(await stateAt(files, variable)).toBe(expected);
  });

  test('the default folder in the settings keeps its state beside it while the variable names another', async () => {
    const home = await temporaryFolder();
    await putFile(join(home, '.claude.json'), claudeState('ada', 'ada@mail.test'));
    await putFile(join(home, '.claude', '.claude.json'), claudeState('bob', 'bob@mail.test'));
    const paths = claudePaths({
      ...{ environment: { CLAUDE_CONFIG_DIR: join(home, 'work') }, homeFolder: home, platform: 'linux' },
      moreFolders: () => ({ codex: [], claude: ['~/.claude'] }),
    });
    expect(paths.map(({ state }) => state)).toEqual([join(home, 'work', '.claude.json'), join(home, '.claude.json')]);
  });

  test.each([
    ['beside it', ['.claude.json'], '.claude.json'],
    ['inside it', ['.claude/.claude.json'], '.claude/.claude.json'],
    ['beside it, with both', ['.claude.json', '.claude/.claude.json'], '.claude.json'],
  ])('the usual folder of another home has its state %s', async (_name, files, expected) => {
    const [home, other] = [await temporaryFolder(), await temporaryFolder()];
    for (const file of files) await putFile(join(other, file), claudeState('ada', 'ada@mail.test'));
    const paths = claudePaths({
      ...{ environment: {}, homeFolder: home, platform: 'linux' },
      moreFolders: () => ({ codex: [], claude: [join(other, '.claude')] }),
    });
    expect(paths[1]?.state).toBe(join(other, expected));
  });

  test('a folder with the older name of the state file is no state file, and an empty file is one', async () => {
    const home = await temporaryFolder();
    const older = join(home, '.claude', '.config.json');
    const stateNow = () => claudePaths({ environment: {}, homeFolder: home, platform: 'linux' })[0]?.state;
    await mkdir(older, { recursive: true });
    expect(stateNow()).toBe(join(home, '.claude.json'));
    await rm(older, { recursive: true });
    await putFile(older, '');
    expect(stateNow()).toBe(older);
    await chmod(older, 0o444);
    expect(stateNow()).toBe(join(home, '.claude.json'));
  });

  test.each([
    ['a folder of its own', 'secret', 'secret', (home: string) => [serviceOf(join(home, 'secret'))]],
    ['nothing, which is the default folder', '', '.claude', () => [plain]],
  ])('CLAUDE_SECURESTORAGE_CONFIG_DIR names %s for the sign-in alone', async (_name, value, folder, services) => {
    const home = await temporaryFolder();
    const variable = value === '' ? '' : join(home, value);
    const [paths] = claudePaths({
      environment: { CLAUDE_CONFIG_DIR: join(home, 'work'), CLAUDE_SECURESTORAGE_CONFIG_DIR: variable },
      ...{ homeFolder: home, platform: 'linux' },
    });
    expect(paths).toMatchObject({
      folder: join(home, 'work'),
      signIn: join(home, folder, '.credentials.json'),
      state: join(home, 'work', '.claude.json'),
      keychainServices: services(home),
    });
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
