import { describe, expect, it } from 'vitest';
import { parseUsage as readChutes } from '../../../../core/providers/chutes.ts';
import { parseSubscription as readElevenLabs } from '../../../../core/providers/elevenlabs.ts';
import { kiloProvider, parseState as readKilo } from '../../../../core/providers/kilo.ts';
import { parseUsage as readNanoGpt } from '../../../../core/providers/nanogpt.ts';
import { parseUsage as readOllama } from '../../../../core/providers/ollama.ts';
import { parseQuotas as readSynthetic } from '../../../../core/providers/synthetic.ts';
import { parseSubscription as readZenMux } from '../../../../core/providers/zenmux.ts';
import { statedUnknown, statedValue } from '../../../../core/usage/fact.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-05-04T10:00:00Z');
const soon = '2026-05-04T12:00:00.000Z';
const soonMs = Date.parse(soon);

describe('Synthetic', () => {
  const rolling = { max: 400, remaining: 100, nextTickAt: soon, limited: false };
  const weekly = { percentRemaining: 97.9, maxCredits: '$36.00', remainingCredits: '$1.00', nextRegenAt: soon };
  const requests = { limit: 100, requests: 60, renewsAt: soon };

  it('computes what is used from what is left, and takes no bit that comes back for a reset', () => {
    const observation = observed(readSynthetic({ rollingFiveHourLimit: rolling, weeklyTokenLimit: weekly }, asOfMs));
    expect(usedById(observation)).toEqual({ session: 75, weekly: 2.1 });
    for (const id of ['session', 'weekly']) expect(windowById(observation, id).resetsAtMs).toBeUndefined();
  });

  it('marks a quota that the service calls limited as reached, whatever remains', () => {
    const body = { rollingFiveHourLimit: { ...rolling, limited: true } };
    const window = windowById(observed(readSynthetic(body, asOfMs)), 'session');
    expect([window.usedPercent, window.reached]).toEqual([statedValue(75), statedValue(true)]);
  });

  it('prefers the weekly limit of the plan, and computes it from credits without a percentage', () => {
    const planWeeklyLimit = { maxCredits: '$40.00', remainingCredits: '$10.00' };
    const observation = observed(readSynthetic({ planWeeklyLimit, weeklyTokenLimit: weekly }, asOfMs));
    expect(usedById(observation)).toEqual({ weekly: 75 });
  });

  it('reads the requests of an older plan only where no newer limit is in force', () => {
    const older = observed(readSynthetic({ subscription: requests, search: { hourly: requests } }, asOfMs));
    expect(usedById(older)).toEqual({ session: 60, search: 60 });
    expect(windowById(older, 'session').resetsAtMs).toEqual(statedValue(soonMs));
    expect(windowById(older, 'search').shape).toEqual({ name: 'Search', scope: 'own', durationSeconds: 3600 });
    const newer = observed(readSynthetic({ subscription: requests, weeklyTokenLimit: weekly }, asOfMs));
    expect(usedById(newer)).toEqual({ weekly: 2.1 });
  });

  it('says that a key without any quota has no plan', () => {
    expect(readSynthetic({}, asOfMs)).toMatchObject({ ok: false, failure: { kind: 'no-plan' } });
  });

  it('reports a quota from which more is left than it has', () => {
    const body = { rollingFiveHourLimit: { ...rolling, remaining: 401 }, weeklyTokenLimit: weekly };
    const observation = observed(readSynthetic(body, asOfMs));
    expect(usedById(observation)).toEqual({ weekly: 2.1 });
    expect([observation.oddPaths, observation.windows?.complete]).toEqual([['rollingFiveHourLimit: object'], false]);
  });
});

describe('Chutes', () => {
  const account = accountOf('chutes', 'https://api.chutes.ai');
  const limit = (usage: number, cap: number) => ({ usage, cap, remaining: cap - usage, reset_at: soon });
  const read = (day: unknown, subscription: unknown, status = 200) =>
    readChutes(subscription, asOfMs, { account, status, earlier: [day] });

  it('joins the requests of the day with the limits of the subscription', () => {
    const subscription = { subscription: true, four_hour: limit(2, 8), monthly: limit(10, 100) };
    const observation = observed(read({ quota: 300, used: 150 }, subscription));
    expect(usedById(observation)).toEqual({ '1d': 50, '4h': 25, monthly: 10 });
    expect(windowById(observation, '1d').resetsAtMs).toBeUndefined();
    expect(windowById(observation, '4h').resetsAtMs).toEqual(statedValue(soonMs));
  });

  it('shows no percentage for an account without a limit', () => {
    const observation = observed(read({ quota: 'unlimited', used: 0 }, { subscription: false }));
    expect(usedById(observation)).toEqual({});
    expect(valueOf(observation.credits)).toMatchObject({ unlimited: true });
  });

  it('takes a quota of 0 for an account that pays for each request, not for a limit that is used up', () => {
    const result = read({ quota: 0, used: 0 }, { subscription: false });
    expect(result.ok).toBe(true);
    expect(observed(result).windows).toEqual({ complete: true, items: [] });
  });

  it('keeps the requests of the day where the service knows no subscription', () => {
    const observation = observed(read({ quota: 200, used: 30 }, null, 404));
    expect([usedById(observation), observation.oddPaths]).toEqual([{ '1d': 15 }, []]);
  });
});

