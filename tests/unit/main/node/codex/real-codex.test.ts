import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { createCodexAppServer } from '../../../../../main/node/codex/app-server.ts';
import { createTurns } from '../../../../../main/node/async.ts';
import { type AccountTool, createCodexRequests } from '../../../../../main/node/codex/requests.ts';
import { createSessionLogSource } from '../../../../../main/node/codex/session-log.ts';
import { figuresOf } from '../../../../support/codex/app-server.ts';
import { identityIn } from '../../../../support/codex/followed-logs.ts';
import { mayRunRealCodex, modelAnswer, realCodex, standInModel } from '../../../../support/codex/real-codex.ts';
import { poll } from '../../../../support/desktop/poll.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../support/fake-upstream.ts';
import { writeCodexSignIn } from '../../../../support/sign-in.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { codexResets } from '../../../../support/upstream/codex-resets.ts';
import { codexUsage } from '../../../../support/upstream/codex-usage.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const timeout = 700_000;

interface RealTool {
  readonly file: string;
  readonly upstream: FakeUpstream;
  readonly codexHome: string;
  readonly account: Account;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ask: () => Promise<Observation | null>;
  readonly askWithDetails: () => Promise<Observation | null>;
  readonly requests: AccountTool;
  /** The requests of the tool for usage and accounts, as `GET /wham/usage`. */
  readonly sent: () => readonly string[];
}

async function realTool(): Promise<RealTool> {
  const file = await realCodex();
  const upstream = await startFakeUpstream();
  onTestFinished(upstream.close);
  const codexHome = realpathSync(temporaryFolder());
  const baseUrl = upstream.codex('me');
  await writeCodexSignIn(codexHome, { email: 'me@mail.test', plan: 'pro', accountId: 'acct-me', baseUrl });
  const id = await identityIn(codexHome);
  const account: Account = {
    ...{ id, provider: 'codex', label: 'me', email: 'me@mail.test', plan: 'pro' },
    ...{ vendorAccountId: 'acct-me', baseUrl },
  };
  const homeFolder = temporaryFolder();
  const environment = { PATH: process.env['PATH'], HOME: homeFolder, NO_PROXY: '127.0.0.1' };
  const options = {
    ...{ environment, homeFolder, platform: process.platform, version: '1.2.3', nowMs: Date.now, log: quiet },
    findCommand: () => Promise.resolve({ file, before: [] }),
  };
  const { ask: askTool } = createCodexAppServer(options);
  const { ask: askDetails } = createCodexAppServer({ ...options, wantsResetDetails: () => true });
  const requests = createCodexRequests({ ...options, turns: createTurns(), folderOf: () => codexHome });
  const sent = () =>
    upstream.requests('me').flatMap(({ method, path: asked }) => {
      const [, place] = /\/(wham\/.*)$/.exec(asked) ?? [];
      return place === undefined ? [] : [`${method} ${place}`];
    });
  return {
    file,
    upstream,
    codexHome,
    account,
    environment,
    ask: () => figuresOf(askTool)(account, codexHome),
    askWithDetails: () => figuresOf(askDetails)(account, codexHome),
    requests,
    sent,
  };
}

/** The tool takes a workspace only with an origin that uses TLS. Nothing of these tests goes there. */
const workspaces = {
  accounts: [
    {
      ...{ id: 'acct-me', plan_type: 'team', name: 'Acme', structure: 'workspace' },
      ...{ workspace_backend_origin: 'https://127.0.0.1:9', account_routing_override: 'NO_CONSTRAINT' },
    },
  ],
  account_ordering: ['acct-me'],
  default_account_id: 'acct-me',
};

const skipped = !mayRunRealCodex;
const note = skipped ? ' (skipped: set QUOTA_TRAY_REAL_CODEX=1, it fetches about 400 MB)' : '';

