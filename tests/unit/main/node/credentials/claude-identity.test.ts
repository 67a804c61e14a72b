import { chmod, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AccountState } from '../../../../../core/accounts/account-state.ts';
import { syncAccounts } from '../../../../../core/accounts/sync.ts';
import { judgeDataState } from '../../../../../core/accounts/data-state.ts';
import type { Finding } from '../../../../../core/ports.ts';
import type { Failure } from '../../../../../core/polling/failure.ts';
import { defaultSettings } from '../../../../../core/settings/settings.ts';
import { settledStatus } from '../../../../../core/polling/endpoint.ts';
import { askWhoIs, type WhoIs } from '../../../../../main/node/credentials/claude-identity.ts';
import { createDiscovery } from '../../../../../main/node/credentials/discovery.ts';
import { claudeSignIn, claudeState, putFile, temporaryFolder } from './temporary-home.ts';

const nowMs = 1_800_000_000_000;
const minuteMs = 60_000;

interface World {
  readonly home: string;
  readonly token: (accessToken: string, folder?: string) => Promise<void>;
  readonly state: (content: unknown, folder?: string) => Promise<void>;
  /** A look whose outcome is remembered, as the app does it. */
  readonly look: () => Promise<readonly Finding[]>;
  readonly states: () => readonly AccountState[];
  /** The accounts by label, each with the token that a request for it would carry. */
  readonly tokens: () => Promise<Readonly<Record<string, string>>>;
  readonly problems: () => Readonly<Record<string, string | null>>;
  readonly asked: readonly string[];
}

interface WorldOptions {
  /** By token; left out: the service is not asked. */
  readonly whoIs?: (accessToken: string) => WhoIs;
  readonly folders?: readonly string[];
}

async function world({ whoIs, folders = [] }: WorldOptions = {}): Promise<World> {
  const home = await temporaryFolder();
  let states: readonly AccountState[] = [];
  const asked: string[] = [];
  const discovery = createDiscovery({
    ...{ homeFolder: home, platform: process.platform, keychain: null, nowMs: () => nowMs },
    environment: folders.length === 0 ? {} : { CLAUDE_CONFIG_DIR: folders.map((name) => join(home, name)).join(',') },
    remembered: () => states,
    whoIs: async (accessToken) => {
      asked.push(accessToken);
      return whoIs?.(accessToken) ?? { kind: 'cannot-say' };
    },
  });
  if (whoIs !== undefined) onTestFinished(discovery.watch(() => undefined));
  const look = async (): Promise<readonly Finding[]> => {
    const findings = await discovery.look();
    states = syncAccounts(states, findings, nowMs);
    return findings;
  };
  return {
    home,
    look,
    asked,
    states: () => states,
    token: (accessToken, folder = '.claude') =>
      putFile(join(home, folder, '.credentials.json'), claudeSignIn({ accessToken })),
    state: (content, folder) =>
      putFile(folder === undefined ? join(home, '.claude.json') : join(home, folder, '.claude.json'), content),
    tokens: async () => {
      const pairs = states.map(async ({ account }) => {
        const reading = await discovery.read(account);
        return [account.label, reading.kind === 'token' ? reading.accessToken : reading.problem] as const;
      });
      return Object.fromEntries(await Promise.all(pairs));
    },
    problems: () => Object.fromEntries(states.map((state) => [state.account.label, problemOf(state)])),
  };
}

function problemOf({ endpoints }: AccountState): string | null {
  const link = endpoints['usage'] === undefined ? null : settledStatus(endpoints['usage']);
  if (link?.kind !== 'needs-sign-in') return null;
  return link.failure.kind === 'credential' ? link.failure.problem : link.failure.kind;
}

const ada = claudeState('ada', 'ada@mail.test');
const bob = claudeState('bob', 'bob@mail.test');
const profileOf = (name: string): WhoIs => ({
  kind: 'profile',
  profile: {
    accountUuid: name,
    organizationUuid: `org-of-${name}`,
    organizationName: null,
    email: `${name}@mail.test`,
  },
});

