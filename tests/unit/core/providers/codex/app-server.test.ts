import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appServerAccountId,
  parseAppServerError,
  parseAppServerLimits,
  parseAppServerWorkspace,
} from '../../../../../core/providers/codex/app-server.ts';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { statedValue, statedUnknown } from '../../../../../core/usage/fact.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';

const asOfMs = 1_795_305_600_000;
const inSeconds = (seconds: number): number => asOfMs / 1000 + seconds;

const main = {
  limitId: 'codex',
  limitName: null,
  primary: { usedPercent: 41, windowDurationMins: 300, resetsAt: inSeconds(600) },
  secondary: { usedPercent: 12, windowDurationMins: 10_080, resetsAt: inSeconds(90_000) },
  credits: { hasCredits: true, unlimited: false, balance: '87.25' },
  individualLimit: { limit: '500', used: '120.5', remainingPercent: 75, resetsAt: inSeconds(900_000) },
  spendControlReached: false,
  planType: 'team',
  rateLimitReachedType: null,
};
const spark = {
  limitId: 'swift_model',
  limitName: 'Swift',
  primary: { usedPercent: 3, windowDurationMins: 300, resetsAt: inSeconds(50) },
  secondary: null,
  credits: null,
  planType: 'team',
};
const whole = {
  rateLimits: main,
  rateLimitsByLimitId: { codex: main, swift_model: spark },
  rateLimitResetCredits: {
    availableCount: 2,
    credits: [
      { status: 'available', expiresAt: inSeconds(8000) },
      { status: 'available', expiresAt: inSeconds(700) },
      { status: 'redeemed', expiresAt: inSeconds(60) },
      { status: 'available', expiresAt: inSeconds(-60) },
      { status: 'available', expiresAt: null },
    ],
  },
  accountId: null,
};
const ids = (result: unknown): readonly string[] | undefined =>
  parseAppServerLimits(result, asOfMs)?.windows?.items.map(({ id }) => id);

describe('the answer of the Codex tool', () => {
  it('states every field with its source and the time of the request', () => {
    expect(parseAppServerLimits(whole, asOfMs)).toEqual({
      source: 'app-server',
      asOfMs,
      plan: statedValue('team'),
      windows: {
        complete: true,
        items: [
          expect.objectContaining({
            id: 'session',
            usedPercent: statedValue(41),
            resetsAtMs: statedValue(asOfMs + 600_000),
            shape: { name: null, scope: 'account', durationSeconds: 18_000 },
          }),
          expect.objectContaining({ id: 'weekly', usedPercent: statedValue(12) }),
          expect.objectContaining({
            id: 'swift_model',
            usedPercent: statedValue(3),
            shape: { name: 'Swift', scope: 'own', durationSeconds: 18_000 },
          }),
        ],
      },
      credits: statedValue({ hasCredits: true, unlimited: false, overageLimitReached: null }),
      balance: statedValue('87.25'),
      blocked: statedValue(null),
      beyondLimit: statedValue(null),
      spend: statedValue({
        unit: 'credits',
        currency: null,
        used: '120.5',
        limit: '500',
        remaining: '379.5',
        scope: 'individual',
        resetsAtMs: asOfMs + 900_000_000,
      }),
      resetCredits: statedValue({ available: 2, nextExpiresAtMs: null }),
      resetCreditList: statedValue({ available: 2, nextExpiresAtMs: asOfMs + 700_000 }),
      oddPaths: [],
    });
  });

  it('gives windows the same ids as the usage endpoint', () => {
    const body = {
      rate_limit: {
        primary_window: { used_percent: 41, limit_window_seconds: 18_000 },
        secondary_window: { used_percent: 12, limit_window_seconds: 604_800 },
      },
      additional_rate_limits: [
        {
          limit_name: 'Swift',
          metered_feature: 'swift_model',
          rate_limit: { primary_window: { used_percent: 3, limit_window_seconds: 18_000 } },
        },
      ],
    };
    const polled = parseCodexUsage(body, asOfMs);
    expect(polled.ok && polled.observation.windows?.items.map(({ id }) => id)).toEqual(ids(whole));
  });

  it('does not state when banked resets expire where it has a count but no list', () => {
    const counted = { ...whole, rateLimitResetCredits: { availableCount: 2, credits: null } };
    const observation = parseAppServerLimits(counted, asOfMs);
    expect(observation?.resetCredits).toEqual(statedValue({ available: 2, nextExpiresAtMs: null }));
    expect(observation?.resetCreditList).toBeUndefined();
  });

  it('states only the individual spend limit, so the known list of limits stays', () => {
    const observation = parseAppServerLimits(whole, asOfMs);
    expect(observation?.spend).toMatchObject({ value: { scope: 'individual' } });
    expect(observation?.spendLimits).toBeUndefined();
  });

  it('states no windows and no credits where it has only a plan, not 0', () => {
    expect(parseAppServerLimits({ rateLimits: { planType: 'pro' } }, asOfMs)).toEqual({
      source: 'app-server',
      asOfMs,
      plan: statedValue('pro'),
      oddPaths: [],
    });
  });

  it('does not state an empty list of windows where both positions are null', () => {
    const empty = { ...main, primary: null, secondary: null };
    const observation = parseAppServerLimits({ rateLimits: empty, rateLimitsByLimitId: { codex: empty } }, asOfMs);
    expect(observation?.windows).toBeUndefined();
    expect(observation?.balance).toEqual(statedValue('87.25'));
  });

  it('does not state all windows where the list of limits is missing', () => {
    expect(parseAppServerLimits({ rateLimits: main }, asOfMs)?.windows?.complete).toBe(false);
  });

  it('states that null credits are unknown, and nothing where they are missing', () => {
    const { credits, ...without } = main;
    expect(credits.hasCredits).toBe(true);
    expect(parseAppServerLimits({ rateLimits: { ...main, credits: null } }, asOfMs)?.balance).toEqual(statedUnknown);
    expect(parseAppServerLimits({ rateLimits: without }, asOfMs)?.balance).toBeUndefined();
  });

  it('keeps one window where the other is malformed, and marks the list as incomplete', () => {
    const limits = { ...main, primary: { usedPercent: 'lots', windowDurationMins: 300 } };
    const observation = parseAppServerLimits({ rateLimits: limits, rateLimitsByLimitId: { codex: limits } }, asOfMs);
    expect(observation?.windows).toMatchObject({
      complete: false,
      items: [{ id: 'weekly', usedPercent: statedValue(12) }],
    });
    expect(observation?.oddPaths).toHaveLength(1);
  });

  it('keeps the known plan where the tool does not know the plan', () => {
    const observation = parseAppServerLimits({ rateLimits: { ...main, planType: 'unknown' } }, asOfMs);
    expect(observation).not.toBeNull();
    expect(observation?.plan).toBeUndefined();
  });

  it.each([[null], [undefined], [[]], ['text'], [{}], [{ rateLimits: null }], [{ rateLimits: [] }]])(
    'states nothing for %j',
    (result) => {
      expect(parseAppServerLimits(result, asOfMs)).toBeNull();
    },
  );
});

