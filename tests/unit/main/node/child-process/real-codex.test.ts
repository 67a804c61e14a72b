import { realpathSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { type Facts, noFacts } from '../../../../../core/usage/facts.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import type { ToolRunOutcome } from '../../../../../core/warm-ups/tool.ts';
import { verdictOf } from '../../../../../core/warm-ups/decide.ts';
import { createSessionLogSource } from '../../../../../main/node/codex/session-log.ts';
import { createToolRunner } from '../../../../../main/node/child-process/tool-run.ts';
import { identityIn } from '../../../../support/codex/followed-logs.ts';
import { mayRunRealCodex, modelAnswer, realCodex, standInModel } from '../../../../support/codex/real-codex.ts';
import { poll } from '../../../../support/desktop/poll.ts';
import { exampleAccount } from '../../../../support/engine-world.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../support/fake-upstream.ts';
import { writeCodexSignIn } from '../../../../support/sign-in.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const timeout = 700_000;

interface RealRun {
  readonly upstream: FakeUpstream;
  readonly codexHome: string;
  readonly account: Account;
  readonly run: () => Promise<ToolRunOutcome>;
}

/** The real tool, signed in under a folder of its own, with a model that is a stand-in and needs no key. */
async function realRun(): Promise<RealRun> {
  const file = await realCodex();
  const upstream = await startFakeUpstream();
  onTestFinished(upstream.close);
  const codexHome = realpathSync(temporaryFolder());
  const baseUrl = upstream.codex('me');
  await writeCodexSignIn(codexHome, { email: 'me@mail.test', plan: 'pro', accountId: 'acct-me', baseUrl });
  const config = standInModel(`${upstream.url}/model/v1`).replace(/^env_key.*$/m, 'stream_max_retries = 0');
  await appendFile(path.join(codexHome, 'config.toml'), config);
  const account = exampleAccount('me', { id: await identityIn(codexHome), baseUrl });
  const homeFolder = temporaryFolder();
  const run = createToolRunner({
    environment: { PATH: process.env['PATH'], HOME: homeFolder, NO_PROXY: '127.0.0.1' },
    ...{ homeFolder, platform: process.platform, nowMs: Date.now, toolFolder: path.join(homeFolder, 'tools') },
    findTool: () => Promise.resolve({ file, before: [] }),
  });
  return { upstream, codexHome, account, run: async () => (await run(account, codexHome)).outcome };
}

const skipped = !mayRunRealCodex;
const note = skipped ? ' (skipped: set QUOTA_TRAY_REAL_CODEX=1, it fetches about 400 MB)' : '';

describe.skipIf(skipped)(`a window warm-up by the real Codex command line${note}`, () => {
  it('makes one request, and the session log shows that the window began', { timeout }, async () => {
    const { upstream, codexHome, account, run } = await realRun();
    const beganMs = Date.now();
    const headers = {
      'content-type': 'text/event-stream',
      'x-codex-primary-used-percent': '1',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': String(Math.round(beganMs / 1000) + 18_000),
    };
    upstream.reply('model', { headers, body: modelAnswer('OK') });
    let facts: Facts = noFacts;
    const source = createSessionLogSource({
      observe: (_accountId, observation) => void (facts = merge(facts, observation)),
      nowMs: Date.now,
      log: quiet,
    });
    onTestFinished(source.stop);
    source.follow([{ provider: 'codex', accountId: account.id, folder: codexHome, sinceMs: 0 }]);
    await source.ready();
    expect(await run()).toBe('done');
    const endedAtMs = Date.now();
    const asked = upstream.requests('model').filter(({ method }) => method === 'POST');
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(asked[0]?.body)).toContain('Reply with OK.');
    await poll('the session log', 20_000, () => (facts.windows.length > 0 ? true : undefined));
    expect(verdictOf(facts, beganMs, endedAtMs, Date.now())).toMatchObject({ kind: 'started' });
  });

  it('does not count an incomplete answer', { timeout }, async () => {
    const { upstream, run } = await realRun();
    const headers = { 'content-type': 'text/event-stream' };
    const whole = modelAnswer('OK');
    upstream.reply('model', { headers, body: whole.slice(0, whole.indexOf('event: response.completed')) });
    expect(await run()).toBe('tool-error');
  });

  it('reports a failure if no service answers', { timeout }, async () => {
    const { upstream, run } = await realRun();
    upstream.reply('model', { status: 401, body: { error: { message: 'canary' } } });
    expect(await run()).toBe('tool-error');
  });
});
