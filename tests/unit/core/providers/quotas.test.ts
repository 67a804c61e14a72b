import { describe, expect, it } from 'vitest';
import { copilotProvider, parseUser } from '../../../../core/providers/copilot.ts';
import { parseUsages } from '../../../../core/providers/kimi.ts';
import { parseLimits } from '../../../../core/providers/zai.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');
const soonMs = asOfMs + 7_200_000;

describe('z.ai', () => {
  const limits = [
    { type: 'TOKENS_LIMIT', unit: 3, number: 5, percentage: 12, nextResetTime: soonMs },
    { type: 'CREDIT_LIMIT', unit: 3, number: 5, percentage: 80 },
    { type: 'TOKENS_LIMIT', unit: 6, number: 1, usage: 1000, currentValue: 250 },
    { type: 'TIME_LIMIT', unit: 5, number: 1, usage: 0, currentValue: 0 },
    { type: 'CREDIT_LIMIT', unit: 5, number: 1, percentage: '7.5' },
    { type: 'BOAT_LIMIT', unit: 9, number: 2, percentage: 3 },
  ];

  it('names windows by unit and number, keeps two of one length apart, and gives a limit of 0 no percentage', () => {
    const observation = observed(parseLimits({ code: 200, data: { level: 'lite', limits } }, asOfMs));
    expect(usedById(observation)).toEqual({
      session: 12,
      'session:credit_limit': 80,
      weekly: 25,
      'time_limit:monthly': 'unknown',
      monthly: 7.5,
      'boat_limit:boat_limit': 3,
    });
    expect(windowById(observation, 'session').resetsAtMs).toEqual(statedValue(soonMs));
    expect(valueOf(observation.plan)).toBe('lite');
    expect(observation.windows?.complete).toBe(true);
  });

  it.each([
    [
      { code: 401, msg: 'token expired or incorrect', success: false },
      { kind: 'unauthorised', status: 401 },
    ],
    [
      { code: 1001, msg: '未提供鉴权', success: false },
      { kind: 'unauthorised', status: 401 },
    ],
    [
      { code: 1302, msg: 'busy', success: false, retry_after: 30 },
      { kind: 'limited', retryAfterMs: 30_000 },
    ],
    [{ code: 1309, msg: 'package', success: false }, { kind: 'no-plan' }],
    [{ code: 500, msg: 'no plan for this key', success: false }, { kind: 'no-plan' }],
    [
      { code: 500, msg: 'boom', success: false },
      { kind: 'server', status: 500 },
    ],
    [{ code: 200, success: true, data: { limits: [] } }, { kind: 'no-plan' }],
    [{ code: 7, success: false }, undefined],
  ])('fails for an envelope of %j with its reason', (body, failure) => {
    const result = parseLimits(body, asOfMs);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.failure).toEqual(failure);
  });

  it('ignores values beside a refusal', () => {
    expect(parseLimits({ code: 401, success: false, data: { limits } }, asOfMs).ok).toBe(false);
  });
});

describe('Kimi Code', () => {
  it('parses numbers in texts, and computes the used amount from the remainder', () => {
    const observation = observed(
      parseUsages(
        {
          usage: { limit: '800', used: '200', resetTime: '2026-05-08T00:00:00.123456789Z' },
          limits: [
            { window: { duration: 300, timeUnit: 'TIME_UNIT_MINUTE' }, detail: { limit: '50', remaining: '20' } },
            { window: { duration: '1', timeUnit: 'TIME_UNIT_DAY' }, detail: { limit: '0', used: '0' } },
            { window: { duration: 1, timeUnit: 'TIME_UNIT_MOON' }, detail: { limit: '9', used: '1' } },
          ],
        },
        asOfMs,
      ),
    );
    expect(usedById(observation)).toEqual({ weekly: 25, session: 60, '1d': 'unknown' });
    expect(windowById(observation, 'weekly').shape.durationSeconds).toBeNull();
    expect(observation.oddPaths).toEqual(['limits[2]: object']);
    expect(observation.windows?.complete).toBe(false);
  });
});

