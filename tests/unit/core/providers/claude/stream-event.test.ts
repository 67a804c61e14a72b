import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaudeStreamLine } from '../../../../../core/providers/claude/stream-event.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { expectHonest } from '../../../../support/honest-reading.ts';
import { usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_796_013_300_000;
const sessionReset = 1_796_031_298;
const weekReset = 1_796_313_298;

/** The event as Claude Code 2.1.332 writes it, with the values of this test. */
const usual = {
  ...{ status: 'allowed', resetsAt: sessionReset, rateLimitType: 'five_hour', isUsingOverage: false },
  ...{ overageStatus: 'rejected', overageDisabledReason: 'out_of_credits' },
  unifiedWindows: {
    five_hour: { utilization: 0.01, resetsAt: sessionReset, status: 'allowed' },
    seven_day: { utilization: 0.42, resetsAt: weekReset, status: 'allowed' },
    seven_day_overage_included: { utilization: 0.11, resetsAt: weekReset },
  },
};

const refusal = { code: 'unknown', endsAtMs: sessionReset * 1000, reachedWindowId: 'session' };

function lineOf(rate_limit_info: unknown): string {
  return JSON.stringify({ type: 'rate_limit_event', rate_limit_info, uuid: 'u', session_id: 's' });
}

function read(info: unknown): Observation {
  const observation = parseClaudeStreamLine(lineOf(info), asOfMs);
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
}

describe('the event of Claude Code about the limits', () => {
  it('states the windows with exact percentages and resets, as a partial source', () => {
    const observation = read(usual);
    expect(observation).toMatchObject({ source: 'tool', asOfMs, windows: { complete: false }, oddPaths: [] });
    expect(usedById(observation)).toEqual({ session: 1, weekly: 42, 'weekly:fable': 11 });
    expect(windowById(observation, 'session')).toMatchObject({
      shape: { name: null, scope: 'account', durationSeconds: 18_000, runsWithReset: true },
      resetsAtMs: statedValue(sessionReset * 1000),
    });
    expect(valueOf(windowById(observation, 'session').reached)).toBeUndefined();
  });

  it.each([
    [
      'isUsingOverage',
      { ...usual, status: 'rejected', overageStatus: 'allowed', isUsingOverage: true },
      { endsAtMs: sessionReset * 1000, reachedWindowId: 'session' },
    ],
    ['overageInUse', { ...usual, overageInUse: true }, { endsAtMs: null }],
  ])('states that extra usage is paid where %s says so', (_, info, more) => {
    expect(valueOf(read(info).beyondLimit)).toEqual({ mode: 'paid-extra-usage', ...more });
    expect(valueOf(read(info).blocked)).toBeNull();
  });

  it('states that nothing runs beyond the limits where the event says so', () => {
    expect(read(usual).beyondLimit).toEqual(statedValue(null));
    const { isUsingOverage: _left, overageStatus: _out, ...silent } = usual;
    expect(read(silent).beyondLimit).toBeUndefined();
  });

  it('states a grace time while requests are still accepted', () => {
    const grace = { ...usual, rateLimitGraceActive: true };
    expect(valueOf(read(grace).beyondLimit)).toEqual({ mode: 'grace-period', endsAtMs: sessionReset * 1000 });
    const over = { ...grace, status: 'rejected' };
    expect(valueOf(read(over).beyondLimit)).toBeNull();
    expect(valueOf(read(over).blocked)).toEqual(refusal);
  });

  it('marks the window of a refusal as hit, whatever its share is', () => {
    const observation = read({ ...usual, status: 'rejected' });
    expect(valueOf(windowById(observation, 'session').reached)).toBe(true);
    expect(valueOf(windowById(observation, 'weekly').reached)).toBeUndefined();
    expect(valueOf(observation.blocked)).toEqual(refusal);
  });

  it.each([
    ['out_of_credits', 'workspace-credits'],
    ['org_level_disabled_until', 'spend-cap'],
    ['org_level_disabled', 'unknown'],
  ])('says why money refuses: %s', (overageDisabledReason, code) => {
    const { unifiedWindows: _none, ...plain } = usual;
    const info = { ...plain, status: 'rejected', rateLimitType: 'overage', overageDisabledReason };
    expect(valueOf(read(info).blocked)).toMatchObject({ code });
  });

  it('reads the deciding window of an older version, which lists no windows', () => {
    const { unifiedWindows: _none, ...older } = usual;
    expect(windowById(read(older), 'session')).toEqual({
      ...{ id: 'session', shape: windowById(read(usual), 'session').shape },
      resetsAtMs: statedValue(sessionReset * 1000),
    });
    expect(usedById(read({ ...older, utilization: 0.8 }))).toEqual({ session: 80 });
  });

  it('takes a share above 1 of a window that is hit as use past the limit', () => {
    const five_hour = { utilization: 1.07, resetsAt: sessionReset, status: 'rejected' };
    expect(usedById(read({ ...usual, unifiedWindows: { five_hour } }))).toEqual({ session: 107 });
  });

  it.each([[1.2], [-0.1], ['much'], [true]])(
    'leaves out a share of %j and says that it was not understood',
    (share) => {
      const five_hour = { utilization: share, resetsAt: sessionReset };
      const observation = read({
        ...usual,
        rateLimitType: 'seven_day',
        unifiedWindows: { ...usual.unifiedWindows, five_hour },
      });
      expect(usedById(observation)).toEqual({ weekly: 42, 'weekly:fable': 11 });
      expect(observation.oddPaths).toEqual(['rate_limit_info.unifiedWindows.five_hour']);
    },
  );

  it('states a window once that stands there under two names', () => {
    const seven_day_cowork = { utilization: 0.3, resetsAt: weekReset };
    const unifiedWindows = {
      seven_day_cowork,
      seven_day_routines: { utilization: 0.4 },
      SEVEN_DAY_COWORK: { utilization: 1 },
    };
    expect(usedById(read({ ...usual, unifiedWindows }))).toMatchObject({ 'weekly:cowork': 30 });
    expect(read({ ...usual, unifiedWindows }).windows?.items).toHaveLength(2);
  });

  it.each([
    ['another event', JSON.stringify({ type: 'result', result: 'rate_limit_event', rate_limit_info: usual })],
    ['a torn line', lineOf(usual).slice(0, -20)],
    ['a line that is too long', lineOf({ ...usual, more: 'x'.repeat(70_000) })],
    ['a line without an object', lineOf('allowed')],
    ['an event without a word', lineOf({})],
    ['a list', `[${lineOf(usual)}]`],
    ['nothing', ''],
  ])('states nothing for %s', (_, line) => {
    expect(parseClaudeStreamLine(line, asOfMs)).toBeNull();
  });

  // Found by `npm run fuzz`: such a key was reported as it came, and its account was loaded with another report.
  it.each(['seven_day\u202E', 'se\uD800ven_day', 'seven_day\u0007', '\uFEFFseven_day'])(
    'reports a window %j that it cannot read by its clean name',
    (key) => {
      const windows = { ...usual.unifiedWindows, [key]: { utilization: 1.5 } };
      const { seven_day: _clean, ...others } = windows as Readonly<Record<string, unknown>>;
      expect(read({ ...usual, unifiedWindows: others }).oddPaths).toEqual(['rate_limit_info.unifiedWindows.seven_day']);
    },
  );

  it('never throws and never invents a value', () => {
    const word = fc.constantFrom('allowed', 'rejected', 'five_hour', 'overage', 'out_of_credits');
    const value = fc.oneof(word, fc.double(), fc.boolean(), fc.constant(null), fc.string(), fc.constant(sessionReset));
    const window = fc.dictionary(fc.constantFrom('utilization', 'resetsAt', 'status'), value);
    const windows = fc.dictionary(fc.oneof(fc.constantFrom('five_hour', 'seven_day', 'overage'), fc.string()), window);
    const info = fc.dictionary(
      fc.constantFrom(
        ...['status', 'resetsAt', 'rateLimitType', 'utilization', 'overageStatus', 'overageResetsAt'],
        ...['overageDisabledReason', 'isUsingOverage', 'overageInUse', 'rateLimitGraceActive', 'unifiedWindows'],
      ),
      fc.oneof(value, windows),
    );
    fc.assert(
      fc.property(fc.oneof(info, fc.jsonValue()), (stated) => {
        const observation = parseClaudeStreamLine(lineOf(stated), asOfMs);
        if (observation !== null) expectHonest({ ok: true, observation });
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string(), (line) => {
        expect(parseClaudeStreamLine(`rate_limit_event${line}`, asOfMs)).toBeNull();
      }),
    );
  });
});
