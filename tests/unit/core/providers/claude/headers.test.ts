import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaudeHeaders } from '../../../../../core/providers/claude/headers.ts';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { statedValue } from '../../../../../core/usage/fact.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { expectHonest } from '../../../../support/honest-reading.ts';
import { observed, usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const resetSeconds = asOfMs / 1000 + 4_000;

/** Parses headers that are given without their common prefix. */
function seen(short: Readonly<Record<string, string>>): Observation | null {
  const full = Object.entries(short).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, value]);
  return parseClaudeHeaders(Object.fromEntries(full), asOfMs);
}

function read(short: Readonly<Record<string, string>>): Observation {
  const observation = seen(short);
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
}

const usual = {
  '5h-utilization': '0.29',
  '5h-reset': String(resetSeconds),
  '7d-utilization': '0.57',
  '7d-reset': String(resetSeconds + 300_000),
  status: 'allowed',
  'representative-claim': 'five_hour',
};

describe('Claude headers', () => {
  it('parses shares as exact percentages, with source, time and resets', () => {
    const observation = read(usual);
    expect(observation).toMatchObject({ source: 'headers', asOfMs, windows: { complete: false } });
    expect(usedById(observation)).toEqual({ session: 29, weekly: 57 });
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(resetSeconds * 1000);
    expect(windowById(observation, 'weekly').shape).toMatchObject({
      name: null,
      scope: 'account',
      durationSeconds: 604_800,
    });
  });

  it.each([
    ['0', 0],
    ['0.01', 1],
    ['0.003', 0.3],
    ['1', 100],
    ['1.0000000001', 100],
  ])('parses a share of %s as %d %%', (share, percent) => {
    expect(usedById(read({ '5h-utilization': share }))).toEqual({ session: percent });
  });

  it.each([['-0.1'], ['NaN'], ['Infinity'], ['29%'], ['1.01'], ['1.07'], ['9.99'], ['10.1']])(
    'leaves out a window with a share of %s and keeps the other',
    (share) => {
      const observation = read({ ...usual, '5h-utilization': share });
      expect(usedById(observation)).toEqual({ weekly: 57 });
      expect(observation.oddPaths).toEqual(['anthropic-ratelimit-unified-5h-utilization']);
    },
  );

  it.each([
    ['12h', '12h', null, 'account'],
    ['30d', '30d', null, 'account'],
    ['7d_opus', 'weekly:opus', 'Opus', 'part'],
    ['7d-fable', 'weekly:fable', 'fable', 'part'],
    ['5h_sonnet', 'session:sonnet', 'sonnet', 'part'],
  ])('takes the label %s as the window %s', (label, id, name, scope) => {
    const observation = read({ [`${label}-utilization`]: '0.5' });
    expect(windowById(observation, id).shape).toMatchObject({ name, scope });
  });

  it.each(['overage', '0h', '5x', 'bad', ''])('takes the label %j as no window', (label) => {
    expect(seen({ [`${label}-utilization`]: '0.5' })).toBeNull();
  });

  it('states nothing where there is no window', () => {
    expect(seen({ status: 'allowed', 'overage-status': 'rejected' })).toBeNull();
    expect(parseClaudeHeaders({ 'content-type': 'application/json' }, asOfMs)).toBeNull();
  });
});

