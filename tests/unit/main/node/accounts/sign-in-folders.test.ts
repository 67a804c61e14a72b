import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  findSignInFolders,
  parseDistributions,
  type SignInFoldersOptions,
} from '../../../../../main/node/accounts/sign-in-folders.ts';
import { codexKeyringAccount } from '../../../../../main/node/credentials/codex-keyring.ts';
import { claudeSignIn, claudeState, codexSignIn, putFile, temporaryFolder } from '../credentials/temporary-home.ts';

async function newHome(more: Partial<SignInFoldersOptions> = {}) {
  const home = await temporaryFolder();
  const surroundings = { environment: {}, homeFolder: home, platform: process.platform };
  const none = { keychain: null, codexKeyring: null, workspaces: join(home, 'no-workspaces') };
  const look = (extra: Partial<SignInFoldersOptions> = {}) =>
    findSignInFolders({ ...surroundings, ...none, ...more, ...extra });
  return { home, look };
}

const short = ({ folders, unread }: Awaited<ReturnType<typeof findSignInFolders>>): readonly string[] => [
  ...folders.map(({ tool, where, place, user }) => `${tool} ${where} ${place} ${user ?? '-'}`),
  ...unread.map(({ place, problem }) => `${place} ${problem}`),
];

const putCodex = (folder: string, email: string) =>
  putFile(join(folder, 'auth.json'), codexSignIn({ email, accountId: email, userId: email }));

async function putClaude(folder: string, email: string): Promise<void> {
  await putFile(join(folder, '.credentials.json'), claudeSignIn());
  await putFile(join(folder, '.claude.json'), claudeState(email, email), 0o644);
}

