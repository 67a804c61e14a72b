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
    ['the week', 'seven_day', { code: 'unknown', endsAtMs: resetSeconds * 1000, reachedWindowId: 'weekly' }],
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

  it.each([
    ['1.2', 120, []],
    ['12', undefined, ['anthropic-ratelimit-unified-5h-utilization']],
  ])('marks a refused window as hit, and its share of %s is %d %%', (share, used, odd) => {
    const observation = read({ '5h-utilization': share, '5h-status': 'rejected' });
    expect(valueOf(windowById(observation, 'session').reached)).toBe(true);
    expect(usedById(observation)).toEqual({ session: used });
    expect(observation.oddPaths).toEqual(odd);
  });
});

describe('what Claude headers say beyond the limits', () => {
  const resetMs = resetSeconds * 1000;
  const beyondOf = (short: Readonly<Record<string, string>>) => seen(short)?.beyondLimit;
  const used = { ...usual, status: 'rejected', '5h-status': 'rejected', reset: String(resetSeconds) };
  const paid = { ...used, 'overage-status': 'allowed' };
  const grace = { ...usual, 'grace-status': 'active', 'grace-5h-utilization': '0.4', 'grace-7d-utilization': '0' };

  it.each([
    [
      'extra usage pays for what the session has no room for',
      paid,
      { mode: 'paid-extra-usage', endsAtMs: resetMs, reachedWindowId: 'session' },
    ],
    ['extra usage is in use', { ...usual, 'overage-in-use': 'true' }, { mode: 'paid-extra-usage', endsAtMs: null }],
    [
      'extra usage is in use beside a grace time',
      { ...grace, 'overage-in-use': 'true' },
      { mode: 'paid-extra-usage', endsAtMs: null },
    ],
    ['a grace time runs', grace, { mode: 'grace-period', endsAtMs: resetMs }],
    [
      'a grace time of the week runs',
      { ...grace, 'grace-7d-utilization': '0.01' },
      { mode: 'grace-period', endsAtMs: resetMs + 300_000_000 },
    ],
    [
      'the answer came at lower priority',
      { ...used, 'slow-status': 'active' },
      { mode: 'lower-priority', endsAtMs: resetMs, reachedWindowId: 'session' },
    ],
  ])('says how requests are accepted: %s', (_, headers, value) => {
    expect(beyondOf(headers)).toEqual({ is: 'value', value });
    expect(valueOf(seen(headers)?.blocked)).toBeNull();
  });

  it.each([
    ['extra usage is not in use', { ...usual, 'overage-in-use': 'false' }],
    ['the limits have room and extra usage is told', { ...usual, 'overage-status': 'allowed' }],
    ['extra usage is refused', { ...used, 'overage-status': 'rejected', 'overage-disabled-reason': 'out_of_credits' }],
    ['no part of the grace time is used', { ...grace, 'grace-5h-utilization': '0' }],
    ['the grace time has not begun', { ...grace, 'grace-status': 'eligible' }],
    ['the answer needed no lower priority', { ...usual, 'slow-status': 'not_needed' }],
  ])('says that requests stay within the limits where %s', (_, headers) => {
    expect(beyondOf(headers)).toEqual({ is: 'value', value: null });
  });

  it.each([
    ['nothing is said', usual],
    ['lower priority is only offered', { ...usual, 'slow-offer': 'treatment', 'slow-max-wait': '1200' }],
    ['the account cannot have lower priority', { ...usual, 'slow-status': 'ineligible' }],
    ['an unknown word is said', { ...usual, 'slow-status': 'sideways', 'overage-in-use': 'perhaps' }],
    ['no limit was checked', { 'grace-5h-utilization': '0', 'overage-status': 'allowed' }],
  ])('states nothing where %s', (_, headers) => {
    expect(beyondOf(headers)).toBeUndefined();
  });

  it.each([
    ['a body says so', paid, { type: 'error', error: { type: 'rate_limit_error' } }],
    ['the status of the answer says so', paid, null],
    ['extra usage is switched off', { ...paid, 'overage-disabled-reason': 'org_level_disabled' }, undefined],
    ['all usage is paused', { ...paid, 'overage-daily-cap-paused': 'true' }, undefined],
  ])('never says that extra usage pays for a refusal: %s', (_, headers, answer) => {
    const full = Object.entries(headers).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, value]);
    const observation = parseClaudeHeaders(Object.fromEntries(full), asOfMs, answer);
    expect(valueOf(observation?.beyondLimit)).toBeNull();
    expect(valueOf(observation?.blocked)).toMatchObject({ code: expect.any(String) });
  });
});

