import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  parseCodexEvent,
  parseLoggedRateLimits,
  parseLogLine,
} from '../../../../../core/providers/codex/session-log.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { usedById, valueOf, windowById } from '../../../../support/readings.ts';

const nowMs = Date.parse('2026-05-04T10:00:00Z');
const limits = {
  limit_id: 'codex',
  primary: { used_percent: 12.5, window_minutes: 300, resets_at: nowMs / 1000 + 60 },
};

function line(timestamp: unknown, rateLimits: unknown, more: object = {}): string {
  return JSON.stringify({
    timestamp,
    type: 'event_msg',
    payload: { type: 'token_count', rate_limits: rateLimits },
    ...more,
  });
}

describe('a line of a Codex session log', () => {
  it('gives the rate limits with the time of the line', () => {
    const read = parseLogLine(line('2026-05-04T09:58:30.250Z', limits), nowMs);
    expect(read).toMatchObject({ source: 'log', asOfMs: nowMs - 89_750 });
    expect(read?.windows).toMatchObject({
      complete: false,
      items: [{ id: 'session', usedPercent: statedValue(12.5) }],
    });
  });

  it.each([
    ['without rate limits', JSON.stringify({ timestamp: '2026-05-04T09:00:00Z', payload: {} })],
    ['whose rate limits are null', line('2026-05-04T09:00:00Z', null)],
    ['of the future', line('2026-05-04T10:00:00.001Z', limits)],
    ['without a time', line(undefined, limits)],
    ['whose time is no time', line('soon', limits)],
    ['that was cut off', line('2026-05-04T09:00:00Z', limits).slice(0, -3)],
    [
      'in which a person talks about them',
      JSON.stringify({ timestamp: '2026-05-04T09:00:00Z', payload: { text: line('2026-05-04T09:00:00Z', limits) } }),
    ],
    [
      'that holds them elsewhere',
      JSON.stringify({
        timestamp: '2026-05-04T09:00:00Z',
        rate_limits: limits,
        payload: { output: { rate_limits: limits } },
      }),
    ],
    ['that is a list', JSON.stringify([{ payload: { rate_limits: limits } }])],
  ])('states nothing for %s', (_what, text) => {
    expect(parseLogLine(text, nowMs)).toBeNull();
  });

  it('never throws, for any text', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseLogLine(line('2026-05-04T09:00:00Z', value), nowMs)));
    fc.assert(fc.property(fc.string(), (text) => parseLogLine(`"rate_limits"${text}`, nowMs) === null));
  });
});

const asOfMs = 1_795_305_600_000;
const resetSeconds = asOfMs / 1000 + 3_000;
const logged = {
  limit_id: 'codex',
  limit_name: null,
  primary: { used_percent: 41, window_minutes: 300, resets_at: resetSeconds },
  secondary: { used_percent: 9.5, window_minutes: 10_080, resets_at: resetSeconds + 400_000 },
  credits: { has_credits: true, unlimited: false, balance: '19.50' },
  individual_limit: null,
  spend_control_reached: null,
  plan_type: null,
  rate_limit_reached_type: null,
};

const inLog = (more: object = {}): Observation => spoken(parseLoggedRateLimits({ ...logged, ...more }, asOfMs, 'log'));
const event = (more: object): Observation | null =>
  parseCodexEvent({ type: 'codex.rate_limits', ...more }, asOfMs, 'headers');

function spoken(observation: Observation | null): Observation {
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
}

