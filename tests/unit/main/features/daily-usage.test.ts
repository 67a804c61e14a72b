import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { DailyUsageDay } from '../../../../core/daily-usage/day.ts';
import type { AskDailyUsage } from '../../../../core/daily-usage/answer.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { createDailyUsage } from '../../../../main/features/daily-usage.ts';
import { createHttp } from '../../../../main/node/http/http-client.ts';
import { createDailyUsageMemory } from '../../../../main/node/storage/daily-usage.ts';
import { usageAccount } from '../../../support/example-usage.ts';
import { canary, startServer } from '../node/http/local-server.ts';

const startMs = Date.parse('2026-03-14T09:30:00Z');
const minuteMs = 60_000;
const body = JSON.stringify({
  data: [
    { date: '2026-03-13', totals: { turns: 4, credits: 1.25 }, clients: [], models: [] },
    { date: '2026-03-14', totals: { turns: 2 }, clients: [{ client_id: 'CODEX_CLI', turns: 2, credits: '0.5' }, 7] },
  ],
});

interface World {
  nowMs: number;
  settings: Settings;
  fingerprint: string;
  accounts: readonly AccountState[];
  expiresAtMs: number | null;
  tool: Awaited<ReturnType<AskDailyUsage>>;
}

async function worldWith(answer: RequestListener, path = '/backend-api') {
  const server = await startServer(answer);
  const account = { ...usageAccount, baseUrl: `${server.url}${path}`, vendorAccountId: 'acc-1' };
  const world: World = {
    nowMs: startMs,
    settings: { ...defaultSettings, dailyUsage: true },
    fingerprint: 'one',
    accounts: [{ account, facts: noFacts, endpoints: {}, oddPaths: [] }],
    expiresAtMs: null,
    tool: { kind: 'not-asked' },
  };
  const logged: string[] = [];
  const store = createDailyUsageMemory();
  const usage = createDailyUsage({
    clock: { nowMs: () => world.nowMs, random: () => 0 },
    http: createHttp({
      credentials: {
        read: async () => ({
          kind: 'token',
          accessToken: canary,
          fingerprint: world.fingerprint,
          expiresAtMs: world.expiresAtMs,
        }),
      },
      version: '1.2.3',
      nowMs: () => world.nowMs,
    }),
    log: {
      info: (line) => void logged.push(line),
      warn: (line) => void logged.push(line),
      error: (line) => void logged.push(line),
    },
    askTool: async () => world.tool,
    settings: () => world.settings,
    accounts: () => world.accounts,
    findings: () => [
      {
        provider: 'codex',
        place: 'auth.json',
        outcome: { kind: 'account', account, folder: '', fingerprint: world.fingerprint, expiresAtMs: null },
      },
    ],
    store: async () => store,
  });
  return { world, server, usage, store, logged, id: account.id };
}

const onlyTokens = (date: string, total: number): DailyUsageDay => ({
  ...{ date, asOfMs: startMs, clients: [], models: [] },
  totals: { users: null, threads: null, turns: null, credits: null },
  tokens: { asOfMs: startMs, uncachedInput: null, cachedInput: null, output: null, total },
});
const tokensByTool: World['tool'] = {
  kind: 'answer',
  value: { ok: true, days: [onlyTokens('2026-03-01', 70), onlyTokens('2026-03-14', 5)], oddPaths: ['x'] },
};
const good: RequestListener = (_request, response) => void response.end(body);
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(code, headers).end('{}');

