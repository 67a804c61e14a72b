import { describe, expect, it } from 'vitest';
import { createCodexRequests } from '../../../../../main/node/codex/requests.ts';
import { createTurns } from '../../../../../main/node/async.ts';
import { account, askingTool, good } from '../../../../support/codex/app-server.ts';
import type { ToolScript } from '../../../../support/codex/stand-in-tool.ts';

const threadId = '01a0b398-ad50-73e2-8842-097683f1b287';
const named = { result: { ...good.result, accountId: account.vendorAccountId } };
const consumeMethod = 'account/rateLimitResetCredit/consume';
const reset = { requestId: 'a2f1b2c8-0000-4000-8000-000000000001', creditId: 'r1' };
const days = { result: { summary: {}, dailyUsageBuckets: [{ startDate: '2026-11-20', tokens: 12 }] } };
const thread = {
  result: { threadUsage: { threadId, estimatedUsageCreditsMicros: 1_500_000, groups: [] } },
};

async function requesting(script: ToolScript | null, change: Partial<Parameters<typeof createCodexRequests>[0]> = {}) {
  const tool = await askingTool(script);
  const folderOf = (): string => tool.codexHome;
  const requests = createCodexRequests({ ...tool.options, turns: createTurns(), folderOf, ...change });
  const asked = () => tool.runs().flatMap((run) => run.asked.map(({ method, params }) => [method, params]));
  return { ...tool, requests, asked };
}

describe('requests through the Codex command line', () => {
  it('asks for the tokens of each day', async () => {
    const { requests, asked, codexHome, runs } = await requesting({
      answer: named,
      answers: { 'account/usage/read': days },
    });
    expect(await requests.dailyUsage(account)).toMatchObject({
      kind: 'answer',
      value: { days: [{ date: '2026-11-20', asOfMs: 1_795_305_600_000, tokens: { total: 12 } }] },
    });
    expect(asked().slice(2)).toEqual([
      ['account/rateLimits/read', { excludeResetCreditDetails: true }],
      ['account/usage/read', undefined],
    ]);
    expect(runs()[0]?.environment).toMatchObject({ CODEX_HOME: codexHome });
  });

  it('asks for the usage of one thread', async () => {
    const { requests, asked } = await requesting({ answer: named, answers: { 'account/usage/read': thread } });
    expect(await requests.threadUsage(account, threadId)).toMatchObject({
      kind: 'answer',
      value: { threadId, credits: '1.5' },
    });
    expect(asked().at(-1)).toEqual(['account/usage/read', { threadId }]);
  });

  it('uses a banked reset with the request id of the app', async () => {
    const { requests, asked } = await requesting({
      answer: named,
      answers: { [consumeMethod]: { result: { outcome: 'reset' } } },
    });
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'answer', value: 'reset' });
    expect(asked().at(-1)).toEqual([consumeMethod, { idempotencyKey: reset.requestId, creditId: 'r1' }]);
  });

  it('uses no reset through a tool that does not name its account', async () => {
    const answers = { [consumeMethod]: { result: { outcome: 'reset' } }, 'account/usage/read': days };
    const { requests, asked } = await requesting({ answer: good, isOld: true, answers });
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'not-asked' });
    expect(asked().some(([method]) => method === consumeMethod)).toBe(false);
    expect((await requests.dailyUsage(account)).kind).toBe('answer');
  });

  it('asks nothing of a tool that is signed in to another account', async () => {
    const other = { result: { ...good.result, accountId: 'acct-two' } };
    const answers = { [consumeMethod]: { result: { outcome: 'reset' } }, 'account/usage/read': days };
    const { requests, asked } = await requesting({ answer: other, answers });
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'not-asked' });
    expect(await requests.dailyUsage(account)).toEqual({ kind: 'not-asked' });
    expect(asked().filter(([method]) => method === consumeMethod || method === 'account/usage/read')).toEqual([]);
  });

  it.each<readonly [string, ToolScript | null]>([
    ['is missing', null],
    ['does not start', { greeting: null }],
    ['is an older version without the request', { answer: named }],
  ])('was not asked if it %s', async (_what, script) => {
    const { requests } = await requesting(script, { timeouts: { startMs: 2_000, readMs: 5_000 } });
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'not-asked' });
    expect(await requests.threadUsage(account, threadId)).toEqual({ kind: 'not-asked' });
  });

  it.each<readonly [string, object | null]>([
    ['answers with an error of its service', { error: { code: -32603, message: 'canary' } }],
    ['answers with an unknown form', { result: { outcome: 'perhaps' } }],
    ['never answers', null],
  ])('leaves the outcome open if it %s', async (_what, answer) => {
    const { requests, logged } = await requesting(
      { answer: named, answers: { [consumeMethod]: answer, 'account/usage/read': answer } },
      { timeouts: { startMs: 20_000, readMs: 400 }, consumeMs: 400 },
    );
    expect(await requests.redeemReset(account, reset)).toEqual({ kind: 'no-answer' });
    expect(await requests.dailyUsage(account)).toEqual({ kind: 'no-answer' });
    expect(logged.join()).not.toContain('canary');
  });

  it('is not run without a folder, or while our variable changes the endpoint', async () => {
    const script = { answer: named, answers: { 'account/usage/read': days } };
    const nowhere = await requesting(script, { folderOf: () => null });
    expect(await nowhere.requests.dailyUsage(account)).toEqual({ kind: 'not-asked' });
    expect(nowhere.runs()).toEqual([]);
    const other = await requesting(script);
    const environment = { ...other.options.environment, QUOTA_TRAY_CODEX_BASE_URL: 'http://127.0.0.1:1' };
    const moved = createCodexRequests({
      ...{ ...other.options, environment },
      turns: createTurns(),
      folderOf: () => other.codexHome,
    });
    expect(await moved.dailyUsage(account)).toEqual({ kind: 'not-asked' });
    expect(other.runs()).toEqual([]);
  });

  it('takes turns with the other questions of its folder', async () => {
    const { requests, runs } = await requesting({
      answer: named,
      greetsAfterMs: 100,
      answers: { 'account/usage/read': days },
    });
    const answers = await Promise.all([requests.dailyUsage(account), requests.dailyUsage(account)]);
    expect(answers.map(({ kind }) => kind)).toEqual(['answer', 'answer']);
    expect(runs().map(({ asked }) => asked.length)).toEqual([4, 4]);
  });
});