describe('sparse updates of the Codex tool', () => {
  const update = (rateLimits: object): object => ({ rateLimits });

  it('fill gaps of the answer and replace nothing, and the list is incomplete', () => {
    const answer = { rateLimits: { ...main, secondary: null }, rateLimitsByLimitId: {} };
    const updates = [
      update({
        primary: { usedPercent: 99, windowDurationMins: 300 },
        secondary: { usedPercent: 5, windowDurationMins: 10_080 },
      }),
      null,
      'noise',
    ];
    expect(parseAppServerLimits(answer, asOfMs, updates)?.windows).toMatchObject({
      complete: false,
      items: [
        { id: 'session', usedPercent: statedValue(41) },
        { id: 'weekly', usedPercent: statedValue(5) },
      ],
    });
  });

  it('for a model change only that limit', () => {
    const read = parseAppServerLimits({}, asOfMs, [update(spark)]);
    expect(read?.windows).toMatchObject({ complete: false, items: [{ id: 'swift_model' }] });
    expect(read?.balance).toBeUndefined();
  });
});

describe('the error of a tool that cannot decode the answer', () => {
  const body =
    '{"plan_type":"brand_new","rate_limit":{"primary_window":{"used_percent":41.5,"limit_window_seconds":18000}}}';

  it('is parsed from the body that it quotes, as tolerantly as an answer', () => {
    const read = parseAppServerError(`no: Decode error {x}; content-type=application/json; body=${body}`, asOfMs);
    expect(read).toMatchObject({ source: 'app-server', asOfMs, plan: statedValue('brand_new') });
    expect(read?.windows?.items).toMatchObject([{ id: 'session', usedPercent: statedValue(41.5) }]);
  });

  it.each([
    'no network',
    `quoted without a name ${body}`,
    'body=',
    'body={"detail":"Unauthorized"}',
    'body={"plan_type":"pro"',
    'body=}{',
    'body=<html>{}</html>',
  ])('states nothing for %s', (message) => {
    expect(parseAppServerError(message, asOfMs)).toBeNull();
  });
});

describe('the parser for the Codex tool', () => {
  it('names the account only where the answer names it', () => {
    expect(appServerAccountId({ accountId: ' one ' })).toBe('one');
    for (const none of [whole, null, { accountId: 4 }, { accountId: '' }]) expect(appServerAccountId(none)).toBeNull();
  });

  it('never throws and never invents a value, for any JSON', () => {
    const check = (result: unknown, updates: readonly unknown[] = []): void => {
      const observation = parseAppServerLimits(result, asOfMs, updates);
      if (observation !== null) expectHonest({ ok: true, observation });
    };
    fc.assert(fc.property(fc.jsonValue(), fc.array(fc.jsonValue(), { maxLength: 2 }), check));
    fc.assert(fc.property(mutated(whole), (result) => check(result)));
    fc.assert(fc.property(mutated(whole), (update) => check(whole, [update])));
    fc.assert(fc.property(fc.string(), (text) => parseAppServerError(`body=${text}`, asOfMs) === null));
  });
});

describe('the workspace that the tool names', () => {
  it.each([
    [{ account: { type: 'chatgpt', workspaceName: ' Acme ' } }, { workspace: statedValue('Acme') }],
    [{ account: { type: 'chatgpt', workspaceName: null } }, { workspace: statedUnknown }],
    [{ account: { type: 'chatgpt' } }, {}],
    [{ account: { type: 'chatgpt', workspaceName: 7 } }, {}],
    [{ account: null }, {}],
    [undefined, {}],
  ])('parses %j', (result, expected) => {
    expect(parseAppServerWorkspace(result)).toEqual(expected);
  });
});
