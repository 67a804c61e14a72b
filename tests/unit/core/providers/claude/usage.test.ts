import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';
import { fixtureBody, observed, oddNames, valueOf } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;

describe('the Claude usage answer', () => {
  it.each([
    [null, ['$: null']],
    [[], ['$: array']],
    ['text', ['$: string']],
    [{}, ['$: object']],
    [{ type: 'error', error: {} }, ['$: object']],
    [{ five_hour: 'x' }, ['five_hour: string']],
    [{ limits: 5, extra_usage: 5 }, ['limits: number', 'extra_usage: number']],
  ])('fails for %j, which is no usage body', (body, paths) => {
    expect(readClaudeUsage(body, asOfMs)).toEqual({ ok: false, paths });
  });

  it('states its source and time', () => {
    expect(readClaudeUsage({ five_hour: null }, asOfMs)).toEqual({
      ok: false,
      paths: ['$: object'],
      failure: { kind: 'nothing-shown' },
      observation: { source: 'poll', asOfMs, windows: { complete: true, items: [] }, oddPaths: [] },
    });
  });

  it('never throws and never invents a value, for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => expectHonest(readClaudeUsage(body, asOfMs))));
  });

  it.each(['claude/full', 'claude/extra-usage-only'])(
    'never throws and never invents a value, whichever part of %s is replaced',
    (name) => {
      fc.assert(
        fc.property(mutated(fixtureBody(name)), (body) => expectHonest(readClaudeUsage(body, asOfMs))),
        { numRuns: 600 },
      );
    },
  );

  it.each(['claude/full', 'claude/extra-usage-only'])('never states 0 for a value of %s that is removed', (name) => {
    const figures = ['utilization', 'percent', 'amount_minor', 'used_credits', 'monthly_limit'];
    const blanked: unknown = JSON.parse(JSON.stringify(fixtureBody(name)), (key, value: unknown) =>
      figures.includes(key) ? null : value,
    );
    expect(JSON.stringify(readClaudeUsage(blanked, asOfMs))).not.toMatch(/"value":(0|"0")|"(used|limit|remaining)":"/);
  });
});

const resetsAsOfMs = Date.parse('2026-03-02T13:00:00Z');
const day = (days: number): string => new Date(resetsAsOfMs + days * 86_400_000).toISOString();
const grant = (left: unknown, rest: object = {}): object => ({
  id: 'grant-1',
  label: 'Reset',
  resets_total: 3,
  resets_left: left,
  starts_at: day(-2),
  ends_at: day(5),
  clears: ['five_hour', 'seven_day'],
  paused: false,
  usable_now: true,
  percent_used: 66,
  ...rest,
});
const bodyWith = (grants: unknown, rest: object = {}) => ({
  five_hour: { utilization: 12, resets_at: null },
  cedar_ember: { eligible: true, ineligible_reason: null, at_limit: false, grants, ...rest },
});
const read = (body: unknown) => observed(readClaudeUsage(body, resetsAsOfMs));
const counted = (grants: unknown, rest: object = {}) => valueOf(read(bodyWith(grants, rest)).resetCreditList);

describe('banked resets of a Claude answer', () => {
  it('are the sum of the usable grants, with the first end of these', () => {
    const grants = [grant(2), grant(1, { ends_at: day(3) }), grant(0, { ends_at: day(1) })];
    expect(counted(grants)).toEqual({ available: 3, nextExpiresAtMs: Date.parse(day(3)) });
    expect(valueOf(read(bodyWith(grants)).resetCredits)).toEqual({ available: 3, nextExpiresAtMs: null });
  });

  it.each([
    ['paused', { paused: true }],
    ['not begun', { starts_at: day(1) }],
    ['over', { ends_at: day(-1) }],
  ])('leave out a grant that is %s', (_, rest) => {
    expect(counted([grant(4, rest), grant(1)])).toMatchObject({ available: 1 });
  });

  it('take a grant without times as begun and endless', () => {
    expect(counted([grant(2, { starts_at: null, ends_at: null, paused: null })])).toEqual({
      available: 2,
      nextExpiresAtMs: null,
    });
  });

  it('are 0 where no grant can be used', () => {
    expect(counted([])).toEqual({ available: 0, nextExpiresAtMs: null });
  });

  it.each([[null], [{ eligible: false, ineligible_reason: 'surface' }], [{ eligible: null }], [{}], [5]])(
    'are not stated for %j, which is not 0',
    (block) => {
      const { resetCredits, resetCreditList } = read({ five_hour: null, cedar_ember: block });
      expect([resetCredits, resetCreditList]).toEqual([undefined, undefined]);
    },
  );

  it.each([
    [[grant(2), 5], 'cedar_ember.grants[1]'],
    [[grant('many')], 'cedar_ember.grants[0]'],
    [[grant(-1)], 'cedar_ember.grants[0]'],
    [[grant(1, { ends_at: 'soon' })], 'cedar_ember.grants[0]'],
    [[grant(1, { paused: 'no' })], 'cedar_ember.grants[0]'],
    [{}, 'cedar_ember.grants'],
  ])('are not counted for %j, because a partial sum is no count', (grants, path) => {
    const observation = read(bodyWith(grants));
    expect(observation.resetCredits).toBeUndefined();
    expect(oddNames(observation.oddPaths)).toEqual([path]);
  });

  it('are never taken for a window', () => {
    expect(read(bodyWith([grant(2)])).windows?.items.map(({ id }) => id)).toEqual(['session']);
  });

  it('never throw and never invent a value, whichever part of the body is replaced', () => {
    fc.assert(
      fc.property(mutated(bodyWith([grant(2), grant(1)])), (body) => expectHonest(readClaudeUsage(body, resetsAsOfMs))),
    );
  });
});
