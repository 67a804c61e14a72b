import { describe, expect, it } from 'vitest';

import { readCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody, observed, oddNames, usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const read = (body: unknown) => observed(readCodexUsage(body, asOfMs));
const window = (used: unknown, seconds?: unknown, rest: object = {}) => ({
  used_percent: used,
  ...(seconds === undefined ? {} : { limit_window_seconds: seconds }),
  ...rest,
});
const pair = (primary: unknown, secondary: unknown, rest: object = {}) =>
  read({ rate_limit: { primary_window: primary, secondary_window: secondary, ...rest } });

describe('Codex windows: what they are (S1-9)', () => {
  it('S1-9: reversed windows are named by length, not by slot', () => {
    expect(usedById(pair(window(61, 604_800), window(37, 18_000)))).toEqual({ weekly: 61, session: 37 });
  });

  it('S1-9: a nine-hour window keeps its own length', () => {
    const observation = read(fixtureBody('codex/nine-hour-window'));
    expect(usedById(observation)).toEqual({ weekly: 55, '9h': 19 });
    expect(windowById(observation, '9h').shape).toEqual({ name: null, scope: 'account', durationSeconds: 32_400 });
  });

  it('S1-9: windows without a length go by slot, and no length is made up', () => {
    const observation = pair(window(10), window(20));
    expect(usedById(observation)).toEqual({ session: 10, weekly: 20 });
    expect(windowById(observation, 'session').shape.durationSeconds).toBeNull();
  });

  it.each([
    [window(10, 18_000), window(20, 18_000), { session: 10, secondary: 20 }],
    [window(10, 604_800), window(20), { weekly: 10, secondary: 20 }],
    [window(10), window(20, 18_000), { primary: 10, session: 20 }],
  ])('S1-9: two windows never share one name (case %#)', (primary, secondary, used) => {
    expect(usedById(pair(primary, secondary))).toEqual(used);
  });

  it('S1-21: a slot with 0 % of 0 s is retired, not a window at 0 %', () => {
    const observation = pair(window(8, 604_800), window(0, 0));
    expect(usedById(observation)).toEqual({ weekly: 8 });
    expect(observation.windows?.complete).toBe(true);
  });

  it('S1-21: 0 % of a real length is a window at a true 0, and some % of 0 s is one without a length', () => {
    const observation = pair(window(0, 18_000), window(4, 0));
    expect(usedById(observation)).toEqual({ session: 0, weekly: 4 });
    expect(windowById(observation, 'weekly').shape.durationSeconds).toBeNull();
  });

  it('reads the length in minutes where a body gives it so', () => {
    expect(usedById(pair({ used_percent: 5, window_minutes: 10_080 }, null))).toEqual({ weekly: 5 });
  });
});

describe('Codex windows: what they say (S1-5 .. S1-10)', () => {
  it('S1-5: an unknown percentage is said unknown, never 0', () => {
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
  ])('X-5: %j resets at %j', (rest, resetsAt) => {
    expect(valueOf(windowById(pair(window(1, 18_000, rest), null), 'session').resetsAtMs)).toBe(resetsAt);
  });

  it('X-5: a reset that is not understood is listed and leaves the window whole', () => {
    const observation = pair(window(1, 18_000, { reset_at: 'soon' }), null);
    expect(oddNames(observation.oddPaths)).toEqual(['rate_limit.primary_window.reset_at']);
    expect(observation.windows?.complete).toBe(true);
  });

  it.each([['bad'], [-3], [true], ['1,5'], [5_000], [undefined]])(
    'S1-10: used_percent %j drops that window only',
    (used) => {
      const observation = pair(window(used, 18_000), window(43, 604_800));
      expect(usedById(observation)).toEqual({ weekly: 43 });
      expect(observation.windows?.complete).toBe(false);
      expect(oddNames(observation.oddPaths)).toEqual(['rate_limit.primary_window.used_percent']);
    },
  );

  it('S1-10: a malformed window discards neither its sibling nor the credits', () => {
    const observation = read(fixtureBody('codex/malformed-primary'));
    expect(usedById(observation)).toEqual({ weekly: 74 });
    expect(observation.balance).toEqual({ is: 'value', value: '64' });
  });

  it('S1-10: a length that is not understood leaves the figure under its slot, and the list open', () => {
    const observation = pair(window(7, 'long'), 'nothing');
    expect(usedById(observation)).toEqual({ session: 7 });
    expect(observation.windows?.complete).toBe(false);
    expect(oddNames(observation.oddPaths)).toEqual([
      'rate_limit.primary_window.limit_window_seconds',
      'rate_limit.secondary_window',
    ]);
  });

  it.each([[{ rate_limit: null }], [{}]])('S1-8: with %j windows are unsaid, and credits still read', (body) => {
    const observation = read({ ...body, credits: { has_credits: true, unlimited: false, balance: '12.50' } });
    expect(observation.windows).toBeUndefined();
    expect(observation.balance).toEqual({ is: 'value', value: '12.5' });
  });

  it('S1-8: empty slots of a rate limit that is there are a complete list of none', () => {
    expect(pair(null, null).windows).toEqual({ complete: true, items: [] });
  });
});

describe('Codex windows: the limit is hit (S1-6)', () => {
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
  ])('S1-6: %j and %j with the flag %j', (primary, secondary, flag, expected) => {
    expect(reached(primary, secondary, flag)).toEqual(expected);
  });
});

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
