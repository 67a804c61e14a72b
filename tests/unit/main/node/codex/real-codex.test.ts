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
import { createSessionLogSource } from '../../../../../main/node/codex/session-log.ts';
import { figuresOf } from '../../../../support/codex/app-server.ts';
import { identityIn } from '../../../../support/codex/followed-logs.ts';
import { mayRunRealCodex, modelAnswer, realCodex, standInModel } from '../../../../support/codex/real-codex.ts';
import { poll } from '../../../../support/desktop/poll.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../support/fake-upstream.ts';
import { writeCodexSignIn } from '../../../../support/sign-in.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
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
  const askTool = createCodexAppServer({
    ...{ environment, homeFolder, platform: process.platform, version: '1.2.3', nowMs: Date.now, log: quiet },
    findCommand: () => Promise.resolve({ file, before: [] }),
  });
  return { file, upstream, codexHome, account, environment, ask: () => figuresOf(askTool)(account, codexHome) };
}

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
    const expiresAt = '2100-01-02T03:04:05Z';
    const credit = {
      id: 'r1',
      reset_type: 'codex_rate_limits',
      status: 'available',
      granted_at: '2026-01-02T03:04:05Z',
      expires_at: expiresAt,
    };
    upstream.reply('me', ({ path: asked }) =>
      asked.endsWith('reset-credits') ? { body: { credits: [credit], available_count: 1 } } : { body: usage },
    );
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
      resetCredits: statedValue({ available: 1, nextExpiresAtMs: Date.parse(expiresAt) }),
    });
    const asked = upstream.requests('me').find(({ path: each }) => each.endsWith('/wham/usage'));
    expect(asked?.headers['user-agent']).toMatch(/^quota-tray\//);
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
