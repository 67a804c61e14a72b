import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGitHubCli, parseHosts } from '../../../../../main/node/accounts/github-cli.ts';
import { putFile, temporaryFolder } from '../credentials/temporary-home.ts';

const several = `ghe.example:
    users:
        boss:
            oauth_token: gho_other
    user: boss
github.com:
    git_protocol: https
    users:
        octocat:
            oauth_token: gho_secret
        hubot:
    user: hubot
`;
const single = 'github.com:\n    user: octocat\n    oauth_token: gho_secret\n    git_protocol: https\n';

describe('the users of the GitHub command line', () => {
  test.each([
    ['of several users, the one in use first', several, ['hubot', 'octocat'], true],
    ['of an older version', single, ['octocat'], false],
    [
      'with quotes, other indents, comments and Windows line ends',
      '# x\r\n"github.com":\r\n  user: "octocat"\r\n',
      ['octocat'],
      false,
    ],
    ['of another host only', 'ghe.example:\n    user: boss\n', [], false],
    ['of a host that only sounds like it', 'github.com.evil:\n    user: eve\n', [], false],
    ['without a user', 'github.com:\n    git_protocol: https\n', [], false],
    ['with a name that GitHub does not allow', 'github.com:\n    user: $(id)\n', [], false],
    ['with a user that looks like an option', 'github.com:\n    user: --help\n', [], false],
    ['of another form', '[1, 2]', [], false],
    ['with nothing', '', [], false],
  ])('%s', (_what, text, users, hasSeveral) => {
    expect(parseHosts(text)).toEqual({ users, hasSeveral });
  });

  test('no text throws, and every user is a name', () => {
    const line = fc.constantFrom(
      'github.com:',
      '  user: a',
      '    users:',
      '        b:',
      'x:',
      ' - y',
      '\t',
      ' user : c',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (text) => {
          for (const user of parseHosts(text).users) expect(user).toMatch(/^[A-Za-z0-9][\w-]*$/);
        },
      ),
    );
  });
});

async function machine(hosts: string | null, script: string, timeoutMs = 10_000, mode = 0o600) {
  const home = await temporaryFolder();
  const gh = join(home, 'bin', 'gh');
  await putFile(
    gh,
    `#!/bin/sh\nprintf '%s\\n' "$@" > "$HOME/arguments"\nenv > "$HOME/environment"\n${script}\n`,
    0o700,
  );
  if (hosts !== null) await putFile(join(home, '.config', 'gh', 'hosts.yml'), hosts, mode);
  const environment = { PATH: `${join(home, 'bin')}:/usr/bin:/bin`, GH_TOKEN: 'ghp_canary', SECRET: 'canary' };
  const surroundings = { environment, homeFolder: home, platform: process.platform } as const;
  return { home, cli: createGitHubCli({ ...surroundings, timeoutMs }), surroundings };
}

describe.skipIf(process.platform === 'win32')('the GitHub command line', () => {
  test('is not run to see who is signed in, and no token is read', async () => {
    const { cli, home } = await machine(several, 'echo gho_secret');
    const found = await cli.users();
    expect(found.keys.map(({ entry, user, secret }) => [entry, user, secret])).toEqual([
      ['hubot', 'hubot', null],
      ['octocat', 'octocat', null],
    ]);
    expect(JSON.stringify(found)).not.toContain('gho_');
    await expect(readFile(join(home, 'arguments'))).rejects.toThrow();
  });

  test('gives the token of one user, in an environment without tokens', async () => {
    const { cli, home } = await machine(several, 'echo gho_of_octocat');
    expect(await cli.tokenOf('octocat')).toBe('gho_of_octocat');
    const args = ['auth', 'token', '--hostname', 'github.com', '--user', 'octocat'];
    expect((await readFile(join(home, 'arguments'), 'utf8')).trim().split('\n')).toEqual(args);
    expect(await readFile(join(home, 'environment'), 'utf8')).not.toContain('canary');
  });

  test('of an older version is asked without a user, because it has one only', async () => {
    const { cli, home } = await machine(single, 'echo gho_1');
    expect(await cli.tokenOf('octocat')).toBe('gho_1');
    expect(await readFile(join(home, 'arguments'), 'utf8')).not.toContain('--user');
    expect(await cli.tokenOf('somebody-else')).toBeNull();
  });

  test.each([
    ['says that there is none', 'echo "no oauth token" >&2; exit 1'],
    ['says nothing', 'true'],
    ['prints a sentence instead', 'echo "Update available: now"'],
    ['prints two lines', 'echo gho_1; echo gho_2'],
    ['prints without end', 'yes gho_1'],
    ['never ends', 'exec sleep 600'],
  ])('gives no token if it %s', async (_what, script) => {
    const { cli } = await machine(several, script, 300);
    expect(await cli.tokenOf('octocat')).toBeNull();
  });

  test('is not suggested if it is not installed, and its settings alone are no sign-in', async () => {
    const { surroundings } = await machine(several, 'true');
    const absent = createGitHubCli({ ...surroundings, findGh: async () => null });
    expect(await absent.users()).toEqual({ keys: [], unread: [] });
    expect(await absent.tokenOf('octocat')).toBeNull();
    const { cli } = await machine(null, 'echo gho_1');
    expect(await cli.users()).toEqual({ keys: [], unread: [] });
    expect(await cli.tokenOf('octocat')).toBeNull();
  });

  test('with settings that others can read says so', async () => {
    const { cli } = await machine(several, 'true', 1000, 0o644);
    expect(await cli.users()).toEqual({
      keys: [],
      unread: [{ place: join('~', '.config', 'gh', 'hosts.yml'), problem: 'open-to-others' }],
    });
  });
});