describe('NanoGPT', () => {
  const quota = (percentUsed: unknown) => ({ used: 5, percentUsed, resetAt: soonMs });

  it('names no limit that the plan does not have, and keeps a share above 1', () => {
    const body = { active: true, dailyInputTokens: null, weeklyInputTokens: quota(1.04), dailyImages: quota(0.2) };
    const observation = observed(readNanoGpt(body, asOfMs));
    expect(usedById(observation)).toEqual({ weekly: 104, images: 20 });
    expect(windowById(observation, 'weekly').reached).toEqual(statedValue(true));
    expect(windowById(observation, 'images').shape.scope).toBe('own');
  });

  it('computes the requests of an older plan, without a daily limit that is not enforced', () => {
    const limits = { daily: 5000, monthly: 60_000 };
    const body = { active: true, enforceDailyLimit: true, limits, daily: { used: 500 }, monthly: { used: 600 } };
    expect(usedById(observed(readNanoGpt(body, asOfMs)))).toEqual({ '1d': 10, monthly: 1 });
    const unenforced = { ...body, enforceDailyLimit: false };
    expect(usedById(observed(readNanoGpt(unenforced, asOfMs)))).toEqual({ monthly: 1 });
  });

  it('leaves a percentage unknown that the service does not know', () => {
    const body = { active: true, weeklyInputTokens: { used: null, percentUsed: null, degraded: true } };
    expect(usedById(observed(readNanoGpt(body, asOfMs)))).toEqual({ weekly: 'unknown' });
  });

  it('accepts an account without a subscription, and shows none of its quotas', () => {
    const result = readNanoGpt({ active: false, state: 'inactive', weeklyInputTokens: quota(0) }, asOfMs);
    expect(result.ok).toBe(true);
    expect(usedById(observed(result))).toEqual({});
  });
});

describe('Ollama Cloud', () => {
  it.each([
    [
      { session: { usage: 0.25 }, weekly: { usage: 1 } },
      { session: 25, weekly: 100 },
    ],
    [{ monthly: { usage: 0.07 } }, { monthly: 7 }],
    [{ session: { usage: 0 } }, { session: 0 }],
  ])('reads the limits %j as used shares without a reset', (limits, used) => {
    const observation = observed(readOllama({ limits, models: [] }, asOfMs));
    expect(usedById(observation)).toEqual(used);
    for (const { resetsAtMs } of observation.windows?.items ?? []) expect(resetsAtMs).toBeUndefined();
  });

  it('reports a limit without a share, and keeps the other one', () => {
    const observation = observed(readOllama({ limits: { session: {}, weekly: { usage: 0.5 } } }, asOfMs));
    expect([usedById(observation), observation.oddPaths]).toEqual([{ weekly: 50 }, ['limits.session: object']]);
  });
});

