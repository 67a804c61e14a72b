import { describe, expect, it } from 'vitest';

import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody, observed, oddNames, usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const read = (body: unknown) => observed(parseCodexUsage(body, asOfMs));
const window = (used: unknown, seconds?: unknown, rest: object = {}) => ({
  used_percent: used,
  ...(seconds === undefined ? {} : { limit_window_seconds: seconds }),
  ...rest,
});
const pair = (primary: unknown, secondary: unknown, rest: object = {}) =>
  read({ rate_limit: { primary_window: primary, secondary_window: secondary, ...rest } });

describe('Codex windows: ids and lengths', () => {
  it('names windows by length, not by position', () => {
    expect(usedById(pair(window(61, 604_800), window(37, 18_000)))).toEqual({ weekly: 61, session: 37 });
  });

  it('keeps the length of a nine-hour window', () => {
    const observation = read(fixtureBody('codex/nine-hour-window'));
    expect(usedById(observation)).toEqual({ weekly: 55, '9h': 19 });
    expect(windowById(observation, '9h').shape).toEqual({ name: null, scope: 'account', durationSeconds: 32_400 });
  });

  it('names windows without a length by position, and invents no length', () => {
    const observation = pair(window(10), window(20));
    expect(usedById(observation)).toEqual({ session: 10, weekly: 20 });
    expect(windowById(observation, 'session').shape.durationSeconds).toBeNull();
  });

  it.each([
    [window(10, 18_000), window(20, 18_000), { session: 10, secondary: 20 }],
    [window(10, 604_800), window(20), { weekly: 10, secondary: 20 }],
    [window(10), window(20, 18_000), { primary: 10, session: 20 }],
  ])('gives two windows different ids (case %#)', (primary, secondary, used) => {
    expect(usedById(pair(primary, secondary))).toEqual(used);
  });

  it('takes a window with 0 % and a length of 0 as retired', () => {
    const observation = pair(window(8, 604_800), window(0, 0));
    expect(usedById(observation)).toEqual({ weekly: 8 });
    expect(observation.windows?.complete).toBe(true);
  });

  it('keeps a window with 0 % and a length, and one with a percentage and a length of 0', () => {
    const observation = pair(window(0, 18_000), window(4, 0));
    expect(usedById(observation)).toEqual({ session: 0, weekly: 4 });
    expect(windowById(observation, 'weekly').shape.durationSeconds).toBeNull();
  });

  it('parses a length in minutes', () => {
    expect(usedById(pair({ used_percent: 5, window_minutes: 10_080 }, null))).toEqual({ weekly: 5 });
  });
});

describe('Codex windows: percentages and resets', () => {
  it('states that a null percentage is unknown, not 0', () => {
    expect(usedById(pair(window(null, 18_000), window(3, 604_800)))).toEqual({ session: 'unknown', weekly: 3 });
  });

  it.each([
    [{ reset_at: 1_795_309_620 }, 1_795_309_620_000],
    [{ reset_at: '1795309620' }, 1_795_309_620_000],
    [{ resets_at: 1_795_309_620 }, 1_795_309_620_000],
    [{ reset_at: 1_795_309_620, reset_after_seconds: 4_000 }, 1_795_309_620_000],
    [{ reset_at: 1_795_309_620, reset_after_seconds: 5 }, asOfMs + 5_000],
    [{ reset_after_seconds: 60 }, asOfMs + 60_000],
    [{ reset_at: null, reset_after_seconds: 60 }, asOfMs + 60_000],
    [{ reset_at: null }, 'unknown'],
    [{ reset_at: '' }, 'unknown'],
    [{ reset_at: 0 }, 'unknown'],
    [{}, undefined],
    [{ reset_at: 'soon' }, undefined],
    [{ reset_at: 9e20 }, undefined],
  ])('parses %j with the reset %j', (rest, resetsAt) => {
    expect(valueOf(windowById(pair(window(1, 18_000, rest), null), 'session').resetsAtMs)).toBe(resetsAt);
  });

  it('reports a reset that is not understood and keeps the window', () => {
    const observation = pair(window(1, 18_000, { reset_at: 'soon' }), null);
    expect(oddNames(observation.oddPaths)).toEqual(['rate_limit.primary_window.reset_at']);
    expect(observation.windows?.complete).toBe(true);
  });

  it.each([['bad'], [-3], [true], ['1,5'], [5_000], [undefined]])(
    'leaves out only the window with used_percent %j',
    (used) => {
      const observation = pair(window(used, 18_000), window(43, 604_800));
      expect(usedById(observation)).toEqual({ weekly: 43 });
      expect(observation.windows?.complete).toBe(false);
      expect(oddNames(observation.oddPaths)).toEqual(['rate_limit.primary_window.used_percent']);
    },
  );

  it('keeps the other window and the credits where one window is malformed', () => {
    const observation = read(fixtureBody('codex/malformed-primary'));
    expect(usedById(observation)).toEqual({ weekly: 74 });
    expect(observation.balance).toEqual({ is: 'value', value: '64' });
  });

  it('names a window by position where its length is not understood, and marks the list as incomplete', () => {
    const observation = pair(window(7, 'long'), 'nothing');
    expect(usedById(observation)).toEqual({ session: 7 });
    expect(observation.windows?.complete).toBe(false);
    expect(oddNames(observation.oddPaths)).toEqual([
      'rate_limit.primary_window.limit_window_seconds',
      'rate_limit.secondary_window',
    ]);
  });

  it.each([[{ rate_limit: null }], [{}]])('states no windows for %j, and still parses credits', (body) => {
    const observation = read({ ...body, credits: { has_credits: true, unlimited: false, balance: '12.50' } });
    expect(observation.windows).toBeUndefined();
    expect(observation.balance).toEqual({ is: 'value', value: '12.5' });
  });

  it('states a complete empty list where both positions are null', () => {
    expect(pair(null, null).windows).toEqual({ complete: true, items: [] });
  });
});

