import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { noFacts } from '../../../../../core/usage/facts.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import { verdictOf } from '../../../../../core/warm-ups/decide.ts';
import type { ToolRun } from '../../../../../core/warm-ups/tool.ts';
import { createToolRunner } from '../../../../../main/node/child-process/tool-run.ts';
import { mayRunRealClaude, realClaude } from '../../../../support/claude/real-claude.ts';
import {
  startTlsVendor,
  type TlsVendor,
  vendorCertificate,
  type VendorReply,
} from '../../../../support/claude/tls-vendor.ts';
import { exampleAccount } from '../../../../support/engine-world.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const timeout = 700_000;
const windowSeconds = 18_000;

/** A model's answer `OK` as a stream of events. */
function modelAnswer(): string {
  const message = {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'stand-in', content: [], stop_reason: null },
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'OK' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

function headersOf(fields: Readonly<Record<string, string | number>>): Readonly<Record<string, string>> {
  const entries = Object.entries(fields).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, String(value)]);
  return Object.fromEntries(entries) as Record<string, string>;
}

interface RealRun {
  readonly vendor: TlsVendor;
  readonly home: string;
  readonly run: () => Promise<ToolRun>;
}

/** The real program with made-up credentials in an empty home. Its service is this computer. */
async function realRun(answer: VendorReply): Promise<RealRun> {
  const file = await realClaude();
  const vendor = await startTlsVendor(({ path: asked }) =>
    asked.startsWith('/v1/messages') ? answer : { status: 404, body: {} },
  );
  onTestFinished(vendor.close);
  const home = realpathSync(temporaryFolder());
  const folder = path.join(home, '.claude');
  mkdirSync(folder);
  const claudeAiOauth = {
    ...{ accessToken: 'sk-ant-oat01-canary', refreshToken: 'sk-ant-ort01-canary', expiresAt: Date.now() + 3_600_000 },
    ...{ scopes: ['user:inference', 'user:profile'], subscriptionType: 'max' },
  };
  writeFileSync(path.join(folder, '.credentials.json'), JSON.stringify({ claudeAiOauth }), { mode: 0o600 });
  const certificate = path.join(home, 'vendor.pem');
  writeFileSync(certificate, vendorCertificate);
  const run = createToolRunner({
    environment: {
      ...{ PATH: process.env['PATH'], HOME: home },
      ...{ HTTPS_PROXY: vendor.proxyUrl, NODE_EXTRA_CA_CERTS: certificate },
    },
    ...{ homeFolder: home, platform: process.platform, nowMs: Date.now, toolFolder: path.join(home, 'state', 'tools') },
    findTool: () => Promise.resolve({ file, before: [] }),
  });
  const account = exampleAccount('home', { id: 'claude:home', provider: 'claude' });
  return { vendor, home, run: () => run(account, folder) };
}

const skipped = !mayRunRealClaude;
const note = skipped ? ' (skipped: set QUOTA_TRAY_REAL_CLAUDE=1, it fetches about 400 MB)' : '';

describe.skipIf(skipped)(`a window warm-up by the real Claude Code${note}`, () => {
  const resetSeconds = Math.floor(Date.now() / 1000) + windowSeconds;
  const limits = {
    ...{ status: 'allowed', reset: resetSeconds, 'representative-claim': 'five_hour' },
    ...{ '5h-status': 'allowed', '5h-utilization': 0.01, '5h-reset': resetSeconds },
    ...{ '7d-utilization': 0.42, '7d-reset': resetSeconds + 200_000 },
    ...{ '7d_oi-utilization': 0.11, '7d_oi-reset': resetSeconds + 200_000, 'overage-status': 'rejected' },
  };

  it(
    'makes one request, states the started window, and leaves one folder behind however often it runs',
    async () => {
      const { run, vendor, home } = await realRun({ status: 200, body: modelAnswer(), headers: headersOf(limits) });
      const startedAtMs = Date.now();
      const { outcome, observation } = await run();
      expect(outcome).toBe('done');
      expect(vendor.requests('/v1/messages')).toHaveLength(1);
      expect(observation).toMatchObject({
        ...{ source: 'tool', blocked: statedValue(null), beyondLimit: statedValue(null), oddPaths: [] },
        windows: {
          items: [
            { id: 'session', usedPercent: statedValue(1), resetsAtMs: statedValue(resetSeconds * 1000) },
            { id: 'weekly', usedPercent: statedValue(42) },
            { id: 'weekly:fable', usedPercent: statedValue(11) },
          ],
        },
      });
      const facts = observation === null ? noFacts : merge(noFacts, observation);
      expect(verdictOf(facts, startedAtMs, Date.now(), Date.now()).kind).toBe('started');
      expect((await run()).outcome).toBe('done');
      expect(readdirSync(path.join(home, '.claude', 'projects'))).toHaveLength(1);
      expect(readdirSync(path.join(home, 'state', 'tools'))).toEqual([]);
      expect(existsSync(path.join(home, '.claude.json'))).toBe(true);
    },
    timeout,
  );

  it(
    'says that requests cost extra money now',
    async () => {
      const paid = { ...limits, status: 'rejected', '5h-status': 'rejected', '5h-utilization': 1 };
      const headers = headersOf({ ...paid, 'overage-status': 'allowed', 'overage-in-use': 'true' });
      const { outcome, observation } = await (await realRun({ status: 200, body: modelAnswer(), headers })).run();
      expect(outcome).toBe('done');
      expect(observation).toMatchObject({
        blocked: statedValue(null),
        beyondLimit: statedValue({
          ...{ mode: 'paid-extra-usage', endsAtMs: resetSeconds * 1000, reachedWindowId: 'session' },
        }),
      });
    },
    timeout,
  );

  it(
    'says what refuses it',
    async () => {
      const refused = { ...limits, status: 'rejected', '5h-status': 'rejected', '5h-utilization': 1 };
      const headers = { ...headersOf(refused), 'x-should-retry': 'false' };
      const body = { type: 'error', error: { type: 'rate_limit_error', message: 'canary' } };
      const { outcome, observation } = await (await realRun({ status: 429, body, headers })).run();
      expect(outcome).toBe('tool-error');
      expect(observation).toMatchObject({
        blocked: statedValue({ code: 'unknown', endsAtMs: resetSeconds * 1000, reachedWindowId: 'session' }),
        beyondLimit: statedValue(null),
        windows: {
          items: expect.arrayContaining([expect.objectContaining({ id: 'session', reached: statedValue(true) })]),
        },
      });
      expect(JSON.stringify(observation)).not.toContain('canary');
    },
    timeout,
  );
});
