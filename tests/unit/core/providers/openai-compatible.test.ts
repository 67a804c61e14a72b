import { describe, expect, it } from 'vitest';

import {
  parseConcurrentSessions,
  openAiCompatibleProvider,
  parseUsage,
} from '../../../../core/providers/openai-compatible.ts';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');
const full = {
  plan: { display_name: 'Studio', slug: 'studio' },
  limits: {
    requests: { limit: 400, hard_cap: 500, burst_pct: 25, window_seconds: 18_000 },
    concurrency: { limit: 3, hard_cap: 5, burst_pct: 60 },
  },
  window: { resets_at: '2026-05-04T12:30:00.654321' },
  usage: {
    requests_in_window: 100,
    concurrent_sessions: 2,
    priority: { low: true, boxed_until: '2026-05-04T10:20:00Z', reason: 'burst' },
    service_mode: { current: 'batch' },
    priority_budget: [{ category: 'big', label: 'Big models', used_pct: 40, resets_at: '2026-05-05T00:00:00Z' }],
  },
};
const usageOf = (usage: object, limits: object = full.limits) => observed(parseUsage({ limits, usage }, asOfMs));

describe('the usage answer of an OpenAI-compatible service', () => {
  it('is requested at {base}/usage with one authorization header and a timeout of 15 s', () => {
    for (const base of ['https://models.example/v1', 'https://models.example/v1/', 'https://models.example/v1//']) {
      const request = openAiCompatibleProvider.endpoints['usage']?.request(accountOf('openai-compatible', base), 0);
      expect(request).toMatchObject({ url: 'https://models.example/v1/usage', timeoutMs: 15_000 });
      expect(request?.headers['Authorization']).toBe('Bearer {{secret:accessToken}}');
    }
  });

  it('states plan, requests, sessions, service and budgets', () => {
    const observation = observed(parseUsage(full, asOfMs));
    expect(observation).toMatchObject({
      plan: statedValue('Studio'),
      concurrency: statedValue({ current: 2, limit: 3, hardCap: 5 }),
      service: statedValue({
        mode: 'batch',
        isLow: true,
        boxedUntilMs: Date.parse('2026-05-04T10:20:00Z'),
        reason: 'burst',
      }),
      oddPaths: [],
    });
    expect(windowById(observation, 'session')).toEqual({
      id: 'session',
      shape: { name: null, scope: 'account', durationSeconds: 18_000 },
      usedPercent: statedValue(25),
      reached: statedValue(false),
      resetsAtMs: statedValue(Date.parse('2026-05-04T12:30:00.654Z')),
    });
    expect(windowById(observation, 'budget:big')).toMatchObject({
      shape: { name: 'Big models', scope: 'own' },
      usedPercent: statedValue(40),
    });
  });

  it.each([
    [{ concurrent_sessions: 9 }, { current: 9, limit: 3, hardCap: 5 }],
    [{ concurrent_sessions: null }, { current: null, limit: 3, hardCap: 5 }],
    [{}, { current: null, limit: 3, hardCap: 5 }],
    [{ concurrent_sessions: -4 }, { current: null, limit: 3, hardCap: 5 }],
  ])('parses the sessions %j, or states that they are unknown', (usage, concurrency) => {
    expect(valueOf(usageOf(usage).concurrency)).toEqual(concurrency);
  });

  it('takes a missing mode as the normal one, and a missing budget or limit as none', () => {
    const usage = { requests_in_window: 3, concurrent_sessions: 0 };
    const observation = usageOf(usage, { requests: { limit: null, window_seconds: 18_000 } });
    expect(valueOf(observation.service)).toEqual({ mode: 'normal', boxedUntilMs: null, reason: null });
    expect(observation.windows?.items).toEqual([]);
  });

  it.each([
    [{ limit: 0, window_seconds: 18_000 }, statedUnknown],
    [{ limit: '200', window_seconds: 18_000 }, statedValue(50)],
  ])('invents no percentage for requests with %j', (requests, usedPercent) => {
    const observation = usageOf({ requests_in_window: 100 }, { requests });
    expect(windowById(observation, 'session').usedPercent).toEqual(usedPercent);
  });

  it('names the window by its length', () => {
    const ids = [3600, 86_400, 604_800, null, 1.5].map(
      (window_seconds) =>
        usageOf({ requests_in_window: 1 }, { requests: { limit: 9, window_seconds } }).windows?.items[0]?.id,
    );
    expect(ids).toEqual(['1h', '1d', 'weekly', 'session', 'session']);
  });

  it.each([[null], [[]], ['x'], [5], [{}], [{ object: 'list', data: [] }], [{ usage: 3 }]])(
    'fails for %j and names fields only',
    (body) => {
      const result = parseUsage(body, asOfMs);
      expect(result.ok).toBe(false);
      expect(!result.ok && result.paths.length).toBeGreaterThan(0);
    },
  );

  it.each([
    [{ usage: { requests_in_window: 100 }, limits: {} }],
    [{ usage: { prompt_tokens: 12, completion_tokens: 3 } }],
    [{ usage: { used: 100, limit: 100 } }],
  ])('fails for %j, which holds nothing to show', (body) => {
    expect(parseUsage(body, asOfMs)).toMatchObject({ ok: false, failure: { kind: 'nothing-shown' } });
  });

  it.each([
    [{ error: { message: 'Invalid API key', type: 'invalid_request_error' } }, 'unauthorised'],
    [{ success: false, message: '无权进行此操作，未提供令牌' }, 'unauthorised'],
    [{ error: { code: 429, message: 'slow down' } }, 'limited'],
    [{ success: false, message: 'no active subscription' }, 'no-plan'],
  ])('takes %j with a good status as a refusal', (body, kind) => {
    expect(parseUsage(body, asOfMs)).toMatchObject({ ok: false, failure: { kind } });
  });
});

