import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeptKeys, readCopilotTokens, readOpenCodeKeys } from '../../../../../main/node/accounts/kept-keys.ts';
import type { DiscoveryEnvironment } from '../../../../../main/node/credentials/folders.ts';
import { putFile, temporaryFolder } from '../credentials/temporary-home.ts';

const isWindows = process.platform === 'win32';

interface Home {
  readonly surroundings: DiscoveryEnvironment;
  readonly home: string;
}

async function newHome(environment: DiscoveryEnvironment['environment'] = {}): Promise<Home> {
  const home = await temporaryFolder();
  return { home, surroundings: { environment, homeFolder: home, platform: process.platform } };
}

const short = ({ keys, unread }: KeptKeys): readonly string[] => [
  ...keys.map(({ entry, user, secret }) => `${entry} ${user ?? '-'} ${secret ?? '-'}`),
  ...unread.map(({ problem }) => problem),
];

const files = {
  opencode: { path: ['.local', 'share', 'opencode', 'auth.json'], read: readOpenCodeKeys },
  copilot: { path: ['.config', 'github-copilot', 'apps.json'], read: readCopilotTokens },
} as const;

describe.each(['opencode', 'copilot'] as const)('the key file of %s', (tool) => {
  const file = files[tool];
  const good = tool === 'opencode' ? { zai: { type: 'api', key: 'k-1' } } : { 'github.com': { oauth_token: 'k-1' } };
  const entry = tool === 'opencode' ? 'zai' : 'github.com';

  test.skipIf(isWindows && tool === 'copilot')('is read in its usual place, and nothing is fine too', async () => {
    const { surroundings, home } = await newHome();
    expect(await file.read(surroundings)).toEqual({ keys: [], unread: [] });
    await putFile(join(home, ...file.path), good);
    const place = join('~', ...file.path);
    expect(await file.read(surroundings)).toEqual({
      keys: [{ tool, entry, user: null, place, secret: 'k-1' }],
      unread: [],
    });
  });

  test.skipIf(isWindows).each([
    ['a torn file', async (path: string) => putFile(path, '{"zai":{"type":"api","ke'), 'malformed'],
    ['an empty file', async (path: string) => putFile(path, ''), 'malformed'],
    ['a list', async (path: string) => putFile(path, '[]'), 'malformed'],
    ['a file that others can read', async (path: string) => putFile(path, good, 0o644), 'open-to-others'],
    ['a huge file', async (path: string) => (await putFile(path, '{'), truncate(path, 5 * 1024 * 1024)), 'too-large'],
    ['a folder', async (path: string) => putFile(join(path, 'x'), '{}'), 'unreadable'],
    [
      'a link to a place outside',
      async (path: string) => {
        const elsewhere = join(await temporaryFolder(), 'auth.json');
        await putFile(elsewhere, good);
        await putFile(join(path, '..', 'x'), '');
        await symlink(elsewhere, path);
      },
      'symbolic-link',
    ],
  ])('%s gives no key, and the reason', async (_what, write, problem) => {
    const { surroundings, home } = await newHome();
    await write(join(home, ...file.path));
    expect(await file.read(surroundings)).toEqual({
      keys: [],
      unread: [{ place: join('~', ...file.path), problem }],
    });
  });

  test.skipIf(isWindows)('no JSON throws, and no key that a header cannot carry is taken', async () => {
    const { surroundings, home } = await newHome();
    const path = join(home, ...file.path);
    await putFile(path, '{}');
    const member = fc.record({
      type: fc.constantFrom('api', 'oauth', 7),
      key: fc.anything(),
      oauth_token: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.oneof(member, fc.jsonValue())), async (content) => {
        await writeFile(path, JSON.stringify(content));
        const { keys, unread } = await file.read(surroundings);
        expect(unread).toEqual([]);
        for (const { secret } of keys) expect(secret).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('OpenCode', () => {
  async function read(content: unknown): Promise<readonly string[]> {
    const { surroundings, home } = await newHome();
    await putFile(join(home, ...files.opencode.path), content);
    return short(await readOpenCodeKeys(surroundings));
  }

  test('gives the keys of each service, and of its sign-ins only the one of GitHub', async () => {
    expect(
      await read({
        openrouter: { type: 'api', key: ' sk-or-1 ', metadata: { a: 'b' } },
        groq: { type: 'api', key: 'gsk-1' },
        anthropic: { type: 'oauth', refresh: 'r', access: 'a', expires: 1 },
        'github-copilot': { type: 'oauth', refresh: 'gho_1', access: 'tid=short-lived', expires: 0 },
        company: { type: 'wellknown', key: 'NAME', token: 't' },
      }),
    ).toEqual(['openrouter - sk-or-1', 'groq - gsk-1', 'github-copilot - gho_1']);
  });

  test.each([
    ['GitHub at a company', { 'github-copilot': { type: 'oauth', refresh: 'gho_1', enterpriseUrl: 'acme.ghe.com' } }],
    ['an entry that is a text', { openrouter: 'sk-or-1' }],
    ['an empty key', { openrouter: { type: 'api', key: ' ' } }],
    ['a key that is a number', { openrouter: { type: 'api', key: 7 } }],
    ['a key with a line break', { openrouter: { type: 'api', key: 'a\r\nHost: b' } }],
    ['a key that no key store can hold', { openrouter: { type: 'api', key: 'k'.repeat(1801) } }],
  ])('does not give %s', async (_what, content) => {
    expect(await read(content)).toEqual([]);
  });

  test('is found under XDG_DATA_HOME', async () => {
    const data = await temporaryFolder();
    await putFile(join(data, 'opencode', 'auth.json'), { zai: { type: 'api', key: 'k-1' } });
    const { surroundings } = await newHome({ XDG_DATA_HOME: data });
    expect(short(await readOpenCodeKeys(surroundings))).toEqual(['zai - k-1']);
  });
});

describe.skipIf(isWindows)('Copilot', () => {
  test('gives the tokens of github.com in both files, and of no other host', async () => {
    const { surroundings, home } = await newHome();
    const folder = join(home, '.config', 'github-copilot');
    await putFile(join(folder, 'apps.json'), {
      'ghe.example:Iv1.a': { user: 'boss', oauth_token: 'ghu_other' },
      'github.com.evil.example': { user: 'eve', oauth_token: 'ghu_evil' },
      'github.com:Iv1.b': { user: 'octocat', oauth_token: 'ghu_1', githubAppId: 'Iv1.b' },
      'github.com:Iv1.c': { user: 'bad name; rm', oauth_token: 'ghu_2' },
    });
    await putFile(join(folder, 'hosts.json'), { 'github.com': { user: 'hubot', oauth_token: 'gho_3' } });
    expect(short(await readCopilotTokens(surroundings))).toEqual([
      'octocat octocat ghu_1',
      'github.com - ghu_2',
      'hubot hubot gho_3',
    ]);
  });

  test('a file that cannot be used does not hide the other one', async () => {
    const { surroundings, home } = await newHome();
    const folder = join(home, '.config', 'github-copilot');
    await putFile(join(folder, 'apps.json'), '{"github.com', 0o600);
    await putFile(join(folder, 'hosts.json'), { 'github.com': { oauth_token: 'gho_3' } });
    expect(short(await readCopilotTokens(surroundings))).toEqual(['github.com - gho_3', 'malformed']);
  });

  test('is found under XDG_CONFIG_HOME, and on Windows in the local folder of apps', async () => {
    const config = await temporaryFolder();
    await putFile(join(config, 'github-copilot', 'apps.json'), { 'github.com': { oauth_token: 'gho_1' } });
    const { surroundings } = await newHome({ XDG_CONFIG_HOME: config, LOCALAPPDATA: config });
    expect(short(await readCopilotTokens(surroundings))).toEqual(['github.com - gho_1']);
    const onWindows = { ...surroundings, environment: { LOCALAPPDATA: config }, platform: 'win32' } as const;
    expect(short(await readCopilotTokens(onWindows))).toEqual(['github.com - gho_1']);
  });
});
