import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { claudeStateIn } from '../../../../../main/node/claude/cli-cache.ts';
import { createClaudeQuestion } from '../../../../../main/node/claude/usage-question.ts';
import { claudeIdOf } from '../../../../../main/node/credentials/claude-credentials.ts';
import { figuresOf } from '../../../../support/codex/app-server.ts';
import { mayRunRealClaude, realClaude } from '../../../../support/claude/real-claude.ts';
import {
  startTlsVendor,
  type TlsVendor,
  vendorCertificate,
  type VendorReply,
  type VendorRequest,
} from '../../../../support/claude/tls-vendor.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const accountUuid = '11111111-1111-4111-8111-111111111111';
const organizationUuid = '22222222-2222-4222-8222-222222222222';
const accountId = claudeIdOf(accountUuid, organizationUuid);
const timeout = 700_000;
const hourMs = 3_600_000;

const usage = {
  five_hour: { utilization: 42, resets_at: '2036-11-22T05:00:00Z' },
  seven_day: { utilization: 10, resets_at: '2036-11-25T05:00:00Z' },
  limits: [],
};

const replies: Readonly<Record<string, VendorReply>> = {
  '/api/oauth/usage': { status: 200, body: usage },
  '/v1/oauth/token': {
    status: 200,
    body: {
      access_token: 'sk-ant-oat01-canary-renewed',
      refresh_token: 'sk-ant-ort01-canary-renewed',
      expires_in: 28_800,
      scope: 'user:inference user:profile',
      token_type: 'Bearer',
      account: { uuid: accountUuid, email_address: 'me@mail.test' },
      organization: { uuid: organizationUuid, name: 'Acme' },
    },
  },
  '/api/oauth/profile': {
    status: 200,
    body: {
      account: { uuid: accountUuid, email: 'me@mail.test', display_name: 'Me', has_claude_max: true },
      organization: { uuid: organizationUuid, name: 'Acme', organization_type: 'claude_max' },
    },
  },
};

interface Situation {
  /** Whether the folder is named by `CLAUDE_CONFIG_DIR`. Default: it is `~/.claude`. */
  readonly isNamed?: boolean;
  readonly expiresInMs?: number;
  readonly answer?: (request: VendorRequest) => VendorReply | undefined;
  /** Figures that Claude Code noted so many ms ago; left out: none. */
  readonly notedMsAgo?: number;
  readonly timeoutMs?: number;
}

interface RealTool {
  readonly vendor: TlsVendor;
  readonly home: string;
  readonly folder: string;
  readonly ask: () => Promise<Observation | null>;
  readonly logged: readonly string[];
}

/** The real program with made-up credentials in an empty home. Its service is this computer. */
async function realTool({
  isNamed = false,
  expiresInMs = hourMs,
  answer,
  notedMsAgo,
  timeoutMs = 30_000,
}: Situation): Promise<RealTool> {
  const file = await realClaude();
  const vendor = await startTlsVendor((request) => {
    const known = Object.entries(replies).find(([start]) => request.path.startsWith(start))?.[1];
    const given = answer?.(request);
    return given === undefined ? (known ?? { status: 404, body: {} }) : given;
  });
  onTestFinished(vendor.close);
  const home = realpathSync(temporaryFolder());
  const folder = path.join(home, isNamed ? 'work' : '.claude');
  mkdirSync(folder, { recursive: true });
  const claudeAiOauth = {
    ...{ accessToken: 'sk-ant-oat01-canary-old', refreshToken: 'sk-ant-ort01-canary-old' },
    ...{ expiresAt: Date.now() + expiresInMs, scopes: ['user:inference', 'user:profile'], subscriptionType: 'max' },
  };
  writeFileSync(path.join(folder, '.credentials.json'), JSON.stringify({ claudeAiOauth }), { mode: 0o600 });
  const mark = (name: string): string => `touch ${path.join(home, name)}`;
  const hook = (name: string): object => ({ hooks: [{ type: 'command', command: mark(name) }] });
  writeFileSync(
    path.join(folder, 'settings.json'),
    JSON.stringify({ hooks: { SessionStart: [hook('hook-ran')], SessionEnd: [hook('hook-ran')] } }),
  );
  writeFileSync(
    path.join(isNamed ? folder : home, '.claude.json'),
    JSON.stringify({
      oauthAccount: { accountUuid, organizationUuid, emailAddress: 'me@mail.test' },
      ...(notedMsAgo === undefined
        ? {}
        : { cachedUsageUtilization: { fetchedAtMs: Date.now() - notedMsAgo, accountUuid, utilization: usage } }),
      mcpServers: { mark: { command: 'touch', args: [path.join(home, 'server-ran')] } },
    }),
  );
  const certificate = path.join(home, 'vendor.pem');
  writeFileSync(certificate, vendorCertificate);
  const environment = {
    ...{ PATH: process.env['PATH'], HOME: home, HTTPS_PROXY: vendor.proxyUrl, NODE_EXTRA_CA_CERTS: certificate },
    ...(isNamed ? { CLAUDE_CONFIG_DIR: folder } : {}),
  };
  const surroundings = { environment, homeFolder: home, platform: process.platform };
  const account: Account = {
    ...{ id: accountId, provider: 'claude', label: 'me', email: 'me@mail.test', plan: 'max', vendorAccountId: null },
    baseUrl: 'https://api.anthropic.com',
  };
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const { ask } = createClaudeQuestion({
    ...{ ...surroundings, nowMs: Date.now, log: { info: log, warn: log, error: log }, timeoutMs },
    toolFolder: path.join(home, 'state', 'tools'),
    stateIn: (each) => claudeStateIn(each, surroundings),
    findCommand: () => Promise.resolve({ file, before: [] }),
  });
  return { vendor, home, folder, ask: () => figuresOf(ask)(account, folder), logged };
}