describe('the rate limits of a session log', () => {
  it('parses windows and credits with their source and time', () => {
    const observation = inLog();
    expect(observation).toMatchObject({ source: 'log', asOfMs, windows: { complete: false } });
    expect(usedById(observation)).toEqual({ session: 41, weekly: 9.5 });
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(resetSeconds * 1000);
    expect(valueOf(observation.balance)).toBe('19.5');
  });

  it('states nothing for a null plan, null credits, a null spend limit or a null window', () => {
    const observation = inLog({ credits: null, secondary: null });
    expect(Object.keys(observation).sort()).toEqual(['asOfMs', 'oddPaths', 'source', 'windows']);
    expect(usedById(observation)).toEqual({ session: 41 });
  });

  it('states no credits where the flags are no booleans', () => {
    const observation = inLog({ credits: { has_credits: 'true', unlimited: false, balance: '3' } });
    expect([observation.credits, observation.balance]).toEqual([undefined, undefined]);
  });

  it('states that a null balance is unknown', () => {
    expect(valueOf(inLog({ credits: { has_credits: true, unlimited: false, balance: null } }).balance)).toBe('unknown');
  });

  it('parses the individual limit and the plan', () => {
    const observation = inLog({ plan_type: 'team', individual_limit: { limit: '50', used: '12.5', resets_at: null } });
    expect(valueOf(observation.plan)).toBe('team');
    expect(valueOf(observation.spend)).toMatchObject({ used: '12.5', limit: '50', remaining: '37.5' });
  });

  it('parses another limit id as a separate limit', () => {
    const observation = inLog({ limit_id: 'Codex-Lynx', limit_name: 'Lynx Large', secondary: null });
    expect(windowById(observation, 'codex_lynx').shape).toMatchObject({ name: 'Lynx Large', scope: 'own' });
  });

  it('keeps one window where the other is malformed', () => {
    expect(usedById(inLog({ primary: { used_percent: 'lots', window_minutes: 300 } }))).toEqual({ weekly: 9.5 });
  });

  it.each([[null], [undefined], ['text'], [[]], [{}], [{ limit_id: 'codex', primary: null, credits: null }]])(
    'states nothing for %j',
    (rateLimits) => {
      expect(parseLoggedRateLimits(rateLimits, asOfMs, 'log')).toBeNull();
    },
  );

  it('never throws and never invents a value, whichever part is replaced', () => {
    fc.assert(
      fc.property(mutated(logged), (body) => {
        const observation = parseLoggedRateLimits(body, asOfMs, 'log');
        if (observation !== null) expectHonest({ ok: true, observation });
      }),
      { numRuns: 300 },
    );
  });
});

describe('the event codex.rate_limits', () => {
  const block = { primary: { used_percent: 22, window_minutes: 300, reset_at: resetSeconds } };

  it('parses windows, plan, code review and extra limits', () => {
    const observation = spoken(
      event({
        plan_type: 'plus',
        rate_limits: block,
        code_review_rate_limits: { primary: { used_percent: 6, window_minutes: 60 }, secondary: null },
        additional_rate_limits: { lynx: { primary: { used_percent: 71, window_minutes: 300 } } },
      }),
    );
    expect(usedById(observation)).toEqual({ session: 22, code_review: 6, lynx: 71 });
    expect(valueOf(observation.plan)).toBe('plus');
    expect(observation.windows?.complete).toBe(false);
  });

  it('states no credits where they are missing', () => {
    expect(spoken(event({ rate_limits: block, credits: null })).credits).toBeUndefined();
  });

  it('states only the metered limit where it names one', () => {
    const observation = spoken(
      event({
        metered_limit_name: 'codex_lynx',
        plan_type: 'plus',
        rate_limits: block,
        credits: { has_credits: true, unlimited: false, balance: '1' },
      }),
    );
    expect(Object.keys(observation).sort()).toEqual(['asOfMs', 'oddPaths', 'source', 'windows']);
    expect(usedById(observation)).toEqual({ codex_lynx: 22 });
  });

  it('gives code review the same id in every source', () => {
    const observation = spoken(event({ metered_limit_name: 'codex_code_review', rate_limits: block }));
    expect(windowById(observation, 'code_review').shape).toMatchObject({ name: 'Code review', scope: 'own' });
  });

  it.each([
    [{ type: 'response.completed', rate_limits: block }],
    [{ rate_limits: { primary: { used_percent: 'x' } } }],
    [{ rate_limits: null }],
    [{}],
  ])('states nothing for %j', (more) => {
    expect(event(more)).toBeNull();
  });
});
