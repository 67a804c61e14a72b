import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaudeStatusLine } from '../../../../../core/providers/claude/status-line.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { noFacts } from '../../../../../core/usage/facts.ts';
import { judgeWindows } from '../../../../../core/usage/windows.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const resetSeconds = asOfMs / 1000 + 4_000;
const given = {
  session_id: 'example',
  model: { id: 'example-model', display_name: 'Example' },
  context_window: { used_percentage: 83 },
  rate_limits: {
    five_hour: { used_percentage: 24, resets_at: resetSeconds },
    seven_day: { used_percentage: 0.4, resets_at: resetSeconds + 90_000 },
    model_scoped: [{ display_name: 'Fable', utilization: 12, resets_at: '2026-11-24T09:00:00Z' }],
    spend_limit: { used_percentage: 41, resets_at: resetSeconds, used_usd: 20.5, limit_usd: 50, period: 'monthly' },
  },
};

function read(rateLimits: unknown) {
  const observation = parseClaudeStatusLine({ rate_limits: rateLimits }, asOfMs);
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
}

describe('the status line of Claude Code', () => {
  it('parses session, week and single models, with epoch seconds and ISO times', () => {
    const observation = read(given.rate_limits);
    expect(observation).toMatchObject({ source: 'statusline', asOfMs, windows: { complete: false }, oddPaths: [] });
    expect(usedById(observation)).toEqual({ session: 24, weekly: 0.4, 'weekly:fable': 12 });
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(resetSeconds * 1000);
    expect(valueOf(windowById(observation, 'weekly:fable').resetsAtMs)).toBe(Date.UTC(2026, 10, 24, 9));
  });

  it.each([
    [{}],
    [null],
    ['x'],
    [[]],
    [{ rate_limits: null }],
    [{ rate_limits: {} }],
    [{ context_window: { used_percentage: 5 } }],
  ])('states nothing before the first answer of a session: %j', (json) => {
    expect(parseClaudeStatusLine(json, asOfMs)).toBeNull();
  });

  it('states nothing for null, neither 0 nor unknown', () => {
    const observation = read({
      five_hour: { used_percentage: null, resets_at: resetSeconds },
      seven_day: { used_percentage: 3, resets_at: null },
    });
    expect(usedById(observation)).toEqual({ weekly: 3 });
    expect(windowById(observation, 'weekly').resetsAtMs).toBeUndefined();
    expect(observation.oddPaths).toEqual([]);
  });

  it('keeps the other windows where one is malformed, and reports it', () => {
    const observation = read({ five_hour: { used_percentage: 'many' }, seven_day: { used_percentage: 3 } });
    expect(usedById(observation)).toEqual({ weekly: 3 });
    expect(observation.oddPaths).toEqual(['rate_limits.five_hour']);
  });

  it('ignores other keys and entries without a name', () => {
    const observation = read({
      five_hour: { used_percentage: 3 },
      amber_gauge: { used_percentage: 9 },
      seven_day_opus: { used_percentage: 9 },
      model_scoped: [null, { utilization: 9 }, { display_name: ' ', utilization: 9 }],
    });
    expect(usedById(observation)).toEqual({ session: 3 });
  });

  it('never throws and never invents a value, whichever part is replaced', () => {
    fc.assert(
      fc.property(mutated(given), (json) => {
        const observation = parseClaudeStatusLine(json, asOfMs);
        if (observation !== null) expectHonest({ ok: true, observation });
      }),
      { numRuns: 300 },
    );
  });

  it('parses the spend limit of a gateway where it is the only figure', () => {
    const spend_limit = {
      used_percentage: 41,
      resets_at: resetSeconds,
      used_usd: 20.5,
      limit_usd: 50,
      period: 'month',
    };
    expect(valueOf(read({ spend_limit }).spend)).toMatchObject({
      currency: 'USD',
      used: '20.50',
      limit: '50.00',
      remaining: '29.50',
      resetsAtMs: resetSeconds * 1000,
    });
    expect(read({ spend_limit }).windows).toBeUndefined();
    expect(usedById(read({ spend_limit: { used_percentage: 41 } }))).toEqual({ 'spend-limit': 41 });
  });

  it.each([
    ['daily', 'spend-limit-daily'],
    ['weekly', 'spend-limit-weekly'],
    ['monthly', 'spend-limit-monthly'],
    ['month', 'spend-limit'],
    [undefined, 'spend-limit'],
    [null, 'spend-limit'],
    [{}, 'spend-limit'],
  ])('names the spend limit by its period %j', (period, scope) => {
    const spend_limit = { used_percentage: 41, resets_at: resetSeconds, used_usd: 20.5, limit_usd: 50, period };
    expect(valueOf(read({ spend_limit }).spend)).toMatchObject({ scope });
  });

  it.each([
    ['no dollars', {}],
    ['no limit in dollars', { used_usd: 20.5 }],
    ['no use in dollars', { limit_usd: 50 }],
    ['dollars that are null', { used_usd: null, limit_usd: null }],
    ['dollars that are no numbers', { used_usd: 'many', limit_usd: true }],
    ['negative dollars', { used_usd: -1, limit_usd: 50 }],
    ['a limit of 0 that contradicts the percentage', { used_usd: 20.5, limit_usd: 0 }],
  ])('shows the percentage as a limit of the whole account for %s', (_, dollars) => {
    const observation = read({ spend_limit: { used_percentage: 41, resets_at: resetSeconds, ...dollars } });
    expect(observation.spend).toBeUndefined();
    expect(observation.windows?.items).toEqual([
      {
        ...{ id: 'spend-limit', shape: { name: null, scope: 'account', durationSeconds: null } },
        ...{ usedPercent: statedValue(41), resetsAtMs: statedValue(resetSeconds * 1000) },
      },
    ]);
  });

  it('keeps use above the limit, a limit of 0 and dollars as text', () => {
    const spendOf = (limit: object) => valueOf(read({ spend_limit: { resets_at: resetSeconds, ...limit } }).spend);
    expect(spendOf({ used_percentage: 120, used_usd: 60, limit_usd: 50 })).toMatchObject({ remaining: '-10.00' });
    expect(spendOf({ used_percentage: 100, used_usd: 0, limit_usd: 0 })).toMatchObject({ used: '0.00', limit: '0.00' });
    expect(spendOf({ used_usd: '12.345', limit_usd: '50' })).toMatchObject({ used: '12.34', remaining: '37.66' });
  });

  it.each([
    [null],
    ['x'],
    [[]],
    [{}],
    [{ used_percentage: null }],
    [{ resets_at: resetSeconds, period: 'daily' }],
    [{ used_usd: 49, limit_usd: 50, resets_at: asOfMs / 1000 - 120 }],
  ])('states nothing for a spend limit of %j', (spend_limit) => {
    expect(parseClaudeStatusLine({ rate_limits: { spend_limit } }, asOfMs)).toBeNull();
  });

  it('takes a window at 0 % with a reset as running, even a whole length ahead', () => {
    const five_hour = { used_percentage: 0, resets_at: asOfMs / 1000 + 18_000 };
    const { windows } = merge(noFacts, read({ five_hour }));
    expect(judgeWindows(windows, asOfMs).map(({ state, usedPercent }) => [state, usedPercent])).toEqual([['open', 0]]);
  });
});