describe('a state file that cannot be read', () => {
  test.each([
    ['cut off', '{"numStartups":3,"oauthAcc'],
    ['empty', ''],
    ['full of NULs', '\0'.repeat(4096)],
  ])('leaves the account as it was known: %s', async (_name, content) => {
    const { token, state, look, states, problems, home } = await world();
    await token('of-ada');
    await state(ada);
    await look();
    const before = states();
    await state(content);
    const findings = await look();
    expect(states()).toEqual(before);
    expect(problems()).toEqual({ 'ada@mail.test': null });
    const remark = findings.find(({ place }) => place === join('~', '.claude.json'));
    expect(remark?.outcome).toEqual({
      kind: 'problem',
      problem: 'identity-malformed',
      folder: join(home, '.claude'),
      isRemark: true,
      isHarmless: true,
    });
  });

  test.each([
    ['unreadable', (file: string) => mkdir(file)],
    ['too-large', (file: string) => writeFile(file, '').then(() => truncate(file, 3 * 1024 ** 3))],
  ])('leaves it, and says what is wrong with the file: %s', async (problem, spoil) => {
    const { token, state, look, states, home } = await world();
    await token('of-ada');
    await state(ada);
    await look();
    const before = states();
    await rm(join(home, '.claude.json'));
    await spoil(join(home, '.claude.json'));
    const findings = await look();
    expect(states()).toEqual(before);
    expect(findings.map(({ outcome }) => outcome)).toContainEqual(
      expect.objectContaining({ problem: `identity-${problem}`, isHarmless: true }),
    );
  });

  test('leaves it also where the token was renewed meanwhile, and nobody can be asked', async () => {
    const { token, state, look, states, problems } = await world();
    await token('one');
    await state(ada);
    await look();
    await state('{"oauth');
    await token('two');
    await look();
    expect(states().map(({ account }) => account.label)).toEqual(['ada@mail.test']);
    expect(problems()).toEqual({ 'ada@mail.test': null });
  });

  test('makes no account where none is known: it is told that the sign-in is being checked', async () => {
    const { token, state, look, states } = await world();
    await token('of-somebody');
    await state('{"oauth');
    const findings = await look();
    expect(states()).toEqual([]);
    expect(findings.map(({ outcome }) => outcome)).toContainEqual(
      expect.objectContaining({ kind: 'problem', problem: 'unidentified' }),
    );
  });

  test('is no state file that names nobody: then the folder tells the account', async () => {
    const { token, state, look, states } = await world();
    await token('of-somebody');
    await state({ numStartups: 1 });
    await look();
    expect(states().map(({ account }) => account.label)).toEqual(['Claude']);
    await state(ada);
    await look();
    expect(states().map(({ account }) => account.label)).toEqual(['ada@mail.test']);
  });
});

