import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesWith } from '../e2e/state-files.ts';
import { type CommandEnd, runCommandLine } from '../support/command-line.ts';
import { databaseOwner, settingsTable } from '../support/foreign-database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { madeUpJwt, putFile } from '../unit/main/node/credentials/temporary-home.ts';
import { startServer } from '../unit/main/node/http/local-server.ts';

interface Row {
  readonly outcome: string;
  readonly place: string;
  readonly suggestion?: string;
  readonly message: string;
}

/** The invented sign-in and the invented service of one program. */
interface Program {
  readonly id: string;
  /** Signs a user in, with a token that ends at a time. Returns the token. */
  readonly signIn: (userHome: string, expiresAtMs: number, owner?: string) => Promise<string>;
  readonly answers: Readonly<Record<string, unknown>>;
  /** What the terminal shows of the answers. */
  readonly shown: readonly string[];
  readonly label: string;
}

const inAWeekMs = Date.now() + 7 * 86_400_000;

const programs: readonly Program[] = [
  {
    id: 'cursor',
    label: 'ada@mail.test',
    signIn: async (userHome, expiresAtMs, owner = 'user-1') => {
      const token = madeUpJwt({ sub: owner, exp: Math.round(expiresAtMs / 1000), note: 'canary' });
      const file = path.join(userHome, '.config', 'Cursor', 'User', 'globalStorage', 'state.vscdb');
      fs.mkdirSync(path.join(userHome, '.config', 'Cursor'), { recursive: true, mode: 0o700 });
      const values = {
        ...{ 'cursorAuth/accessToken': token, 'cursorAuth/refreshToken': 'canary-refresh' },
        'cursorAuth/cachedEmail': 'ada@mail.test',
      };
      await (await databaseOwner(file, ...settingsTable(values))).close();
      return token;
    },
    answers: {
      '/aiserver.v1.DashboardService/GetCurrentPeriodUsage': {
        ...{ billingCycleStart: `${inAWeekMs - 30 * 86_400_000}`, billingCycleEnd: `${inAWeekMs}` },
        planUsage: { autoPercentUsed: 12.5, apiPercentUsed: 82, totalSpend: 1840, limit: 2000 },
      },
      '/aiserver.v1.DashboardService/GetPlanInfo': { planInfo: { planName: 'Pro' } },
      '/aiserver.v1.DashboardService/GetCreditGrantsBalance': { hasCreditGrants: true, creditBalanceCents: '7250' },
    },
    shown: ['Cursor', 'Pro', 'Cursor models', '88% left', 'Other models', '18% left', '$18.40', '$72.50'],
  },
  {
    id: 'grok',
    label: 'ada@mail.test',
    signIn: async (userHome, expiresAtMs, owner = 'user-1') => {
      const token = `canary-grok-${owner}-${expiresAtMs}`;
      await putFile(path.join(userHome, '.grok', 'auth.json'), {
        'https://auth.x.ai::client-1': {
          ...{ key: token, refresh_token: 'canary-refresh', expires_at: new Date(expiresAtMs).toISOString() },
          ...{ email: 'ada@mail.test', user_id: owner, team_id: 'team-1' },
        },
      });
      return token;
    },
    answers: {
      '/v1/billing': {
        config: {
          currentPeriod: {
            type: 'USAGE_PERIOD_TYPE_WEEKLY',
            ...{ start: new Date(inAWeekMs - 7 * 86_400_000).toISOString(), end: new Date(inAWeekMs).toISOString() },
          },
          creditUsagePercent: 36,
        },
      },
      '/v1/settings': { subscription_tier_display: 'SuperGrok' },
    },
    shown: ['Grok', 'SuperGrok', '64% left'],
  },
  {
    id: 'gemini',
    label: 'ada@mail.test',
    signIn: async (userHome, expiresAtMs, owner = 'user-1') => {
      const token = `canary-gemini-${owner}-${expiresAtMs}`;
      await putFile(path.join(userHome, '.gemini', 'oauth_creds.json'), {
        ...{ access_token: token, refresh_token: 'canary-refresh', expiry_date: expiresAtMs },
        id_token: madeUpJwt({ sub: owner, email: 'ada@mail.test' }),
      });
      return token;
    },
    answers: {
      '/v1internal:loadCodeAssist': { cloudaicompanionProject: 'project-1', currentTier: { name: 'Standard' } },
      '/v1internal:retrieveUserQuota': {
        buckets: [{ modelId: 'gemini-3-pro', remainingFraction: 0.4, resetTime: new Date(inAWeekMs).toISOString() }],
      },
    },
    shown: ['Gemini Code Assist', 'Standard', 'gemini-3-pro', '40% left'],
  },
  {
    id: 'kiro',
    label: 'Kiro',
    signIn: async (userHome, expiresAtMs, owner = 'user-1') => {
      const token = `canary-kiro-${owner}-${expiresAtMs}`;
      const folder = path.join(userHome, '.local', 'share', 'kiro-cli');
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      const stored = {
        access_token: token,
        refresh_token: 'canary-r',
        expires_at: new Date(expiresAtMs).toISOString(),
      };
      const profile = { arn: `arn:aws:codewhisperer:us-east-1:1:profile/${owner}`, profile_name: 'Q' };
      const tables = ['auth_kv', 'state'];
      const database = await databaseOwner(
        path.join(folder, 'data.sqlite3'),
        ...tables.map((table) => `CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, value)`),
        `INSERT OR REPLACE INTO auth_kv VALUES ('kirocli:odic:token', '${JSON.stringify(stored)}')`,
        `INSERT OR REPLACE INTO state VALUES ('api.codewhisperer.profile', '${JSON.stringify(profile)}')`,
      );
      await database.close();
      return token;
    },
    answers: {
      '/': {
        nextDateReset: Math.round(inAWeekMs / 1000),
        subscriptionInfo: { subscriptionTitle: 'KIRO PRO' },
        usageBreakdownList: [{ resourceType: 'CREDIT', currentUsageWithPrecision: 360, usageLimitWithPrecision: 1000 }],
      },
    },
    shown: ['Kiro', 'KIRO PRO', '64% left'],
  },
];