describe('answers of other gateways', () => {
  const read = (body: unknown) => observed(parseUsage(body, asOfMs));

  it('OpenCode Go: takes a rate-limited window as used up, whatever its percentage', () => {
    const observation = read({
      usage: {
        rolling: { status: 'rate-limited', percent: 3, resetsAt: '2026-05-04T12:00:00Z' },
        weekly: { status: 'ok', percent: 41, resetsAt: '2026-05-10T00:00:00Z' },
        monthly: { status: 'ok', percent: 9 },
      },
    });
    expect(usedById(observation)).toEqual({ session: 100, weekly: 41, monthly: 9 });
    expect(windowById(observation, 'session').resetsAtMs).toEqual(statedValue(Date.parse('2026-05-04T12:00:00Z')));
  });

  it('sub2api: parses quota, windows, subscription and balance', () => {
    const observation = read({
      mode: 'quota_limited',
      isValid: true,
      unit: 'USD',
      quota: { limit: 50, used: 12.5, remaining: 37.5, unit: 'USD' },
      rate_limits: [
        { window: '5h', limit: 10, used: 9, remaining: 1, reset_at: '2026-05-04T12:00:00Z' },
        { window: 'soon', limit: 1, used: 1 },
      ],
      subscription: { daily_usage_usd: 1, daily_limit_usd: 4, weekly_usage_usd: 2, weekly_limit_usd: null },
      balance: 3.217,
      usage: { today: { requests: 4 } },
    });
    expect(usedById(observation)).toEqual({ session: 90, '1d': 25 });
    expect(valueOf(observation.spend)).toMatchObject({ used: '12.50', limit: '50.00', remaining: '37.50' });
    expect(valueOf(observation.prepaid)).toMatchObject({ currency: 'USD', balance: '3.22' });
    expect(observation.oddPaths).toEqual(['rate_limits[1]: object']);
    expect(observation.windows?.complete).toBe(false);
  });

  it.each([
    [{ status: 'active', quota: { limit: 50, used: 50, remaining: 0, unit: 'USD' } }, 'spend-cap'],
    [{ status: 'quota_exhausted', quota: { limit: 50, used: 49.99, remaining: 0.01, unit: 'USD' } }, 'spend-cap'],
    [{ status: 'expired' }, 'unknown'],
    [{ isValid: false }, 'unknown'],
  ])('sub2api: blocks a key with %j as %s, whatever its windows have left', (parts, code) => {
    const windows = [{ window: '7d', limit: 50, used: 20 }];
    const { blocked } = read({ mode: 'quota_limited', rate_limits: windows, ...parts });
    expect(blocked).toEqual(statedValue({ code, endsAtMs: null }));
  });

  it('sub2api: states that a key with some quota left is not blocked', () => {
    const quota = { limit: 50, used: 49, remaining: 1, unit: 'USD' };
    const { blocked } = read({ mode: 'quota_limited', isValid: true, status: 'active', quota });
    expect(blocked).toEqual(statedValue(null));
  });

  it('sub2api: takes a limit of 0 in a subscription as no limit', () => {
    const subscription = { daily_usage_usd: 1, daily_limit_usd: 0, weekly_usage_usd: 2, weekly_limit_usd: 8 };
    const observation = read({ mode: 'unrestricted', subscription });
    expect(usedById(observation)).toEqual({ weekly: 25 });
    expect(observation.oddPaths).toEqual([]);
  });

  it('new-api: parses units of 1/500000 dollar of a console token, and cents or a limit of a key', () => {
    const console = read({ success: true, data: { group: 'vip', quota: 1_250_000, used_quota: 250_000 } });
    expect(valueOf(console.prepaid)).toMatchObject({ balance: '2.50' });
    expect(valueOf(console.spend)).toMatchObject({ used: '0.50', limit: null, isCapUnknown: true });
    expect(valueOf(read({ total_usage: 786.2 }).spend)).toMatchObject({ used: '7.86', isCapUnknown: true });
    expect(valueOf(read({ hard_limit_usd: 20, system_hard_limit_usd: 20 }).spend)).toMatchObject({
      used: null,
      limit: '20.00',
    });
  });

  it('LiteLLM: takes a null budget as no limit, and a missing budget as unknown', () => {
    const spend = (info: object) => valueOf(read({ info }).spend);
    expect(spend({ spend: 1.005, max_budget: 5 })).toMatchObject({ used: '1.00', limit: '5.00', remaining: '4.00' });
    expect(spend({ spend: 1, max_budget: null })).not.toHaveProperty('isCapUnknown');
    expect(spend({ spend: 1 })).toMatchObject({ used: '1.00', limit: null, isCapUnknown: true });
    expect(parseUsage({ info: { spend: 'x' } }, asOfMs)).toMatchObject({ ok: false, paths: ['info.spend: string'] });
  });

  it('polls the base URL itself where it is the page of a gateway', () => {
    const request = (base: string) =>
      openAiCompatibleProvider.endpoints['usage']?.request(accountOf('openai-compatible', base), 0);
    expect(request('https://relay.example/key/info')?.url).toBe('https://relay.example/key/info');
    expect(request('https://relay.example/api/user/self/')).toMatchObject({
      url: 'https://relay.example/api/user/self',
      headers: { 'New-Api-User': 'org-1' },
    });
    expect(request('https://relay.example/v1')?.headers).not.toHaveProperty('New-Api-User');
  });
});

const at = (concurrent_sessions: unknown): unknown => ({ usage: { concurrent_sessions } });

describe('the number of concurrent sessions', () => {
  it.each([
    [2.9, 2],
    [0.5, 0],
    [0, 0],
    [7, 7],
    [9_000, 9_000],
  ])('parses %d as %d', (stated, count) => {
    expect(parseConcurrentSessions(at(stated))).toBe(count);
  });

  it('parses a negative zero as 0', () => {
    expect(Object.is(parseConcurrentSessions(at(-0)), 0)).toBe(true);
    expect(Object.is(parseConcurrentSessions(JSON.parse('{"usage":{"concurrent_sessions":-0}}')), 0)).toBe(true);
  });

  it.each([['3'], [null], [-1], [JSON.parse('1e999')], [1e300], [NaN], [true], [[2]], [undefined]])(
    'gives undefined for %j',
    (stated) => {
      expect(parseConcurrentSessions(at(stated))).toBeUndefined();
    },
  );

  it.each([[null], [[]], ['x'], [5], [undefined], [{}], [{ usage: null }], [{ usage: [] }]])(
    'gives undefined for a body %j and does not throw',
    (body) => {
      expect(parseConcurrentSessions(body)).toBeUndefined();
    },
  );
});