describe('Kimi Code since September 2026', () => {
  const usages = {
    limit_5h: { used_ratio: 0.07, reset_time: '2026-05-04T12:00:00Z' },
    limit_7d: { used_ratio: '0.44', reset_time: '2026-05-08T00:00:00Z' },
    limit_month_total: { used_ratio: 1, reset_time: '2026-06-01T00:00:00Z' },
    limit_month_code: { used_ratio: 0.5, reset_time: null },
  };
  const used = { session: 7, weekly: 44, monthly: 100, 'monthly:code': 50 };

  it('states a used-up month, whatever the week has left', () => {
    const observation = observed(parseUsages({ usages }, asOfMs));
    expect(usedById(observation)).toEqual(used);
    expect(windowById(observation, 'monthly').reached).toEqual(statedValue(true));
    expect(observation.windows?.complete).toBe(true);
  });

  it('prefers the newer form, and keeps windows that only the older form states', () => {
    const older = {
      usage: { limit: '100', used: '12' },
      limits: [
        { window: { duration: 300, timeUnit: 'TIME_UNIT_MINUTE' }, detail: { limit: '50', used: '1' } },
        { window: { duration: 1, timeUnit: 'TIME_UNIT_DAY' }, detail: { limit: '50', used: '5' } },
      ],
    };
    expect(usedById(observed(parseUsages({ ...older, usages }, asOfMs)))).toEqual({ ...used, '1d': 10 });
  });

  it('reports a share that is not understood, and keeps the others', () => {
    const observation = observed(parseUsages({ usages: { ...usages, limit_5h: { used_ratio: 'x' } } }, asOfMs));
    expect(observation.oddPaths).toEqual(['usages.limit_5h: object']);
    expect(observation.windows?.complete).toBe(false);
  });
});

