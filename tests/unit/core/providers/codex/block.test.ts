import { describe, expect, it } from 'vitest';
import { parseAppServerLimits } from '../../../../../core/providers/codex/app-server.ts';
import { parseCodexHeaders } from '../../../../../core/providers/codex/headers.ts';
import { parseLoggedRateLimits } from '../../../../../core/providers/codex/session-log.ts';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { observed, usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const resetSeconds = asOfMs / 1000 + 86_400;
const windows = {
  primary_window: { used_percent: 12, limit_window_seconds: 18_000 },
  secondary_window: { used_percent: 40, limit_window_seconds: 604_800 },
};
const open = { allowed: true, limit_reached: false, ...windows };

const unknown = { code: 'unknown', endsAtMs: null };
const noCredits = { code: 'workspace-credits', endsAtMs: null };

describe('the block in a usage answer', () => {
  const individual = { limit: '25000', used: '25000', reset_at: resetSeconds };

  it.each([
    ['nothing blocks', { rate_limit: open }, null],
    ['allowed: false', { rate_limit: { ...open, allowed: false } }, unknown],
    ['limit_reached: true', { rate_limit: { ...open, limit_reached: true } }, unknown],
    [
      'the credits of the workspace are gone',
      { rate_limit: { ...open, allowed: false }, rate_limit_reached_type: 'workspace_owner_credits_depleted' },
      noCredits,
    ],
    ['the same as an object', { rate_limit_reached_type: { type: 'workspace_member_credits_depleted' } }, noCredits],
    [
      'the same under another key',
      { rate_limit_reached_type: { kind: 'workspace_member_credits_depleted' } },
      noCredits,
    ],
    [
      'a limit of the workspace, whatever `allowed` says',
      { rate_limit: open, rate_limit_reached_type: { type: 'workspace_member_usage_limit_reached' } },
      { code: 'spend-cap', endsAtMs: null },
    ],
    ['a reason that is not known', { rate_limit: open, rate_limit_reached_type: 'solar_flare' }, unknown],
    [
      'the spend limit is reached',
      { rate_limit: open, spend_control: { reached: true, individual_limit: individual } },
      { code: 'spend-cap', endsAtMs: resetSeconds * 1000 },
    ],
    [
      'the spend limit is used up and said not to be reached',
      { spend_control: { reached: false, individual_limit: individual } },
      null,
    ],
    ['no reason', { rate_limit: null, rate_limit_reached_type: null }, null],
    ['nothing at all', { rate_limit: null, credits: null }, 'unknown'],
    ['flags that are no flags', { rate_limit: { ...windows, allowed: 'false', limit_reached: 1 } }, 'unknown'],
  ])('%s', (_, body, expected) => {
    expect(valueOf(observed(parseCodexUsage({ plan_type: 'team', ...body }, asOfMs)).blocked)).toEqual(expected);
  });

  it('marks no window as hit where the service states another reason', () => {
    const observation = observed(
      parseCodexUsage(
        {
          rate_limit: { ...windows, limit_reached: true, secondary_window: null },
          rate_limit_reached_type: 'workspace_owner_credits_depleted',
        },
        asOfMs,
      ),
    );
    expect(valueOf(windowById(observation, 'session').reached)).toBe(false);
  });
});

describe('the block in the tool’s answer and in its log', () => {
  const rateLimits = { limitId: 'codex', primary: { usedPercent: 12, windowDurationMins: 300 } };

  it.each([
    [
      'ordinary usage is off',
      { ordinaryUsageAllowed: false, rateLimits },
      { code: 'ordinary-usage-off', endsAtMs: null },
    ],
    ['ordinary usage is on', { ordinaryUsageAllowed: true, rateLimits }, null],
    [
      'a reason',
      { rateLimits: { ...rateLimits, rateLimitReachedType: 'workspace_owner_credits_depleted' } },
      noCredits,
    ],
    [
      'a reached spend limit',
      { ordinaryUsageAllowed: false, rateLimits: { ...rateLimits, spendControlReached: true } },
      { code: 'spend-cap', endsAtMs: null },
    ],
    ['nothing', { rateLimits }, undefined],
  ])('the tool: %s', (_, result, expected) => {
    expect(valueOf(parseAppServerLimits(result, asOfMs)?.blocked)).toEqual(expected);
  });

  it.each([
    ['nothing', { rate_limit_reached_type: null, spend_control_reached: null }, undefined],
    ['a hit limit', { rate_limit_reached_type: 'rate_limit_reached' }, unknown],
    [
      'a hit limit of a model',
      { limit_id: 'lynx', rate_limit_reached_type: 'rate_limit_reached' },
      { ...unknown, windowId: 'lynx' },
    ],
    ['a reached spend limit', { spend_control_reached: true }, { code: 'spend-cap', endsAtMs: null }],
  ])('the log: %s', (_, more, expected) => {
    const rateLimitsOfLog = { limit_id: 'codex', primary: { used_percent: 12, window_minutes: 300 }, ...more };
    expect(valueOf(parseLoggedRateLimits(rateLimitsOfLog, asOfMs, 'log')?.blocked)).toEqual(expected);
  });
});

describe('a refusal of a model call', () => {
  const refusal = { error: { type: 'usage_limit_reached', resets_at: resetSeconds } };
  const ends = { code: 'unknown', endsAtMs: resetSeconds * 1000 };
  const session = { 'x-codex-primary-used-percent': '12', 'x-codex-primary-window-minutes': '300' };
  const lynx = { 'x-lynx-primary-used-percent': '100', 'x-lynx-primary-window-minutes': '10080' };

  it.each([
    ['without a window', {}, ends],
    ['for the limit of the account', session, ends],
    ['for a limit that no header describes', { 'x-codex-active-limit': 'lynx' }, { ...ends, windowId: 'lynx' }],
    [
      'for a limit that other headers describe',
      { ...session, 'x-codex-active-limit': 'lynx' },
      { ...ends, windowId: 'lynx' },
    ],
    ['for a limit whose window is hit', { ...lynx, 'x-codex-active-limit': 'lynx' }, undefined],
    [
      'with a reason',
      { 'x-codex-rate-limit-reached-type': ' workspace_member_usage_limit_reached ' },
      { code: 'spend-cap', endsAtMs: resetSeconds * 1000 },
    ],
    ['with a reason that is not known', { 'x-codex-rate-limit-reached-type': 'primary' }, ends],
  ])('is never lost: %s', (_, headers, expected) => {
    expect(valueOf(parseCodexHeaders(headers, asOfMs, refusal)?.blocked)).toEqual(expected);
  });

  it('names no window where several could be the one that was hit', () => {
    const week = { 'x-codex-secondary-used-percent': '40', 'x-codex-secondary-window-minutes': '10080' };
    const observation = parseCodexHeaders({ ...session, ...week }, asOfMs, { error: { type: 'usage_limit_reached' } });
    const reached = observation?.windows?.items.map((window) => valueOf(window.reached));
    expect(reached).toEqual(['one-of-several', 'one-of-several']);
  });

  it.each([['100.5'], ['101'], ['107'], ['999']])('leaves out a window that is %s %% used', (percent) => {
    const observation = parseCodexHeaders({ ...session, 'x-codex-secondary-used-percent': percent }, asOfMs);
    expect(observation === null ? null : usedById(observation)).toEqual({ session: 12 });
    expect(observation?.oddPaths).toHaveLength(1);
  });
});