describe('a token and an identity that were written at two times', () => {
  test('the identity came first: the token stays that of its account', async () => {
    const { token, state, look, tokens, asked } = await world();
    await token('of-ada');
    await state(ada);
    await look();
    await state(bob);
    await look();
    expect(await tokens()).toEqual({ 'ada@mail.test': 'of-ada' });
    await token('of-bob');
    await look();
    expect(await tokens()).toEqual({ 'ada@mail.test': 'missing', 'bob@mail.test': 'of-bob' });
    expect(asked).toEqual(['of-ada']);
  });

  test('the token came first: the service tells whose it is, once', async () => {
    const { token, state, look, tokens, asked } = await world({
      whoIs: (accessToken) => profileOf(accessToken === 'of-bob' ? 'bob' : 'ada'),
    });
    await token('of-ada');
    await state(ada);
    await look();
    await token('of-bob');
    await look();
    expect(await tokens()).toEqual({ 'ada@mail.test': 'missing', 'bob@mail.test': 'of-bob' });
    await state(bob);
    await look();
    await state(ada);
    await look();
    expect(asked).toEqual(['of-bob']);
  });

  test('until the service says it, the sign-in is nobody’s and no person is called', async () => {
    const { token, state, look, tokens, problems, states } = await world({ whoIs: () => ({ kind: 'later' }) });
    await token('of-ada');
    await state(ada);
    await look();
    await token('of-somebody');
    await look();
    expect(problems()).toEqual({ 'ada@mail.test': 'unidentified' });
    expect(await tokens()).toEqual({ 'ada@mail.test': 'unidentified' });
    const [state1] = states();
    expect(state1 && judgeDataState(state1, minuteMs, defaultSettings, nowMs).state).toBe('error');
  });

  test('a renewed token is the same account’s where the service knows no such question', async () => {
    const { token, state, look, tokens, asked, states } = await world({ whoIs: () => ({ kind: 'cannot-say' }) });
    await token('one');
    await state(ada);
    await look();
    await token('two');
    await look();
    expect(await tokens()).toEqual({ 'ada@mail.test': 'two' });
    expect(states()[0]?.signInPlaces).toHaveLength(1);
    expect(asked).toEqual(['two']);
  });

  test('a token that was presumed to be of one account is the other’s once the state file names another', async () => {
    const { token, state, look, tokens } = await world({ whoIs: () => ({ kind: 'cannot-say' }) });
    await token('one');
    await state(ada);
    await look();
    await token('two');
    await look();
    await state(bob);
    await look();
    expect(await tokens()).toMatchObject({ 'bob@mail.test': 'two' });
    expect(await tokens()).not.toHaveProperty(['ada@mail.test'], 'two');
  });
});

describe('asking whose a token is', () => {
  const answering = (failure: Failure | null, body: unknown, mayAsk = true) => {
    const urls: string[] = [];
    const whoIs = askWhoIs(
      () => ({
        send: async ({ url }) => {
          urls.push(url);
          return failure === null
            ? { kind: 'body', body, fingerprint: null }
            : { kind: 'failure', failure, fingerprint: null };
        },
      }),
      () => mayAsk,
    );
    return { whoIs: () => whoIs('token', 'https://gate.test/'), urls };
  };

  test('reads account, organisation and address from the profile', async () => {
    const { whoIs, urls } = answering(null, {
      account: { uuid: 'ada', email: 'ada@mail.test' },
      organization: { uuid: 'org-of-ada' },
    });
    expect(await whoIs()).toEqual(profileOf('ada'));
    expect(urls).toEqual(['https://gate.test/api/oauth/profile']);
  });

  test.each<[string, Failure, WhoIs['kind']]>([
    ['a service that is away', { kind: 'server', status: 503 }, 'later'],
    ['no network', { kind: 'network', cause: 'dns' }, 'later'],
    ['a wait', { kind: 'limited', retryAfterMs: 1 }, 'later'],
    ['an unknown address', { kind: 'unexpected-status', status: 404 }, 'cannot-say'],
  ])('%s', async (_name, failure, expected) => {
    expect((await answering(failure, null).whoIs()).kind).toBe(expected);
  });

  test('does not ask where the user does not want it, and believes no body without an account', async () => {
    const off = answering(null, {}, false);
    expect(await off.whoIs()).toEqual({ kind: 'cannot-say' });
    expect(off.urls).toEqual([]);
    expect(await answering(null, { account: { email: 'x' } }).whoIs()).toEqual({ kind: 'cannot-say' });
  });
});

describe('the reason why an account has no sign-in', () => {
  test.skipIf(process.platform === 'win32')('is that of its own folder', async () => {
    const { token, state, look, problems, tokens, home } = await world({ folders: ['a', 'b'] });
    for (const [folder, content] of [
      ['a', ada],
      ['b', bob],
    ] as const) {
      await token(`of-${folder}`, folder);
      await state(content, folder);
    }
    await look();
    await chmod(join(home, 'b', '.credentials.json'), 0o644);
    await putFile(join(home, 'a', '.credentials.json'), { mcpOAuth: {} });
    expect(await tokens()).toEqual({ 'ada@mail.test': 'missing', 'bob@mail.test': 'open-to-others' });
    await look();
    expect(problems()).toEqual({ 'ada@mail.test': 'missing', 'bob@mail.test': 'open-to-others' });
  });
});