/** A computer with a fresh home folder, and a stand-in of the service that takes one token. */
async function machine(program: Program) {
  const taken: { token: string } = { token: '' };
  const server = await startServer((request, response) => {
    const isKnown = (request.headers.authorization ?? '').includes(taken.token) && taken.token !== '';
    const body = program.answers[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(isKnown ? (body === undefined ? 404 : 200) : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? (body ?? {}) : { error: 'unauthenticated' }));
  });
  const root = temporaryFolder();
  const [userHome, home] = [path.join(root, 'user'), path.join(root, 'state')];
  fs.mkdirSync(userHome);
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(root, 'no-bus')}` };
  const run = (...args: readonly string[]): Promise<CommandEnd> => runCommandLine({ userHome, home, env }, ...args);
  const discover = async (): Promise<readonly Row[]> =>
    JSON.parse((await run('accounts', 'discover', '--json')).stdout) as readonly Row[];
  const add = () => run('accounts', 'add', '--from', `${program.id}:default`, '--base-url', server.url, '--json');
  const signIn = async (expiresAtMs: number, owner?: string): Promise<void> => {
    taken.token = await program.signIn(userHome, expiresAtMs, owner);
  };
  return { userHome, home, run, discover, add, signIn, taken, asked: () => server.requests };
}

function files(folder: string): readonly string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${name} ${fs.statSync(path.join(folder, name)).mtimeMs}`).sort();
}

describe.skipIf(process.platform === 'win32').each(programs)('the sign-in that $id keeps', (program) => {
  it('is found, added with one command, asked with, shown, and never written, copied or printed', async () => {
    const world = await machine(program);
    await world.signIn(inAWeekMs);
    const before = files(world.userHome);
    const [row] = (await world.discover()).filter(({ outcome }) => outcome === 'suggestion');
    expect(row).toMatchObject({ suggestion: `${program.id}:default` });
    expect(world.asked()).toHaveLength(0);
    expect((await world.run('accounts', 'list', '--json')).stdout.trim()).toBe('[]');

    const added = await world.add();
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(JSON.parse(added.stdout)).toMatchObject({ message: expect.stringContaining(`${program.label} was added.`) });
    expect((await world.discover()).filter(({ outcome }) => outcome === 'suggestion')).toEqual([]);

    const shown = await world.run('status', '--refresh');
    for (const text of [...program.shown, program.label]) expect(shown.stdout).toContain(text);
    for (const { headers } of world.asked()) expect(headers['user-agent']).toMatch(/^quota-tray\//);
    expect(files(world.userHome)).toEqual(before);
    expect(await filesWith(world.home, [world.taken.token, 'canary'])).toEqual([]);
    for (const { stdout, stderr } of [added, shown]) expect(`${stdout}${stderr}`).not.toContain(world.taken.token);
  });

  it('that has expired is not sent, its figures stay, and the sentence names the program to open', async () => {
    const world = await machine(program);
    await world.signIn(Date.now() - 1000);
    const added = await world.add();
    expect(JSON.parse(added.stdout)).toMatchObject({ message: expect.stringContaining('has expired. Open ') });
    expect((await world.run('status', '--refresh')).stdout).toContain('has expired. Open ');
    expect(world.asked()).toHaveLength(0);
    await world.signIn(inAWeekMs);
    const renewed = await world.run('status', '--refresh');
    expect(renewed.stdout).toContain(program.shown[2]);
    expect(renewed.stdout).not.toContain('has expired');
    const asked = world.asked().length;
    await world.signIn(Date.now() - 1000);
    expect((await world.run('status', '--refresh')).stdout).toContain(program.shown[2]);
    expect(world.asked()).toHaveLength(asked);
  });

  it('of another user is another account, and the token never counts for the first one', async () => {
    const world = await machine(program);
    await world.signIn(inAWeekMs);
    await world.add();
    const asked = world.asked().length;
    await world.signIn(inAWeekMs, 'user-2');
    expect((await world.discover()).map(({ outcome }) => outcome)).toContain('suggestion');
    const shown = await world.run('status', '--refresh');
    expect(shown.stdout).toContain('is not signed in to this account');
    expect(world.asked()).toHaveLength(asked);
  });

  it('that the service refuses is not added', async () => {
    const world = await machine(program);
    await world.signIn(inAWeekMs);
    world.taken.token = 'another one';
    const refused = await world.add();
    expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining('(HTTP 401). Nothing was saved.')]);
    expect((await world.run('accounts', 'list', '--json')).stdout.trim()).toBe('[]');
  });
});
