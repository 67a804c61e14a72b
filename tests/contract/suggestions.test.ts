import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesWith } from '../e2e/state-files.ts';
import { type CommandEnd, runCommandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { codexSignIn, putFile } from '../unit/main/node/credentials/temporary-home.ts';
import { startServer } from '../unit/main/node/http/local-server.ts';

const key = 'sk-canary-0123456789';
const token = 'gho_canary0123456789';

interface Row {
  readonly provider: string;
  readonly place: string;
  readonly outcome: string;
  readonly suggestion?: string;
  readonly command?: string;
  readonly message: string;
}

const copilotAnswer = {
  access_type_sku: 'monthly_subscriber',
  copilot_plan: 'individual',
  quota_snapshots: { premium_interactions: { entitlement: 300, remaining: 75, percent_remaining: 25 } },
};

/** A computer with a fresh home folder, and a service that takes one key and, if it is told so, the GitHub token. */
async function machine({ takesToken = false } = {}) {
  const server = await startServer((request, response) => {
    const { authorization } = request.headers;
    const isToken = takesToken && authorization === `token ${token}`;
    const isKnown = isToken || authorization === `Bearer ${key}`;
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isToken ? copilotAnswer : { data: { limit: 20, limit_remaining: 15, usage: 5 } }));
  });
  const root = temporaryFolder();
  const [userHome, home] = [path.join(root, 'user'), path.join(root, 'state')];
  fs.mkdirSync(userHome);
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(root, 'no-bus')}` };
  const run = (...args: readonly string[]): Promise<CommandEnd> => runCommandLine({ userHome, home, env }, ...args);
  const discover = async (): Promise<readonly Row[]> => {
    const { stdout } = await run('accounts', 'discover', '--json');
    return (JSON.parse(stdout) as readonly Row[]).filter(({ outcome }) => outcome === 'suggestion');
  };
  const put = (content: unknown, ...parts: readonly string[]) => putFile(path.join(userHome, ...parts), content);
  return { home, userHome, run, discover, put, base: server.url, asked: () => server.requests.length };
}

const openCode = ['.local', 'share', 'opencode', 'auth.json'] as const;

/** Installs a GitHub command line that is signed in as octocat. Returns the file that it makes when it runs. */
async function putGitHubCli({ userHome, put }: Pick<Awaited<ReturnType<typeof machine>>, 'userHome' | 'put'>) {
  const tools = temporaryFolder();
  const mark = path.join(tools, 'ran');
  await putFile(path.join(tools, 'gh'), `#!/bin/sh\n: > "${mark}"\necho ${token}\n`, 0o700);
  fs.mkdirSync(path.join(userHome, '.local', 'bin'), { recursive: true });
  fs.symlinkSync(path.join(tools, 'gh'), path.join(userHome, '.local', 'bin', 'gh'));
  await put('github.com:\n    user: octocat\n', '.config', 'gh', 'hosts.yml');
  return mark;
}

