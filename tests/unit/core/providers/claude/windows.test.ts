import { describe, expect, it } from 'vitest';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { fixtureBody, observed, usedById, valueOf, windowById, oddNames } from '../../../../support/readings.ts';

const read = (body: unknown) => observed(readClaudeUsage(body, 1_795_305_600_000));
const flat = (utilization: unknown, resets: object = {}) => ({ utilization, ...resets });
const scoped = (name: unknown, percent: unknown) => ({
  kind: 'weekly_scoped',
  percent,
  scope: { model: { display_name: name } },
});

describe('Claude windows', () => {
  it('parses a full body, without listing a model twice and without code names', () => {
    const observation = read(fixtureBody('claude/full'));
    expect(usedById(observation)).toEqual({ session: 42, weekly: 71, 'weekly:sonnet': 6.5, 'weekly:fable': 18 });
    expect(observation.windows?.complete).toBe(true);
    expect(oddNames(observation.oddPaths)).toEqual([]);
    expect(windowById(observation, 'session').shape).toMatchObject({
      name: null,
      scope: 'account',
      durationSeconds: 18_000,
    });
    expect(windowById(observation, 'weekly:fable').shape).toMatchObject({
      name: 'Fable',
      scope: 'part',
      durationSeconds: 604_800,
    });
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(Date.UTC(2026, 10, 22, 4, 59, 59, 731));
  });

  it.each([[0.02], [1], [0], [0.5], [104]])(
    'parses a utilization of %d as %d percent, whatever its size',
    (utilization) => {
      expect(usedById(read({ five_hour: flat(utilization) }))).toEqual({ session: utilization });
    },
  );

  it('states that a null utilization and a null reset are unknown', () => {
    const item = windowById(read({ five_hour: flat(null, { resets_at: null }) }), 'session');
    expect([item.usedPercent, item.resetsAtMs]).toEqual([{ is: 'unknown' }, { is: 'unknown' }]);
  });

  it.each([
    ['2026-11-22T05:00:00', Date.UTC(2026, 10, 22, 5)],
    ['2026-11-22T05:00:00.123456+00:00', Date.UTC(2026, 10, 22, 5, 0, 0, 123)],
    [1_795_323_600, Date.UTC(2026, 10, 22, 5)],
    ['', 'unknown'],
    [undefined, undefined],
    ['soon', undefined],
  ])('parses resets_at %j as %j', (resets, expected) => {
    expect(valueOf(windowById(read({ five_hour: flat(3, { resets_at: resets }) }), 'session').resetsAtMs)).toBe(
      expected,
    );
  });

  it.each([['x'], [-1], [true], [undefined], [4_000]])(
    'leaves out only the window with a utilization of %j',
    (utilization) => {
      const observation = read({ five_hour: flat(utilization), seven_day: flat(9) });
      expect(usedById(observation)).toEqual({ weekly: 9 });
      expect(oddNames(observation.oddPaths)).toEqual(['five_hour.utilization']);
      expect(observation.windows?.complete).toBe(false);
    },
  );

  it('parses cowork under either key, whichever has a value', () => {
    expect(usedById(read({ seven_day_routines: null, seven_day_cowork: flat(14) }))).toEqual({ 'weekly:cowork': 14 });
    expect(usedById(read({ seven_day_routines: flat(15), seven_day_cowork: null }))).toEqual({ 'weekly:cowork': 15 });
  });

  it('ignores shared windows and windows with code names', () => {
    const observation = read({
      five_hour: flat(1),
      seven_day_omelette: flat(2),
      seven_day_design: flat(3),
      cedar_example: flat(4),
      note: 'x',
    });
    expect(usedById(observation)).toEqual({ session: 1 });
    expect(oddNames(observation.oddPaths)).toEqual([]);
  });
});

describe('Claude limits[]', () => {
  it('fills in only where the window’s own key is null, missing or malformed', () => {
    const limits = [
      { kind: 'session', percent: 11 },
      { kind: 'weekly_all', percent: 22 },
    ];
    expect(usedById(read({ five_hour: null, limits }))).toEqual({ session: 11, weekly: 22 });
    expect(usedById(read({ five_hour: flat(50), seven_day: flat('x'), limits }))).toEqual({ session: 50, weekly: 22 });
  });

  it('names the weeks of models by their model, and ignores those without one', () => {
    const observation = read({
      limits: [
        scoped('Fable', 5),
        scoped(null, 6),
        { kind: 'weekly_scoped', percent: 7, scope: { model: null } },
        scoped('寓言 2', 8),
      ],
    });
    expect(usedById(observation)).toEqual({ 'weekly:fable': 5, 'weekly:寓言-2': 8 });
    expect(observation.windows?.complete).toBe(true);
  });

  it('lists a model with its own key once, even where limits[] has a longer name', () => {
    expect(usedById(read({ seven_day_opus: flat(30), limits: [scoped('Claude Opus 4.5', 31)] }))).toEqual({
      'weekly:opus': 30,
    });
    expect(usedById(read({ seven_day_opus: null, limits: [scoped('Opus', 31)] }))).toEqual({ 'weekly:opus': 31 });
    expect(usedById(read({ limits: [scoped('Fable', 5), scoped('Fable', 6)] }))).toEqual({ 'weekly:fable': 5 });
  });

  it('ignores unknown kinds and empty entries', () => {
    const observation = read({
      limits: [null, { kind: 'hourly_new', percent: 'x' }, { kind: 'session', percent: null }],
    });
    expect(usedById(observation)).toEqual({ session: 'unknown' });
    expect(oddNames(observation.oddPaths)).toEqual([]);
  });

  it.each([
    [[5], ['limits[0]']],
    [[{ kind: 'session', percent: 'x' }], ['limits[0].percent']],
    ['text', ['limits']],
  ])('reports limits of %j, and marks the windows as incomplete', (limits, oddPaths) => {
    const observation = read({ seven_day: flat(9), limits });
    expect(usedById(observation)).toEqual({ weekly: 9 });
    expect(observation.windows?.complete).toBe(false);
    expect(oddNames(observation.oddPaths)).toEqual(oddPaths);
  });

  it('states no windows where the body states none', () => {
    expect(read(fixtureBody('claude/extra-usage-only')).windows).toBeUndefined();
  });
});