describe('further sign-in folders', () => {
  test('an empty home has none, and the usual folders are read already', async () => {
    const { home, look } = await newHome();
    expect(await look()).toEqual({ folders: [], unread: [] });
    await putCodex(join(home, '.codex'), 'a@mail.test');
    await putClaude(join(home, '.claude'), 'b@mail.test');
    expect(await look()).toEqual({ folders: [], unread: [] });
  });

  test('second folders beside the usual ones are found with who is signed in there', async () => {
    const { home, look } = await newHome();
    await putCodex(join(home, '.codex-work'), 'work@mail.test');
    await putCodex(join(home, '.codex2'), 'two@mail.test');
    await putClaude(join(home, '.claude-work'), 'claude@mail.test');
    await putClaude(join(home, '.config', 'claude'), 'config@mail.test');
    await putFile(join(home, '.claude-nameless', '.credentials.json'), claudeSignIn());
    expect(short(await look())).toEqual([
      `claude home ${join('~', '.config', 'claude')} config@mail.test`,
      `claude home ${join('~', '.claude-nameless')} -`,
      `claude home ${join('~', '.claude-work')} claude@mail.test`,
      `codex home ${join('~', '.codex-work')} work@mail.test`,
      `codex home ${join('~', '.codex2')} two@mail.test`,
    ]);
  });

  test('what only looks like such a folder is none', async () => {
    const { home, look } = await newHome();
    await putFile(join(home, '.claude.json'), claudeState('a', 'a@mail.test'));
    await putFile(join(home, '.codex-notes'), 'a file');
    await mkdir(join(home, '.codex-empty'));
    await putFile(join(home, '.codex-settings', 'config.toml'), 'model = "x"\n');
    await putFile(join(home, '.codex-key', 'auth.json'), { OPENAI_API_KEY: 'key-made-up' });
    await putCodex(join(home, 'codex-work'), 'work@mail.test');
    expect(await look()).toEqual({ folders: [], unread: [] });
  });

  test('a folder that is read already, also through a link, is not found again', async () => {
    const { home, look } = await newHome();
    await putCodex(join(home, '.codex-work'), 'work@mail.test');
    await symlink(join(home, '.codex-work'), join(home, '.codex-link'));
    expect((await look()).folders).toHaveLength(1);
    const inSettings = { moreFolders: () => ({ codex: ['~/.codex-work'], claude: [] }) };
    expect(await look(inSettings)).toEqual({ folders: [], unread: [] });
    expect(await look({ environment: { CODEX_HOME: join(home, '.codex-link') } })).toEqual({ folders: [], unread: [] });
  });

  test('the usual folder is found where a variable names another one', async () => {
    const { home, look } = await newHome();
    await putCodex(join(home, '.codex'), 'usual@mail.test');
    await putCodex(join(home, 'elsewhere'), 'else@mail.test');
    expect(short(await look({ environment: { CODEX_HOME: join(home, 'elsewhere') } }))).toEqual([
      `codex home ${join('~', '.codex')} usual@mail.test`,
    ]);
  });

  test.skipIf(process.platform === 'win32')('a sign-in that cannot be used is named with the reason', async () => {
    const { home, look } = await newHome();
    await putFile(join(home, '.codex-open', 'auth.json'), codexSignIn(), 0o644);
    await putFile(join(home, '.codex-torn', 'auth.json'), '{"tokens":');
    expect(short(await look())).toEqual([
      `${join('~', '.codex-open', 'auth.json')} open-to-others`,
      `${join('~', '.codex-torn', 'auth.json')} malformed`,
    ]);
  });

  test('a sign-in in the keyring counts too', async () => {
    const { home, look } = await newHome();
    const folder = join(home, '.codex-work');
    await putFile(join(folder, 'config.toml'), 'cli_auth_credentials_store = "keyring"\n');
    const text = JSON.stringify(codexSignIn({ email: 'kept@mail.test' }));
    const read = async (account: string) =>
      account === codexKeyringAccount(folder) ? { kind: 'text' as const, text } : { kind: 'missing' as const };
    expect(short(await look({ codexKeyring: { name: 'Keyring', read } }))).toEqual([
      `codex home ${join('~', '.codex-work')} kept@mail.test`,
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('containers', () => {
  test('volumes of this user and the folder of a dev container are found', async () => {
    const { home, look } = await newHome();
    const docker = join(home, '.local', 'share', 'docker', 'volumes');
    const podman = join(home, '.local', 'share', 'containers', 'storage', 'volumes');
    await putClaude(join(docker, 'claude-code-config-1', '_data'), 'volume@mail.test');
    await putCodex(join(podman, 'home-of-node', '_data', '.codex'), 'home@mail.test');
    await putFile(join(podman, 'database', '_data', 'auth.json'), { users: [] });
    const workspaces = join(home, 'workspaces');
    await putCodex(join(workspaces, '.codex'), 'space@mail.test');
    await putCodex(join(workspaces, 'project', '.codex'), 'project@mail.test');
    expect(short(await look({ workspaces }))).toEqual([
      `codex container ${join('~', 'workspaces', '.codex')} space@mail.test`,
      `claude container ${join('~', '.local/share/docker/volumes/claude-code-config-1/_data')} volume@mail.test`,
      `codex container ${join('~', '.local/share/containers/storage/volumes/home-of-node/_data/.codex')} home@mail.test`,
    ]);
  });
});

describe('Linux on Windows', () => {
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

  test.each([
    ['as wsl.exe writes it', utf16('Ubuntu-24.04\r\nDebian\r\n'), ['Ubuntu-24.04', 'Debian']],
    ['with a byte order mark', utf16('\uFEFFUbuntu\r\n'), ['Ubuntu']],
    ['with WSL_UTF8', Buffer.from('Ubuntu\nMy Linux\n'), ['Ubuntu', 'My Linux']],
    ['of Docker', utf16('docker-desktop\r\ndocker-desktop-data\r\nUbuntu\r\n'), ['Ubuntu']],
    ['with a path in a name', utf16('..\\..\\c$\r\nUbuntu/x\r\n'), []],
    ['of nothing', Buffer.alloc(0), []],
    ['of half a letter', utf16('Ubuntu').subarray(0, 11), ['Ubunt']],
  ])('the list %s', (_what, output, names) => {
    expect(parseDistributions(output)).toEqual(names);
  });

  test('the sign-ins in the home folders there are found', async () => {
    const { home, look } = await newHome();
    const linux = join(home, 'wsl', 'home', 'ada');
    await putClaude(join(linux, '.claude'), 'wsl@mail.test');
    // Claude Code keeps its state beside the usual folder.
    await rename(join(linux, '.claude', '.claude.json'), join(linux, '.claude.json'));
    const wslHomes = async () => [join(home, 'wsl', 'root'), linux];
    expect(short(await look({ wslHomes }))).toEqual([
      `claude wsl ${join('~', 'wsl', 'home', 'ada', '.claude')} wsl@mail.test`,
    ]);
  });
});
