import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../core/accounts/judgement.ts';
import { parseAppServerLimits } from '../../../../../core/providers/codex/app-server.ts';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { defaultSettings } from '../../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../../core/snapshot/build.ts';
import { limitTitle } from '../../../../../core/text/limit.ts';
import { english, nowMs, stateAfter } from '../../../../support/example-states.ts';
import { observed, valueOf, windowById } from '../../../../support/readings.ts';

const window = (percent: number | null, seconds = 604_800) => ({
  used_percent: percent,
  limit_window_seconds: seconds,
  reset_at: nowMs / 1000 + 4_000,
});
const reserve = (percent: number | null, more: object = {}, reached = false) => ({
  limit_name: 'gpt-reserve',
  metered_feature: 'base_model_inference',
  normal_model_slug: null,
  rate_limit: { allowed: !reached, limit_reached: reached, primary_window: window(percent), secondary_window: null },
  ...more,
});
const body = (isBlocked: boolean, additional: readonly object[] | null) => ({
  plan_type: 'plus',
  rate_limit: {
    allowed: !isBlocked,
    limit_reached: isBlocked,
    primary_window: window(isBlocked ? 100 : 20),
    secondary_window: null,
  },
  additional_rate_limits: additional,
});
const running = { mode: 'reserve', endsAtMs: null };

describe('the reserve of Codex', () => {
  it.each([
    ['ordinary usage is allowed', body(false, [reserve(0)]), null],
    ['ordinary usage is blocked and the reserve has room', body(true, [reserve(0)]), running],
    ['the reserve is full', body(true, [reserve(100)]), null],
    ['the service says that the reserve is used up', body(true, [reserve(98, {}, true)]), null],
    ['nobody knows how much is left of the reserve', body(true, [reserve(null)]), undefined],
    ['the account has no reserve', body(true, []), null],
    ['the list of limits is malformed', { ...body(true, null), additional_rate_limits: 5 }, undefined],
    [
      'the service does not say whether usage is allowed',
      { plan_type: 'plus', additional_rate_limits: [reserve(3)] },
      undefined,
    ],
  ])('where %s', (_what, answer, expected) => {
    expect(valueOf(observed(parseCodexUsage(answer, nowMs)).beyondLimit)).toEqual(expected);
  });

  it.each([
    [reserve(0), 'Luna Reserve'],
    [reserve(0, { limit_name: null }), 'Luna Reserve'],
    [reserve(0, { limit_name: 'Sol reserve' }), 'Sol reserve'],
  ])('has a window with a name', (limit, name) => {
    const { shape } = windowById(observed(parseCodexUsage(body(false, [limit]), nowMs)), 'base_model_inference');
    expect(shape).toEqual({ name, scope: 'own', durationSeconds: 604_800, isReserve: true });
  });

  it('is stated in the same way by the Codex tool', () => {
    const limit = (usedPercent: number, more: object) => ({
      primary: { usedPercent, windowDurationMins: 10_080 },
      ...more,
    });
    const answer = (ordinaryUsageAllowed: boolean | null, used = 100) =>
      parseAppServerLimits(
        {
          ordinaryUsageAllowed,
          rateLimits: limit(used, { limitId: 'codex' }),
          rateLimitsByLimitId: {
            codex: limit(used, { limitId: 'codex' }),
            base_model_inference: limit(0, { limitName: 'gpt-reserve', normalModelSlug: 'gpt-5.6-luna' }),
          },
        },
        nowMs,
      );
    expect(valueOf(answer(false)?.beyondLimit)).toEqual(running);
    expect(valueOf(answer(true)?.beyondLimit)).toBeNull();
    expect(answer(null, 40)?.beyondLimit).toBeUndefined();
    expect(valueOf(answer(null)?.beyondLimit)).toEqual(running);
    expect(answer(false)?.windows?.items.find(({ id }) => id === 'base_model_inference')?.shape).toMatchObject({
      name: 'Luna Reserve',
      isReserve: true,
    });
  });

  it('never makes an account active, but its window is shown', () => {
    const state = stateAfter({ plan_type: 'plus', rate_limit: null, additional_rate_limits: [reserve(0)] });
    expect(judge(state, defaultSettings, nowMs).use).toBe('unknown');
    const spark = { limit_name: 'Spark', metered_feature: 'spark', rate_limit: { primary_window: window(5) } };
    const beside = stateAfter({ plan_type: 'plus', rate_limit: null, additional_rate_limits: [reserve(0), spark] });
    expect(judge(beside, defaultSettings, nowMs).use).toBe('active');
    const usedUp = { ...spark, rate_limit: { primary_window: window(100) } };
    const others = stateAfter({ plan_type: 'plus', rate_limit: null, additional_rate_limits: [reserve(0), usedUp] });
    expect(judge(others, defaultSettings, nowMs).use).toBe('exhausted');
    const [account] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
    expect(account?.windows.map((each) => limitTitle(each, english))).toEqual(['Luna Reserve, week']);
  });
});