describe('daily usage', () => {
  it('asks the one address under our own name, keeps what came with its age, and lets no secret out', async () => {
    const { server, usage, id, logged } = await worldWith(good);
    const reading = await usage.refresh(id);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /backend-api/wham/analytics/daily-workspace-usage-counts?start_date=2026-03-07&end_date=2026-03-14&group_by=day&workspace_user=true',
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'quota-tray/1.2.3',
      'chatgpt-account-id': 'acc-1',
      authorization: `Bearer ${canary}`,
    });
    expect(reading?.days.map(({ date, asOfMs, totals }) => [date, asOfMs, totals.credits])).toEqual([
      ['2026-03-13', startMs, '1.25'],
      ['2026-03-14', startMs, null],
    ]);
    expect([reading?.failure, reading?.oddParts]).toEqual([null, 1]);
    expect(reading?.asked).toEqual({ answeredAtMs: startMs, notBeforeMs: startMs + 10 * minuteMs });
    expect(JSON.stringify([reading, logged])).not.toContain(canary);
  });

  it('keeps the tokens that the account’s own tool states, beside the figures of the service', async () => {
    const { world, usage, id } = await worldWith(good);
    world.tool = tokensByTool;
    const reading = await usage.refresh(id);
    expect(reading?.days.map(({ date, totals, tokens }) => [date, totals.turns, tokens?.total])).toEqual([
      ['2026-03-01', null, 70],
      ['2026-03-13', 4, undefined],
      ['2026-03-14', 2, 5],
    ]);
    expect(reading?.oddParts).toBe(2);
  });

  it('keeps the tokens of the tool if the service refuses the sign-in', async () => {
    const { world, server, usage, id } = await worldWith(status(401));
    world.tool = tokensByTool;
    for (const count of [1, 1]) {
      const reading = await usage.refresh(id);
      expect(reading?.days).toHaveLength(2);
      expect(reading?.failure?.kind).toBe('unauthorised');
      expect([reading?.refused, reading?.asked?.answeredAtMs]).toEqual([false, world.nowMs]);
      expect(server.requests).toHaveLength(count);
      world.nowMs += 10 * minuteMs;
    }
    world.tool = { kind: 'no-answer' };
    expect((await usage.refresh(id))?.refused).toBe(true);
  });

  it('does not ask the tool either while it may not ask', async () => {
    const { world, usage, id } = await worldWith(good);
    world.tool = tokensByTool;
    world.settings = { ...world.settings, dailyUsage: false };
    expect((await usage.refresh(id))?.days).toEqual([]);
  });

  it('only looking at it asks nothing', async () => {
    const { server, usage, id } = await worldWith(good);
    expect((await usage.get(id))?.days).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it.each<readonly [string, Partial<Settings>]>([
    ['it is off, as it is at first', { dailyUsage: false }],
    ['only essential requests are wanted', { essentialTrafficOnly: true }],
    ['Codex is not to be asked', { askCodex: false }],
  ])('nothing is asked while %s', async (_name, change) => {
    const { world, server, usage, id } = await worldWith(good);
    world.settings = { ...world.settings, ...change };
    expect((await usage.refresh(id))?.days).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it('nothing is asked of a base without /backend-api, or for an account that is not known', async () => {
    const { server, usage, id } = await worldWith(good, '/codex');
    await usage.refresh(id);
    expect(await usage.refresh('codex:nobody')).toBeNull();
    expect(server.requests).toHaveLength(0);
  });

  it('two at once are one request, and a further one comes after 10 minutes at the earliest', async () => {
    const { world, server, usage, id } = await worldWith(good);
    await Promise.all([usage.refresh(id), usage.refresh(id)]);
    world.nowMs += 10 * minuteMs - 1;
    await usage.refresh(id);
    expect(server.requests).toHaveLength(1);
    world.nowMs += 1;
    await usage.refresh(id);
    expect(server.requests).toHaveLength(2);
  });

  it('a wait that the service asks for holds, and what was kept stays', async () => {
    let reply: RequestListener = good;
    const { world, server, usage, id } = await worldWith((request, response) => reply(request, response));
    await usage.refresh(id);
    world.nowMs += 10 * minuteMs;
    reply = status(429, { 'retry-after': '1800' });
    const limited = await usage.refresh(id);
    expect([limited?.failure?.kind, limited?.days.length]).toEqual(['limited', 2]);
    expect(limited?.asked).toEqual({ answeredAtMs: startMs, notBeforeMs: world.nowMs + 30 * minuteMs });
    reply = good;
    world.nowMs += 29 * minuteMs;
    expect((await usage.refresh(id))?.failure?.kind).toBe('limited');
    expect(server.requests).toHaveLength(2);
    world.nowMs += minuteMs;
    expect((await usage.refresh(id))?.failure).toBeNull();
  });

  it('after a 403 that says nothing about the sign-in it is asked again after ten minutes', async () => {
    const { world, server, usage, id } = await worldWith(status(403));
    const refused = await usage.refresh(id);
    expect([refused?.failure, refused?.refused]).toEqual([{ kind: 'forbidden', status: 403, by: 'service' }, false]);
    world.nowMs += 9 * minuteMs;
    await usage.refresh(id);
    expect(server.requests).toHaveLength(1);
    world.nowMs += minuteMs;
    await usage.refresh(id);
    expect(server.requests).toHaveLength(2);
  });

  it('after a 401 nothing is asked until the sign-in is another one', async () => {
    const { world, server, usage, id } = await worldWith(status(401));
    const refused = await usage.refresh(id);
    expect([refused?.failure, refused?.refused]).toEqual([{ kind: 'unauthorised', status: 401 }, true]);
    world.nowMs += 60 * minuteMs;
    await usage.refresh(id);
    expect(server.requests).toHaveLength(1);
    world.fingerprint = 'another';
    await usage.refresh(id);
    expect(server.requests).toHaveLength(2);
  });

  it('an expired sign-in sends nothing and costs no wait', async () => {
    const { world, server, usage, id } = await worldWith(good);
    world.expiresAtMs = startMs - 1;
    expect((await usage.refresh(id))?.failure?.kind).toBe('credential-expired');
    world.expiresAtMs = null;
    expect((await usage.refresh(id))?.days).toHaveLength(2);
    expect(server.requests).toHaveLength(1);
  });

  it.each<readonly [string, RequestListener, string]>([
    ['a fault of the service', status(503), 'server'],
    ['another form', (_request, response) => void response.end('{"data":{}}'), 'schema'],
    ['no JSON', (_request, response) => void response.end('<html>'), 'not-json'],
    ['no such address', status(404), 'unexpected-status'],
  ])('%s is a failure with a wait of 10 minutes', async (_name, answer, kind) => {
    const { usage, id } = await worldWith(answer);
    const reading = await usage.refresh(id);
    expect([reading?.failure?.kind, reading?.asked?.notBeforeMs]).toEqual([kind, startMs + 10 * minuteMs]);
  });

  it('where the service was never reached, one may try again after a minute', async () => {
    const { server, usage, id } = await worldWith(good);
    await new Promise((resolve) => server.server.close(resolve));
    const reading = await usage.refresh(id);
    expect([reading?.failure?.kind, reading?.asked?.notBeforeMs]).toEqual(['network', startMs + minuteMs]);
  });

  it('an account that is forgotten meanwhile stays forgotten', async () => {
    let release = (): void => undefined;
    const { world, usage, store, id, server } = await worldWith((_request, response) => {
      release = () => void response.end(body);
    });
    const flight = usage.refresh(id);
    await expect.poll(() => server.requests.length).toBe(1);
    world.accounts = [];
    await usage.forget(id);
    release();
    expect(await flight).toBeNull();
    expect([store.days(id), store.asked(id)]).toEqual([[], null]);
  });
});
