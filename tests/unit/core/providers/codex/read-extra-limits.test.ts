import { describe, expect, it } from 'vitest';
import { readCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody, observed, usedById, windowById, oddNames } from '../../../../support/readings.ts';

const hours5 = { used_percent: 12, limit_window_seconds: 18_000 };
const week = { used_percent: 29, limit_window_seconds: 604_800 };
const emptyMain = { primary_window: null, secondary_window: null };
const readExtra = (limits: unknown, rest: object = {}) =>
  observed(readCodexUsage({ rate_limit: emptyMain, additional_rate_limits: limits, ...rest }, 1_795_305_600_000));

describe('Codex limits of models and features (S1-7)', () => {
  it('S1-7: a limit of two windows gives two ids, the shorter one plain', () => {
    const entry = {
      limit_name: 'Swift',
      metered_feature: ' codex_swift ',
      rate_limit: { primary_window: week, secondary_window: hours5 },
    };
    const observation = readExtra([entry]);
    expect(usedById(observation)).toEqual({ codex_swift: 12, 'codex_swift:weekly': 29 });
    expect(windowById(observation, 'codex_swift:weekly').shape).toEqual({
      name: 'Swift',
      scope: 'own',
      durationSeconds: 604_800,
    });
  });

  it('S1-7: of two windows whose lengths are not both known, the first goes by the limit’s own id', () => {
    const unknown = { used_percent: 3 };
    const entry = (primary: object, secondary: object) => ({ swift: { primary, secondary } });
    expect(usedById(readExtra(entry(hours5, unknown)))).toEqual({ swift: 12, 'swift:weekly': 3 });
    expect(usedById(readExtra(entry(unknown, hours5)))).toEqual({ swift: 3, 'swift:secondary': 12 });
    expect(usedById(readExtra(entry(hours5, hours5)))).toEqual({ swift: 12, 'swift:secondary': 12 });
  });

  it('S1-7: the object form is keyed by name and may hold its windows directly', () => {
    const observation = readExtra({
      'Example Swift': { primary: hours5 },
      other: { metered_feature: 'codex_other', secondary: week },
    });
    expect(usedById(observation)).toEqual({ 'Example Swift': 12, codex_other: 29 });
    expect(windowById(observation, 'codex_other').shape.name).toBe('other');
    expect(observation.windows?.complete).toBe(true);
  });

  it.each([[null], [[null]], [[{ metered_feature: 'x', rate_limit: null }]], [{}], [[{ metered_feature: 'x' }]]])(
    'S1-7: %j holds no limit and nothing odd',
    (limits) => {
      const observation = readExtra(limits);
      expect(observation.windows).toEqual({ complete: true, items: [] });
      expect(oddNames(observation.oddPaths)).toEqual([]);
    },
  );

  it.each([
    [[{ metered_feature: ' ', rate_limit: { primary_window: hours5 } }], 'additional_rate_limits[0]'],
    [['text'], 'additional_rate_limits[0]'],
    [5, 'additional_rate_limits'],
    [[{ metered_feature: 'x', rate_limit: 'text' }], 'additional_rate_limits[0]'],
    [
      [{ metered_feature: 'x', rate_limit: { primary_window: { used_percent: 'x' } } }],
      'additional_rate_limits[0].primary_window.used_percent',
    ],
  ])('S1-7: %j is skipped and listed, and the list stays open', (limits, path) => {
    const observation = readExtra(limits);
    expect(observation.windows?.items ?? []).toEqual([]);
    expect(observation.windows?.complete).toBe(false);
    expect(oddNames(observation.oddPaths)).toEqual([path]);
  });

  it('S1-10: one malformed entry leaves the others', () => {
    const observation = readExtra([7, { metered_feature: 'good', rate_limit: { primary_window: hours5 } }]);
    expect(usedById(observation)).toEqual({ good: 12 });
    expect(windowById(observation, 'good').shape.name).toBe('good');
  });

  it('two limits never share an id, nor take the name of an account window', () => {
    const twin = { metered_feature: 'twin', rate_limit: { primary_window: hours5 } };
    const observation = readExtra([twin, twin, { metered_feature: 'weekly', rate_limit: { primary_window: week } }]);
    expect(usedById(observation)).toEqual({ twin: 12, 'limit:weekly': 29 });
    expect(observation.windows?.complete).toBe(false);
  });

  it('S1-17: code review is a limit of its own', () => {
    const observation = readExtra(null, { code_review_rate_limit: { primary_window: week, secondary_window: null } });
    expect(windowById(observation, 'code_review').shape).toEqual({
      name: 'Code review',
      scope: 'own',
      durationSeconds: 604_800,
    });
  });

  it('S1-7: reads them beside the account’s own windows', () => {
    const observation = observed(readCodexUsage(fixtureBody('codex/ok'), 1_795_305_600_000));
    expect(usedById(observation)).toEqual({
      session: 37,
      weekly: 61,
      codex_example_swift: 12,
      'codex_example_swift:weekly': 29,
      code_review: 8,
    });
    expect(observation.windows?.complete).toBe(true);
    expect(oddNames(observation.oddPaths)).toEqual([]);
  });
});