describe('Codex windows: which one was hit', () => {
  const reached = (primary: number | null, secondary: number | null, flag: unknown) => {
    const observation = pair(window(primary, 18_000), window(secondary, 604_800), { limit_reached: flag });
    return [valueOf(windowById(observation, 'session').reached), valueOf(windowById(observation, 'weekly').reached)];
  };

  it.each([
    [12, 30, false, [false, false]],
    [100, 30, true, [true, false]],
    [12, 100, true, [false, true]],
    [100, 100, true, [true, true]],
    [12, null, true, [false, true]],
    [98, 99.6, true, [false, true]],
    [12, 40, true, ['one-of-several', 'one-of-several']],
    [60, 80, true, ['one-of-several', 'one-of-several']],
    [null, null, true, ['one-of-several', 'one-of-several']],
    [100, 100, null, ['unknown', 'unknown']],
    [100, 100, undefined, [undefined, undefined]],
    [100, 100, 'true', [undefined, undefined]],
  ])('marks %j and %j with the flag %j', (primary, secondary, flag, expected) => {
    expect(reached(primary, secondary, flag)).toEqual(expected);
  });
});

const hours5 = { used_percent: 12, limit_window_seconds: 18_000 };
const week = { used_percent: 29, limit_window_seconds: 604_800 };
const emptyMain = { primary_window: null, secondary_window: null };
const readExtra = (limits: unknown, rest: object = {}) =>
  observed(parseCodexUsage({ rate_limit: emptyMain, additional_rate_limits: limits, ...rest }, 1_795_305_600_000));

describe('Codex limits of models and features', () => {
  it('gives two windows of a limit two ids, the plain id to the shorter one', () => {
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

  it('gives the first of two windows the plain id where a length is unknown', () => {
    const unknown = { used_percent: 3 };
    const entry = (primary: object, secondary: object) => ({ swift: { primary, secondary } });
    expect(usedById(readExtra(entry(hours5, unknown)))).toEqual({ swift: 12, 'swift:weekly': 3 });
    expect(usedById(readExtra(entry(unknown, hours5)))).toEqual({ swift: 3, 'swift:secondary': 12 });
    expect(usedById(readExtra(entry(hours5, hours5)))).toEqual({ swift: 12, 'swift:secondary': 12 });
  });

  it('parses the object form, which is keyed by name and may hold its windows directly', () => {
    const observation = readExtra({
      'Example Swift': { primary: hours5 },
      other: { metered_feature: 'codex_other', secondary: week },
    });
    expect(usedById(observation)).toEqual({ 'Example Swift': 12, codex_other: 29 });
    expect(windowById(observation, 'codex_other').shape.name).toBe('other');
    expect(observation.windows?.complete).toBe(true);
  });

  it.each([[null], [[null]], [[{ metered_feature: 'x', rate_limit: null }]], [{}], [[{ metered_feature: 'x' }]]])(
    'finds no limit and nothing unrecognized in %j',
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
  ])('skips and reports %j, and marks the list as incomplete', (limits, path) => {
    const observation = readExtra(limits);
    expect(observation.windows?.items ?? []).toEqual([]);
    expect(observation.windows?.complete).toBe(false);
    expect(oddNames(observation.oddPaths)).toEqual([path]);
  });

  it('keeps the other entries where one is malformed', () => {
    const observation = readExtra([7, { metered_feature: 'good', rate_limit: { primary_window: hours5 } }]);
    expect(usedById(observation)).toEqual({ good: 12 });
    expect(windowById(observation, 'good').shape.name).toBe('good');
  });

  it('gives no two limits the same id, and no limit the id of an account window', () => {
    const twin = { metered_feature: 'twin', rate_limit: { primary_window: hours5 } };
    const observation = readExtra([twin, twin, { metered_feature: 'weekly', rate_limit: { primary_window: week } }]);
    expect(usedById(observation)).toEqual({ twin: 12, 'limit:weekly': 29 });
    expect(observation.windows?.complete).toBe(false);
  });

  it('parses code review as a separate limit', () => {
    const observation = readExtra(null, { code_review_rate_limit: { primary_window: week, secondary_window: null } });
    expect(windowById(observation, 'code_review').shape).toEqual({
      name: 'Code review',
      scope: 'own',
      durationSeconds: 604_800,
    });
  });

  it('lists them after the account’s own windows', () => {
    const observation = observed(parseCodexUsage(fixtureBody('codex/ok'), 1_795_305_600_000));
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
