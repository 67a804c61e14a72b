import { describe, expect, it } from 'vitest';
import { openAiCompatibleProvider } from '../../../../../core/providers/openai-compatible/manifest.ts';
import { readUsage } from '../../../../../core/providers/openai-compatible/read-usage.ts';
import { said, saidUnknown } from '../../../../../core/quota/fact.ts';
import { accountOf } from '../../../../support/provider-fixtures.ts';
import { observed, valueOf, windowById } from '../../../../support/readings.ts';

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
const usageOf = (usage: object, limits: object = full.limits) => observed(readUsage({ limits, usage }, asOfMs));

describe('what an OpenAI-compatible service says about a key', () => {
  it('S2-1, S2-6, S2-7: is asked at {base}/usage with one sign-in header and 15 s at most', () => {
    for (const base of ['https://models.example/v1', 'https://models.example/v1/', 'https://models.example/v1//']) {
      const request = openAiCompatibleProvider.endpoints['usage']?.request(accountOf('openai-compatible', base));
      expect(request).toMatchObject({ url: 'https://models.example/v1/usage', timeoutMs: 15_000 });
      expect(request?.headers['Authorization']).toBe('Bearer {{secret:accessToken}}');
    }
  });

  it('S2-9: plan, requests, sessions, service and budgets stand beside each other', () => {
    const observation = observed(readUsage(full, asOfMs));
    expect(observation).toMatchObject({
      plan: said('Studio'),
      concurrency: said({ current: 2, limit: 3, hardCap: 5 }),
      service: said({
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
      usedPercent: said(25),
      reached: said(false),
      resetsAtMs: said(Date.parse('2026-05-04T12:30:00.654Z')),
    });
    expect(windowById(observation, 'budget:big')).toMatchObject({
      shape: { name: 'Big models', scope: 'own' },
      usedPercent: said(40),
    });
  });

  it.each([
    [{ concurrent_sessions: 9 }, { current: 9, limit: 3, hardCap: 5 }],
    [{ concurrent_sessions: null }, { current: null, limit: 3, hardCap: 5 }],
    [{}, { current: null, limit: 3, hardCap: 5 }],
    [{ concurrent_sessions: -4 }, { current: null, limit: 3, hardCap: 5 }],
  ])('S2-20: sessions %j are kept as they are, or unknown', (usage, concurrency) => {
    expect(valueOf(usageOf(usage).concurrency)).toEqual(concurrency);
  });

  it('S2-9: an absent mode is the normal one, an absent budget and an absent limit are none', () => {
    const observation = usageOf({ requests_in_window: 3 }, { requests: { limit: null, window_seconds: 18_000 } });
    expect(valueOf(observation.service)).toEqual({ mode: 'normal', boxedUntilMs: null, reason: null });
    expect(observation.windows?.items).toEqual([]);
  });

  it.each([
    [{ limit: 0, window_seconds: 18_000 }, saidUnknown],
    [{ limit: '200', window_seconds: 18_000 }, said(50)],
  ])('X-2: requests with %j are no invented percentage', (requests, usedPercent) => {
    const observation = usageOf({ requests_in_window: 100 }, { requests });
    expect(windowById(observation, 'session').usedPercent).toEqual(usedPercent);
  });

  it('S1-9: the window is called by its length', () => {
    const ids = [3600, 86_400, 604_800, null, 1.5].map(
      (window_seconds) =>
        usageOf({ requests_in_window: 1 }, { requests: { limit: 9, window_seconds } }).windows?.items[0]?.id,
    );
    expect(ids).toEqual(['1h', '1d', 'weekly', 'session', 'session']);
  });

  it.each([[null], [[]], ['x'], [5], [{}], [{ object: 'list', data: [] }], [{ usage: 3 }]])(
    'S2-4, S2-8: %j is not understood, and says so by names alone',
    (body) => {
      const result = readUsage(body, asOfMs);
      expect(result.ok).toBe(false);
      expect(!result.ok && result.paths.length).toBeGreaterThan(0);
    },
  );
});