describe('Kilo', () => {
  const pass = {
    tier: 'tier_49',
    status: 'active',
    currentPeriodBaseCreditsUsd: 40,
    currentPeriodBonusCreditsUsd: 10,
    currentPeriodUsageUsd: 20,
    nextBillingAt: '2026-06-01T00:00:00Z',
    refillAt: soon,
  };
  const answer = (data: unknown) => ({ result: { data } });
  const credits = { totalBalance_mUsd: 12_345_678, creditBlocks: [] };

  it.each([
    [false, 50],
    [true, 'unknown'],
  ])(
    'gives a Kilo Pass with a bonus no percentage, for which the service states no limit: %s',
    (isBonusUnlocked, used) => {
      const body = [answer(credits), answer({ subscription: { ...pass, isBonusUnlocked } })];
      const observation = observed(readKilo(body, asOfMs));
      expect(usedById(observation)).toEqual({ 'kilo-pass': used });
      expect(windowById(observation, 'kilo-pass').resetsAtMs).toEqual(statedValue(soonMs));
      expect([valueOf(observation.plan), kiloProvider.planName('tier_49')]).toEqual(['tier_49', 'Pro']);
    },
  );

  it('reads millionths of a dollar, and the first expiry of a block with money', () => {
    const block = (balance_mUsd: number, expiry_date: string | null) => ({ balance_mUsd, expiry_date });
    const creditBlocks = [block(0, soon), block(5, '2026-07-01T00:00:00Z'), block(9, null), block(1, '2026-06-01')];
    const body = [answer({ json: { ...credits, creditBlocks } }), answer({ subscription: null })];
    const observation = observed(readKilo(body, asOfMs));
    expect(valueOf(observation.prepaid)).toEqual({
      currency: 'USD',
      balance: '12.35',
      nextExpiresAtMs: Date.parse('2026-06-01T00:00:00Z'),
    });
    expect([observation.plan, observation.windows]).toEqual([statedUnknown, { complete: true, items: [] }]);
  });

  it('shows no Kilo Pass that has ended, although the service states that nothing of it is used', () => {
    const subscription = { ...pass, status: 'canceled', currentPeriodUsageUsd: 0, refillAt: null };
    expect(usedById(observed(readKilo([answer(credits), answer({ subscription })], asOfMs)))).toEqual({});
  });

  it('keeps the balance where only the question about the Kilo Pass fails', () => {
    const observation = observed(readKilo([answer(credits), { error: { message: 'boom' } }], asOfMs));
    expect(valueOf(observation.prepaid)).toMatchObject({ balance: '12.35' });
    expect(observation.windows?.complete).toBe(false);
  });

  it.each([[(error: object) => ({ error })], [(error: object) => ({ error: { json: error } })]])(
    'names a refused key that a batch states',
    (wrap) => {
      const error = { message: 'UNAUTHORIZED', code: -32_001, data: { code: 'UNAUTHORIZED', httpStatus: 401 } };
      expect(readKilo([wrap(error), wrap(error)], asOfMs)).toMatchObject({
        ok: false,
        failure: { kind: 'unauthorised', status: 401 },
      });
    },
  );
});

describe('ElevenLabs', () => {
  const body = { tier: 'growing_business', character_count: 100, character_limit: 100 };

  it.each([
    [{ current_overage: { amount: '4.20', currency: 'usd' } }, 'paid-extra-usage'],
    [{ current_overage: { amount: '0', currency: 'usd' } }, undefined],
    [{ character_count: 10, current_overage: { amount: '4.20', currency: 'usd' } }, undefined],
    [{}, undefined],
  ])('states paid extra usage only for an overage after the limit: %j', (more, mode) => {
    const { beyondLimit } = observed(readElevenLabs({ ...body, ...more }, asOfMs));
    expect(beyondLimit?.is === 'value' ? beyondLimit.value?.mode : 'none').toBe(mode);
  });

  it('gives a limit of 0 no percentage', () => {
    const observation = observed(readElevenLabs({ ...body, character_count: 0, character_limit: 0 }, asOfMs));
    expect(usedById(observation)).toEqual({ characters: 'unknown' });
  });
});

describe('ZenMux', () => {
  const quota = (usage_percentage: unknown, resets_at: unknown) => ({ usage_percentage, resets_at, max_flows: 10 });
  const data = { account_status: 'healthy', quota_5_hour: quota(0, null), quota_7_day: quota(0.5, soon) };

  it('reads shares, and a window without a reset as one that has not begun', () => {
    const observation = observed(readZenMux({ success: true, data }, asOfMs));
    expect(usedById(observation)).toEqual({ session: 0, weekly: 50 });
    expect(windowById(observation, 'session').resetsAtMs).toEqual(statedUnknown);
  });

  it.each([
    ['healthy', null],
    ['monitored', null],
    ['abusive', { code: 'unknown', endsAtMs: null }],
    ['suspended', { code: 'unknown', endsAtMs: null }],
    ['banned', { code: 'unknown', endsAtMs: null }],
    ['reviewed', undefined],
  ])('states for an account that is %s whether it is blocked', (account_status, blocked) => {
    expect(valueOf(observed(readZenMux({ data: { ...data, account_status } }, asOfMs)).blocked)).toEqual(blocked);
  });

  it('reads no figure of an answer that says it failed', () => {
    expect(readZenMux({ success: false, data }, asOfMs).ok).toBe(false);
  });
});