describe('why Claude headers refuse', () => {
  const overageResetMs = (resetSeconds + 900_000) * 1000;
  const refused = { status: 'rejected', reset: String(resetSeconds), 'overage-reset': String(overageResetMs / 1000) };
  const overage = { ...refused, 'representative-claim': 'overage' };
  const block = (code: string, endsAtMs: number | null) => ({ code, endsAtMs });

  it.each([
    [
      'the organisation’s limit',
      { ...refused, 'overage-disabled-reason': 'org_spend_cap_reached' },
      block('spend-cap', overageResetMs),
    ],
    [
      'the month',
      { ...overage, 'overage-disabled-reason': 'org_level_disabled_until' },
      block('spend-cap', overageResetMs),
    ],
    [
      'a limit of 0',
      { ...overage, 'overage-disabled-reason': 'member_zero_credit_limit' },
      block('spend-cap', overageResetMs),
    ],
    ['a pause', { ...overage, 'overage-daily-cap-paused': 'true' }, block('spend-cap', null)],
    [
      'no credits',
      { ...overage, 'overage-disabled-reason': 'out_of_credits' },
      block('workspace-credits', resetSeconds * 1000),
    ],
    [
      'a switch',
      { ...overage, 'overage-disabled-reason': 'seat_tier_level_disabled' },
      block('unknown', resetSeconds * 1000),
    ],
    [
      'the week, which binds although there are no credits',
      { ...refused, 'representative-claim': 'seven_day', 'overage-disabled-reason': 'out_of_credits' },
      { ...block('unknown', resetSeconds * 1000), reachedWindowId: 'weekly' },
    ],
    ['one model', { ...refused, 'representative-claim': 'seven_day_overage_included' }, undefined],
  ])('names %s', (_, headers, expected) => {
    expect(valueOf(seen(headers)?.blocked)).toEqual(expected);
  });

  it('names no reason that does not bind now', () => {
    const reasons = { 'overage-disabled-reason': 'out_of_credits', 'overage-daily-cap-paused': 'true' };
    expect(valueOf(read({ ...usual, ...reasons }).blocked)).toBeNull();
    expect(seen(reasons)).toBeNull();
  });
});

describe('header families that are no windows', () => {
  it.each([
    ...['overage', 'overage-period', 'overage-period-monthly', 'overage-period-channel'],
    ...['grace', 'grace-5h', 'grace-7d', 'slow', 'slow-budget'],
  ])('reads no window from %s', (family) => {
    const fields = { utilization: '0.5', reset: String(resetSeconds), status: 'rejected' };
    const named = Object.entries(fields).map(([name, value]) => [`${family}-${name}`, value]);
    expect(seen(Object.fromEntries(named))?.windows).toBeUndefined();
  });

  const gateway = {
    ...{
      status: 'allowed',
      'representative-claim': 'overage',
      'overage-status': 'allowed',
      reset: String(resetSeconds),
    },
    ...{ 'overage-utilization': '0.82', 'overage-reset': String(resetSeconds), 'overage-surpassed-threshold': '0.75' },
  };

  it('shows the spend limit at a gateway, which is its only limit', () => {
    const observation = read(gateway);
    expect(observation.windows?.items).toEqual([
      {
        ...{ id: 'spend-limit', shape: { name: null, scope: 'account', durationSeconds: null } },
        ...{ usedPercent: statedValue(82), resetsAtMs: statedValue(resetSeconds * 1000) },
      },
    ]);
    expect([observation.blocked, observation.beyondLimit]).toEqual([statedValue(null), statedValue(null)]);
    const { 'representative-claim': _claim, 'overage-status': _status, ...rest } = gateway;
    const over = {
      ...rest,
      status: 'rejected',
      'overage-utilization': '1',
      'overage-disabled-reason': 'org_spend_cap_reached',
    };
    expect(usedById(read(over))).toEqual({ 'spend-limit': 100 });
    expect(valueOf(read(over).blocked)).toEqual({ code: 'spend-cap', endsAtMs: resetSeconds * 1000 });
  });

  it('does not show the share of extra usage beside the windows of a plan', () => {
    expect(usedById(read({ ...usual, ...gateway }))).toEqual({ session: 29, weekly: 57 });
    expect(read({ ...gateway, '5h-utilization': '0.1', 'overage-utilization': '82%' }).oddPaths).toEqual([]);
  });

  const slow = { 'slow-budget-utilization': '0.25', 'slow-budget-reset': String(resetSeconds + 300_000) };

  it('shows the allowance of lower priority as a limit of its own while it is used', () => {
    const observation = read({ ...usual, ...slow, 'slow-status': 'active' });
    expect(windowById(observation, 'lower-priority')).toMatchObject({
      shape: { name: 'Lower priority', scope: 'own' },
      usedPercent: statedValue(25),
      resetsAtMs: statedValue((resetSeconds + 300_000) * 1000),
    });
    expect(usedById(observation)).toMatchObject({ session: 29, weekly: 57 });
  });

  it.each([
    ['an offer', { ...slow, 'slow-offer': 'treatment' }],
    ['a refusal', { ...slow, 'slow-status': 'ineligible' }],
    ['a broken share', { ...slow, 'slow-status': 'active', 'slow-budget-utilization': '25%' }],
    ['no share', { 'slow-status': 'active' }],
  ])('shows no such allowance for %s', (_, headers) => {
    expect(usedById(read({ ...usual, ...headers }))).toEqual({ session: 29, weekly: 57 });
  });

  it('invents nothing, whatever the families say', () => {
    const name = fc.constantFrom(
      ...['status', 'reset', 'representative-claim', 'overage-status', 'overage-in-use', 'overage-disabled-reason'],
      ...['overage-reset', 'overage-utilization', 'grace-status', 'grace-5h-utilization', 'grace-7d-utilization'],
      ...['slow-status', 'slow-offer', 'slow-budget-utilization', 'slow-budget-reset', 'overage-daily-cap-paused'],
    );
    const value = fc.oneof(
      fc.constantFrom('allowed', 'allowed_warning', 'rejected', 'active', 'true', 'false', 'overage', 'five_hour'),
      fc.constantFrom('', '0', '0.5', '1', '-1', 'NaN', '1e400', String(resetSeconds), 'eligible', 'out_of_credits'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        const observation = seen(headers);
        if (observation !== null) expectHonest({ ok: true, observation });
        const isSaid = [
          'overage-in-use',
          'overage-status',
          'slow-status',
          'grace-5h-utilization',
          'grace-7d-utilization',
        ];
        if (valueOf(observation?.beyondLimit)) expect(isSaid.some((each) => headers[each] !== undefined)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