describe.skipIf(skipped)(`the real Codex command line${note}`, () => {
  it('answers for its account, with our client name', { timeout }, async () => {
    const { upstream, ask } = await realTool();
    const usage = codexUsage({
      plan: 'team',
      session: { usedPercent: 42, resetsInSeconds: 3_000 },
      weekly: { usedPercent: 17, resetsInSeconds: 300_000 },
      credits: { hasCredits: true, balance: '64.5' },
      models: { Swift: { weekly: { usedPercent: 4, resetsInSeconds: 9_000 } } },
      resetCredits: 1,
    });
    upstream.reply('me', ({ path: asked }) => ({ body: asked.endsWith('accounts/check') ? workspaces : usage }));
    const observation = await ask();
    expect(observation).toMatchObject({
      source: 'app-server',
      plan: statedValue('team'),
      balance: statedValue('64.5'),
      windows: {
        complete: true,
        items: [
          { id: 'session', usedPercent: statedValue(42) },
          { id: 'weekly', usedPercent: statedValue(17) },
          { id: 'swift', usedPercent: statedValue(4), shape: { name: 'Swift', scope: 'own' } },
        ],
      },
      resetCredits: statedValue({ available: 1, nextExpiresAtMs: null }),
      workspace: statedValue('Acme'),
    });
    expect(observation).not.toHaveProperty('resetCreditList');
    expect(upstream.requests('me/reset-credits')).toEqual([]);
    const asked = upstream.requests('me').find(({ path: each }) => each.endsWith('/wham/usage'));
    expect(asked?.headers['user-agent']).toMatch(/^quota-tray\//);
  });

  it('lists the single banked resets if they are wanted', { timeout }, async () => {
    const { upstream, askWithDetails } = await realTool();
    const expires = '2100-01-02T03:04:05Z';
    const credit = { id: 'r1', reset_type: 'codex_rate_limits', status: 'available', expires_at: expires };
    upstream.reply('me', { body: codexUsage({ resetCredits: 1 }) });
    upstream.reply('me/reset-credits', {
      body: { credits: [{ ...credit, granted_at: '2026-01-02T03:04:05Z' }], available_count: 1 },
    });
    expect(await askWithDetails()).toMatchObject({
      resetCreditList: statedValue({ available: 1, nextExpiresAtMs: Date.parse(expires) }),
    });
    expect(upstream.requests('me/reset-credits')).toHaveLength(1);
  });

  it('states that the account runs on its reserve', { timeout }, async () => {
    const { upstream, ask } = await realTool();
    const usage = codexUsage({ session: { usedPercent: 100, resetsInSeconds: 3_000 } });
    const reserve = {
      limit_name: 'gpt-reserve',
      metered_feature: 'base_model_inference',
      rate_limit: { primary_window: { used_percent: 0, limit_window_seconds: 604_800, reset_at: 4_102_455_845 } },
    };
    upstream.reply('me', { body: { ...usage, additional_rate_limits: [reserve] } });
    expect(await ask()).toMatchObject({ beyondLimit: statedValue({ mode: 'reserve', endsAtMs: null }) });
  });

  it('states the tokens of each day and the credits of a thread', { timeout }, async () => {
    const { upstream, account, requests, sent } = await realTool();
    const threadId = '01a0b398-ad50-73e2-8842-097683f1b287';
    const figures = { estimated_usage_credits_micros: 1_234_567, estimated_usage_usd_micros: 49_382 };
    const group = { model: 'gpt-6-astra', reasoning_effort: 'high', estimated_usage_credits_micros: 1_234_567 };
    upstream.reply('me', ({ path: asked }) => {
      if (asked.endsWith('profiles/me')) {
        return { body: { stats: { daily_usage_buckets: [{ start_date: '2026-11-20', tokens: 1_500 }] } } };
      }
      return asked.endsWith('thread_usage/query')
        ? { body: { threads: [{ thread_id: threadId, ...figures, groups: [{ ...group, output_tokens: 5 }] }] } }
        : { body: { ...codexUsage({}), account_id: 'acct-me' } };
    });
    expect(await requests.dailyUsage(account)).toMatchObject({
      kind: 'answer',
      value: { days: [{ date: '2026-11-20', tokens: { total: 1_500 } }] },
    });
    expect(await requests.threadUsage(account, threadId)).toMatchObject({
      kind: 'answer',
      value: {
        ...{ credits: '1.234567', usd: '0.049382', nativeUsd: null, isWhole: true },
        groups: [{ model: 'gpt-6-astra', reasoningEffort: 'high', credits: '1.234567', outputTokens: 5 }],
      },
    });
    expect(sent()).toEqual(expect.arrayContaining(['GET wham/profiles/me', 'POST wham/usage/thread_usage/query']));
  });

  it('uses a banked reset with our request id, and the same id uses no second one', { timeout }, async () => {
    const { upstream, account, requests } = await realTool();
    const resets = codexResets([
      { id: 'r1', expiresInSeconds: 5_000 },
      { id: 'r2', expiresInSeconds: 9_000 },
    ]);
    const usage = { ...codexUsage({ resetCredits: 2 }), account_id: 'acct-me' };
    const bodies: unknown[] = [];
    let isBroken = false;
    upstream.reply('me', { body: usage });
    upstream.reply('me/consume', (request) => {
      bodies.push(request.body);
      return isBroken ? { status: 503, body: {} } : resets.consume(request);
    });
    const reset = { requestId: 'a2f1b2c8-0000-4000-8000-000000000001', creditId: 'r1' };
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'answer', value: 'reset' });
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'answer', value: 'already-redeemed' });
    expect(await requests.redeemReset(account, { requestId: 'another', creditId: 'r1' })).toEqual({
      ...{ kind: 'answer', value: 'no-credit' },
    });
    isBroken = true;
    expect(await requests.redeemReset(account, { ...reset, creditId: 'r2' })).toEqual({ kind: 'no-answer' });
    expect(resets.redeemed()).toEqual([reset.requestId]);
    expect(bodies[0]).toEqual({ redeem_request_id: reset.requestId, credit_id: 'r1' });
  });

  it('uses no reset of another account', { timeout }, async () => {
    const { upstream, account, requests, sent } = await realTool();
    upstream.reply('me', { body: { ...codexUsage({ resetCredits: 1 }), account_id: 'acct-me' } });
    const other = { ...account, vendorAccountId: 'acct-other' };
    expect(await requests.redeemReset(other, { requestId: 'id', creditId: 'r1' })).toEqual({ kind: 'not-asked' });
    expect(sent()).toContain('GET wham/usage');
    expect(upstream.requests('me/consume')).toEqual([]);
  });

  it('quotes an answer that it cannot decode, and the app reads it', { timeout }, async () => {
    const { upstream, ask } = await realTool();
    upstream.reply('me', { body: codexUsage({ session: { usedPercent: 42.5, resetsInSeconds: 3_000 } }) });
    expect(await ask()).toMatchObject({ windows: { items: [{ id: 'session', usedPercent: statedValue(42.5) }] } });
  });

  it('leaves the request to the app if its service fails', { timeout }, async () => {
    const { upstream, ask } = await realTool();
    upstream.reply('me', { status: 503, body: { detail: 'canary' } });
    expect(await ask()).toBeNull();
  });

  it('writes a session log that the app follows', { timeout }, async () => {
    const { file, upstream, codexHome, account, environment } = await realTool();
    await appendFile(path.join(codexHome, 'config.toml'), standInModel(`${upstream.url}/model/v1`));
    const resetAt = String(Math.round(Date.now() / 1000) + 5_000);
    const headers = {
      'content-type': 'text/event-stream',
      'x-codex-primary-used-percent': '37',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': resetAt,
    };
    upstream.reply('model', { headers, body: modelAnswer('done') });
    const heard: { readonly id: string; readonly observation: Observation }[] = [];
    const source = createSessionLogSource({
      observe: (id, observation) => void heard.push({ id, observation }),
      nowMs: Date.now,
      log: quiet,
    });
    onTestFinished(source.stop);
    source.follow([{ provider: 'codex', accountId: account.id, folder: codexHome, sinceMs: 0 }]);
    await source.ready();
    const before = Date.now();
    const tool = spawn(file, ['exec', '--skip-git-repo-check', '-s', 'read-only', 'say done'], {
      cwd: codexHome,
      env: { ...environment, CODEX_HOME: codexHome, STAND_IN_KEY: 'made-up' },
      stdio: 'ignore',
      timeout: 120_000,
    });
    expect((await once(tool, 'exit'))[0]).toBe(0);
    const last = await poll('the event of the session', 10_000, () => heard.at(-1));
    expect(last.id).toBe(account.id);
    expect(last.observation).toMatchObject({
      source: 'log',
      windows: {
        complete: false,
        items: [{ id: 'session', usedPercent: statedValue(37), resetsAtMs: statedValue(Number(resetAt) * 1000) }],
      },
    });
    expect(last.observation.asOfMs).toBeGreaterThanOrEqual(before);
    expect(last.observation.asOfMs).toBeLessThanOrEqual(Date.now());
  });
});