const skipped = !mayRunRealClaude;
const note = skipped ? ' (skipped: set QUOTA_TRAY_REAL_CLAUDE=1, it fetches about 400 MB)' : '';

describe.skipIf(skipped)(`the real Claude Code${note}`, () => {
  it.each([false, true])(
    'answers for its account, with its folder named by CLAUDE_CONFIG_DIR: %s',
    async (isNamed) => {
      const { ask, vendor, home, folder, logged } = await realTool({ isNamed });
      expect(await ask()).toMatchObject({
        source: 'tool',
        windows: {
          complete: true,
          items: [
            { id: 'session', usedPercent: statedValue(42) },
            { id: 'weekly', usedPercent: statedValue(10) },
          ],
        },
      });
      expect(logged).toEqual([]);
      const asked = vendor.requests('/api/oauth/usage');
      expect(asked).toHaveLength(1);
      expect(asked[0]?.headers['user-agent']).not.toMatch(/quota-tray/i);
      expect(vendor.requests('/v1/messages')).toEqual([]);
      expect(existsSync(path.join(home, 'hook-ran'))).toBe(false);
      expect(existsSync(path.join(home, 'server-ran'))).toBe(false);
      expect(readdirSync(path.join(home, 'state', 'tools'))).toEqual([]);
      expect(existsSync(path.join(folder, 'projects'))).toBe(false);
      const state = readFileSync(path.join(isNamed ? folder : home, '.claude.json'), 'utf8');
      expect(JSON.parse(state)).toHaveProperty('cachedUsageUtilization.accountUuid', accountUuid);
    },
    timeout,
  );

  it(
    'renews an expired sign-in itself',
    async () => {
      const { ask, folder, vendor } = await realTool({ expiresInMs: -hourMs });
      expect(await ask()).toMatchObject({ windows: { items: [{ id: 'session' }, { id: 'weekly' }] } });
      expect(vendor.requests('/v1/oauth/token')).toHaveLength(1);
      expect(readFileSync(path.join(folder, '.credentials.json'), 'utf8')).toContain('canary-renewed');
    },
    timeout,
  );

  it.each<readonly [string, Situation, RegExp]>([
    [
      'is limited by its service',
      { answer: ({ path: asked }) => (asked.startsWith('/api/oauth/usage') ? { status: 429, body: {} } : undefined) },
      /no figures/,
    ],
    [
      'is limited by its service and remembers figures of 50 minutes ago',
      {
        answer: ({ path: asked }) => (asked.startsWith('/api/oauth/usage') ? { status: 429, body: {} } : undefined),
        notedMsAgo: 50 * 60_000,
      },
      /no figures/,
    ],
    [
      'waits for its service too long',
      {
        answer: ({ path: asked }) => (asked.startsWith('/api/oauth/usage') ? null : undefined),
        timeoutMs: 5_000,
      },
      /no answer/,
    ],
  ])(
    'has nothing to tell when it %s, and has ended',
    async (_what, situation, why) => {
      const { ask, logged } = await realTool(situation);
      expect(await ask()).toBeNull();
      expect(logged).toEqual([expect.stringMatching(why)]);
    },
    timeout,
  );
});