describe.skipIf(process.platform === 'win32')('accounts that are found on this computer', () => {
  it('are none in a fresh home folder, and nothing is written or asked', async () => {
    const world = await machine();
    expect(await world.discover()).toEqual([]);
    expect(world.asked()).toBe(0);
    expect(fs.readdirSync(world.userHome)).toEqual([]);
  });

  it('are listed with their commands and never added by looking', async () => {
    const world = await machine();
    await world.put({ openrouter: { type: 'api', key }, groq: { type: 'api', key: 'gsk-canary' } }, ...openCode);
    await world.put(codexSignIn({ email: 'work@mail.test' }), '.codex-work', 'auth.json');
    const rows = await world.discover();
    expect(rows.map(({ provider, place, suggestion }) => [provider, place, suggestion])).toEqual([
      ['openrouter', '~/.local/share/opencode/auth.json', 'opencode:openrouter'],
      ['codex', '~/.codex-work', expect.stringMatching(/^codex-folder:[0-9a-f]{8}$/)],
    ]);
    const listed = await world.run('accounts', 'discover');
    expect(listed.stdout).toContain(
      'OpenCode keeps a key here. Add it with: quota-tray accounts add --from opencode:openrouter\n',
    );
    expect(listed.stdout).toContain('OpenCode also keeps keys of services that Quota Tray does not read: groq.\n');
    expect(`${listed.stdout}${listed.stderr}${JSON.stringify(rows)}`).not.toContain('canary');
    expect((await world.run('accounts', 'list', '--json')).stdout.trim()).toBe('[]');
    expect(await filesWith(world.home, [key, 'gsk-canary'])).toEqual([]);
    expect(world.asked()).toBe(0);
  });

  it('a key is added as if it was typed, said to come from its program, and not offered again', async () => {
    const world = await machine();
    await world.put({ openrouter: { type: 'api', key } }, ...openCode);
    const args = ['accounts', 'add', '--from', 'opencode:openrouter', '--base-url', world.base, '--unprotected'];
    const added = await world.run(...args, '--json');
    expect([added.code, added.stderr]).toEqual([0, '']);
    const { accountId, message } = JSON.parse(added.stdout) as { accountId: string; message: string };
    expect(message).toContain('OpenCode: openrouter was added. OpenRouter answered.');
    expect(accountId).toMatch(/^openrouter:/);
    expect(added.stdout).not.toContain(key);
    expect(await filesWith(world.home, [key])).toEqual(['secrets.json', 'secrets.json.bak']);
    expect(await world.discover()).toEqual([]);

    const before = fs.readFileSync(path.join(world.userHome, ...openCode), 'utf8');
    await world.run('accounts', 'remove', accountId);
    expect((await world.discover()).map(({ suggestion }) => suggestion)).toEqual(['opencode:openrouter']);
    expect(fs.readFileSync(path.join(world.userHome, ...openCode), 'utf8')).toBe(before);
  });

  it('a key that the service refuses is not kept, and one without a place for keys neither', async () => {
    const world = await machine();
    await world.put({ openrouter: { type: 'api', key: 'sk-canary-old' } }, ...openCode);
    const args = ['accounts', 'add', '--from', 'opencode:openrouter', '--base-url', world.base];
    const refused = await world.run(...args, '--unprotected');
    expect([refused.code, refused.stderr]).toEqual([
      64,
      'OpenRouter refused this key (HTTP 401). Nothing was saved.\n',
    ]);
    await world.put({ openrouter: { type: 'api', key } }, ...openCode);
    const noPlace = await world.run(...args);
    expect([noPlace.code, noPlace.stdout]).toEqual([69, '']);
    expect(await filesWith(world.home, [key, 'sk-canary-old'])).toEqual([]);
  });

  it('the token of the GitHub command line is asked for only when it is added', async () => {
    const world = await machine();
    const mark = await putGitHubCli(world);
    expect((await world.discover()).map(({ suggestion }) => suggestion)).toEqual(['github-cli:octocat']);
    expect(fs.existsSync(mark)).toBe(false);
    // The id that names nobody is taken too.
    const args = ['accounts', 'add', '--from', 'github-cli:account-1', '--base-url', world.base, '--unprotected'];
    const { code, stderr } = await world.run(...args);
    expect([code, stderr]).toEqual([64, 'GitHub Copilot refused this key (HTTP 401). Nothing was saved.\n']);
    expect(fs.existsSync(mark)).toBe(true);
    expect(await filesWith(world.home, [token])).toEqual([]);
  });

  it.each<readonly [string, (world: Awaited<ReturnType<typeof machine>>) => Promise<unknown>]>([
    ['github-cli:octocat', putGitHubCli],
    [
      'copilot:octocat',
      ({ put }) =>
        put({ 'github.com:app': { user: 'octocat', oauth_token: token } }, '.config', 'github-copilot', 'apps.json'),
    ],
    [
      'opencode:github-copilot',
      ({ put }) =>
        put({ 'github-copilot': { type: 'oauth', refresh: token, access: 'tid=1', expires: 0 } }, ...openCode),
    ],
  ])('%s is an account of GitHub Copilot with its figures, and nobody pasted a token', async (suggestion, sign) => {
    const world = await machine({ takesToken: true });
    await sign(world);
    expect((await world.discover()).map((row) => [row.provider, row.suggestion])).toEqual([['copilot', suggestion]]);
    const args = ['accounts', 'add', '--from', suggestion, '--base-url', world.base, '--unprotected', '--json'];
    const added = await world.run(...args);
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toContain('GitHub Copilot answered.');
    const { stdout } = await world.run('status', '--refresh', '--json');
    const { accounts } = JSON.parse(stdout) as { accounts: readonly object[] };
    expect(accounts).toMatchObject([
      {
        provider: 'copilot',
        state: 'fresh',
        plan: 'individual',
        windows: [{ name: 'Premium requests', usedPercent: 75 }],
      },
    ]);
    expect(`${added.stdout}${stdout}`).not.toContain(token);
    expect(await world.discover()).toEqual([]);
  });

  it('a folder is added to the settings and is an account from then on', async () => {
    const world = await machine();
    await world.put(codexSignIn({ email: 'work@mail.test' }), '.codex-work', 'auth.json');
    const [row] = await world.discover();
    const added = await world.run('accounts', 'add', '--from', row?.suggestion ?? '');
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toMatch(/^codex:[0-9a-f]{12} {2}Quota Tray now reads ~\/\.codex-work\.\n$/);
    const settings = JSON.parse(fs.readFileSync(path.join(world.home, 'settings.json'), 'utf8')) as object;
    expect(settings).toMatchObject({ codexFolders: ['~/.codex-work'] });
    expect(await world.discover()).toEqual([]);
    const all = JSON.parse((await world.run('accounts', 'discover', '--json')).stdout) as readonly Row[];
    expect(all.map(({ place, outcome }) => `${place} ${outcome}`)).toContain('~/.codex-work/auth.json account');
  });

  it.each([
    [['--from', 'opencode:nothing'], 'Nothing with this name can be added.'],
    [['--from', 'sk-canary-0123456789'], 'Nothing with this name can be added.'],
    [['--from', 'opencode:zai', '--provider', 'zai'], 'Leave out --provider'],
    [['--from', 'opencode:zai', '--secret-stdin'], 'Leave out --provider'],
  ])('%j is refused as a bad argument', async (args, words) => {
    const { code, stdout, stderr } = await (await machine()).run('accounts', 'add', ...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
  });
});