describe('GitHub Copilot', () => {
  it('parses what is left of the month of a free account', () => {
    const observation = observed(
      parseUser(
        {
          access_type_sku: 'free_limited_copilot',
          copilot_plan: 'individual',
          monthly_quotas: { chat: 500, completions: 4000 },
          limited_user_quotas: { chat: 125, completions: 4000 },
          limited_user_reset_date: '2026-06-01',
        },
        asOfMs,
      ),
    );
    expect(usedById(observation)).toEqual({ chat: 75, completions: 0 });
    expect(windowById(observation, 'chat').resetsAtMs).toEqual(statedValue(Date.UTC(2026, 5, 1)));
    expect([valueOf(observation.plan), observation.oddPaths]).toEqual(['free', []]);
  });

  it('shows what a seat used that an organisation pays by use', () => {
    const seat = { entitlement: 0, remaining: 0, percent_remaining: 0, credits_used: 41.5 };
    const observation = observed(
      parseUser({ copilot_plan: 'business', quota_snapshots: { premium_interactions: seat } }, asOfMs),
    );
    expect(observation.windows).toEqual({ complete: true, items: [] });
    expect(valueOf(observation.spend)).toMatchObject({
      unit: 'credits',
      used: '41.5',
      limit: null,
      isCapUnknown: true,
    });
    expect(observation.oddPaths).toEqual([]);
  });

  it.each([
    ['a free account without that quota', 'free_limited_copilot', { entitlement: 0, credits_used: 0 }, null],
    ['a plan that counts requests', 'monthly_subscriber', { entitlement: 300, remaining: 300, credits_used: 0 }, null],
    ['a seat that is paid by use', 'copilot_for_business_seat', { entitlement: 0, credits_used: 0 }, '0'],
    ['a plan with credits', 'monthly_subscriber', { entitlement: 3000, remaining: 2969, credits_used: 31 }, '31'],
  ])('shows the credits of %s only where they say something', (_, access_type_sku, premium_interactions, used) => {
    const chat = { entitlement: 200, remaining: 182, credits_used: 18 };
    const body = { access_type_sku, copilot_plan: 'individual', quota_snapshots: { chat, premium_interactions } };
    expect(observed(parseUser(body, asOfMs)).spend).toEqual(
      used === null ? undefined : statedValue(expect.objectContaining({ used, unit: 'credits' })),
    );
  });

  it('calls the quota of a plan that is billed by tokens AI credits', () => {
    const quota = { entitlement: 3000, quota_remaining: 1197.5 };
    const body = { token_based_billing: true, quota_snapshots: { premium_interactions: quota } };
    const window = windowById(observed(parseUser(body, asOfMs)), 'premium_interactions');
    expect(window).toMatchObject({ shape: { name: 'AI credits' }, usedPercent: statedValue(60.083333333333336) });
  });

  it.each([
    ['free_limited_copilot', 'free', 'Free'],
    ['free_educational_quota', 'student', 'Student'],
    ['monthly_subscriber', 'individual', 'Pro'],
  ])('reads the plan of %s', (access_type_sku, plan, name) => {
    const chat = { entitlement: 50, remaining: 12 };
    const observation = observed(
      parseUser({ access_type_sku, copilot_plan: 'individual', quota_snapshots: { chat } }, asOfMs),
    );
    expect(valueOf(observation.plan)).toBe(plan);
    expect(copilotProvider.planName(plan)).toBe(name);
  });

  it('states no limit for a quota that the plan does not have', () => {
    const premium_interactions = { remaining: 0, percent_remaining: 0, has_quota: false };
    const body = { quota_snapshots: { chat: { entitlement: 50, remaining: 12 }, premium_interactions } };
    expect(usedById(observed(parseUser(body, asOfMs)))).toEqual({ chat: 76 });
  });

  it.each([
    [{ remaining: 0, percent_remaining: 0, overage_permitted: true, overage_count: 12 }, true],
    [{ remaining: 0, percent_remaining: 0, overage_permitted: true, overage_count: 0 }, false],
    [{ remaining: 0, percent_remaining: 0, overage_permitted: false, overage_count: 12 }, false],
    [{ remaining: 30, percent_remaining: 10, overage_permitted: true, overage_count: 12 }, false],
    [{ entitlement: 0, overage_permitted: true, overage_count: 12 }, false],
  ])('takes %j as paid use after the quota: %j', (quota, isPaid) => {
    const premium_interactions = { entitlement: 300, ...quota };
    const chat = { entitlement: 50, remaining: 12 };
    const body = { quota_reset_date: '2026-06-01', quota_snapshots: { chat, premium_interactions } };
    const { beyondLimit } = observed(parseUser(body, asOfMs));
    const mode = {
      mode: 'paid-extra-usage',
      endsAtMs: Date.UTC(2026, 5, 1),
      reachedWindowId: 'premium_interactions',
    };
    expect(beyondLimit).toEqual(statedValue(isPaid ? mode : null));
  });

  const snapshots = {
    premium_interactions: { entitlement: 300, remaining: 75, percent_remaining: 25 },
    chat: { unlimited: true, percent_remaining: 100 },
    completions: { entitlement: 2000, remaining: 500 },
  };

  it('converts what is left into what is used, and states no window for a quota without a limit', () => {
    const body = { copilot_plan: 'individual', quota_reset_date: '2026-06-01', quota_snapshots: snapshots };
    const observation = observed(parseUser(body, asOfMs));
    expect(usedById(observation)).toEqual({ premium_interactions: 75, completions: 75 });
    expect(windowById(observation, 'premium_interactions').resetsAtMs).toEqual(statedValue(Date.UTC(2026, 5, 1)));
    expect(valueOf(observation.credits)).toMatchObject({ unlimited: false });
  });

  it.each([
    [-5, 105],
    [0, 100],
    [100, 0],
  ])('converts %d percent left into %d percent used', (percent_remaining, used) => {
    const body = { quota_snapshots: { chat: { percent_remaining } } };
    expect(usedById(observed(parseUser(body, asOfMs)))).toEqual({ chat: used });
  });

  it.each([
    [{ percent_remaining: 130 }],
    [{ entitlement: 0, remaining: 0 }],
    [{ entitlement: 0, remaining: 0, percent_remaining: 0 }],
    [{ entitlement: 0, remaining: 0, percent_remaining: 100 }],
    [{ entitlement: 5, remaining: 9 }],
  ])('states no percentage for %j and does not clamp it', (chat) => {
    const body = { copilot_plan: 'business', quota_snapshots: { chat } };
    expect(observed(parseUser(body, asOfMs)).windows?.items).toEqual([]);
  });

  it('names no editor, and sends the key as GitHub expects it', () => {
    const headers = copilotProvider.endpoints['usage']?.request(
      accountOf('copilot', 'https://api.github.com'),
      0,
    ).headers;
    expect(headers).toEqual({
      Authorization: 'token {{secret:accessToken}}',
      'X-GitHub-Api-Version': '2025-04-01',
      Accept: 'application/json',
      'User-Agent': 'quota-tray/{{version}}',
    });
  });
});