describe('a refusal in Claude headers', () => {
  const isReached = (observation: Observation, id: string) => valueOf(windowById(observation, id).reached);

  it.each([
    ['five_hour', 'session', 'weekly'],
    ['seven_day', 'weekly', 'session'],
  ])('marks only the window of the claim %s as hit', (claim, hit, other) => {
    const observation = read({ ...usual, status: 'rejected', 'representative-claim': claim });
    expect(isReached(observation, hit)).toBe(true);
    expect(isReached(observation, other)).toBeUndefined();
    expect(usedById(observation)).toEqual({ session: 29, weekly: 57 });
  });

  it('marks a claimed window without a share as hit, and invents no share', () => {
    const observation = read({
      status: 'rejected',
      reset: String(resetSeconds),
      'representative-claim': 'seven_day_opus',
    });
    expect(usedById(observation)).toEqual({ 'weekly:opus': undefined });
    expect(isReached(observation, 'weekly:opus')).toBe(true);
    expect(valueOf(windowById(observation, 'weekly:opus').resetsAtMs)).toBe(resetSeconds * 1000);
  });

  it('marks a window as hit that has its own refusal', () => {
    const observation = read({ ...usual, '7d-status': 'rejected', '5h-status': 'allowed_warning' });
    expect([isReached(observation, 'weekly'), isReached(observation, 'session')]).toEqual([true, undefined]);
  });

  it.each([['overage'], ['nonsense'], ['']])('marks no window for the claim %j', (claim) => {
    const observation = read({ ...usual, status: 'rejected', 'representative-claim': claim });
    expect((observation.windows?.items ?? []).every(({ reached }) => reached === undefined)).toBe(true);
  });
});

describe('any Claude headers', () => {
  it('never throws and never invents a value', () => {
    const name = fc
      .tuple(fc.constantFrom('5h', '7d', '7d_opus', '9h', 'x'), fc.constantFrom('utilization', 'reset', 'status'))
      .map(([label, field]) => `Anthropic-Ratelimit-Unified-${label}-${field}`);
    const value = fc.oneof(fc.double().map(String), fc.string(), fc.constantFrom('rejected', '', '1e400'));
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(name, fc.string()), value), (headers) => {
        const observation = parseClaudeHeaders(headers, asOfMs);
        if (observation !== null) expectHonest({ ok: true, observation });
      }),
      { numRuns: 400 },
    );
  });

  it('takes 7d_oi as the week of the model in the usage answer, not as another window', () => {
    const headers = {
      'anthropic-ratelimit-unified-7d_oi-utilization': '0.89',
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-representative-claim': 'seven_day_overage_included',
    };
    const observation = parseClaudeHeaders(headers, asOfMs);
    const limit = { kind: 'weekly_scoped', percent: 88, scope: { model: { display_name: 'Fable' } } };
    const polled = observed(readClaudeUsage({ limits: [limit] }, asOfMs));
    const [row] = observation?.windows?.items ?? [];
    expect(observation?.windows?.items).toHaveLength(1);
    expect(row).toMatchObject({ usedPercent: statedValue(89), reached: statedValue(true) });
    expect([row?.id, row?.shape]).toEqual([polled.windows?.items[0]?.id, polled.windows?.items[0]?.shape]);
  });
});

describe('a refusal in Claude headers', () => {
  const blockedOf = (short: Readonly<Record<string, string>>) => valueOf(seen(short)?.blocked);
  const refused = { status: 'rejected', reset: String(resetSeconds) };

  it.each([
    ['the week', 'seven_day', { code: 'unknown', endsAtMs: resetSeconds * 1000 }],
    ['extra usage', 'overage', { code: 'spend-cap', endsAtMs: resetSeconds * 1000 }],
    ['nothing that is known', 'nonsense', { code: 'unknown', endsAtMs: resetSeconds * 1000 }],
    ['nothing', '', { code: 'unknown', endsAtMs: resetSeconds * 1000 }],
    ['one model', 'seven_day_opus', undefined],
  ])('blocks what the claim names: %s', (_, claim, block) => {
    expect(blockedOf({ ...refused, 'representative-claim': claim })).toEqual(block);
  });

  it('states that an accepted answer means no block', () => {
    expect(blockedOf(usual)).toBeNull();
    expect(blockedOf({ ...usual, status: '' })).toBeUndefined();
  });

  it('marks a refused window as hit even where its share is above 1', () => {
    const observation = read({ '5h-utilization': '1.2', '5h-status': 'rejected' });
    expect(valueOf(windowById(observation, 'session').reached)).toBe(true);
    expect(usedById(observation)).toEqual({ session: undefined });
  });
});
