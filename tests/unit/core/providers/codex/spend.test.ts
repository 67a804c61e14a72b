import { describe, expect, it } from 'vitest';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody, observed, valueOf } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const spendOf = (rest: object) => valueOf(observed(parseCodexUsage({ plan_type: 'team', ...rest }, asOfMs)).spend);
const limit = (number: unknown, used: unknown, rest: object = {}) => ({ limit: number, used, ...rest });

describe('Codex spend limits', () => {
  it('parses the limit of a team exactly, in credits', () => {
    const observation = observed(parseCodexUsage(fixtureBody('codex/team-spend-limit'), asOfMs));
    expect(valueOf(observation.spend)).toEqual({
      unit: 'credits',
      currency: null,
      used: '212.70451836215',
      limit: '1500',
      remaining: '1287.29548163785',
      scope: 'individual',
      resetsAtMs: 1_796_083_200_000,
    });
    expect(valueOf(observation.balance)).toBe('unknown');
  });

  it('prefers the root to rate_limit, and rate_limit to spend_control', () => {
    const root = { individual_limit: limit(10, 1) };
    const inBlock = { rate_limit: { individual_limit: limit(20, 2) } };
    const control = { spend_control: { individual_limit: limit(30, 3) } };
    expect(spendOf({ ...root, ...inBlock, ...control })).toMatchObject({ limit: '10' });
    expect(spendOf({ ...inBlock, ...control })).toMatchObject({ limit: '20' });
    expect(spendOf(control)).toMatchObject({ limit: '30' });
    expect(spendOf({ individual_limit: 'garbage', ...control })).toMatchObject({ limit: '30' });
    expect(spendOf({ individual_limit: null, rate_limit: { individualLimit: limit(20, 2) } })).toMatchObject({
      limit: '20',
    });
  });

  it('allows more used than the limit, and computes the exact remainder', () => {
    expect(spendOf({ individual_limit: limit(10_000, '12000.5') })).toMatchObject({
      used: '12000.5',
      remaining: '-2000.5',
    });
  });

  it('keeps a stated remainder, and computes a missing used amount exactly', () => {
    expect(spendOf({ individual_limit: limit(100, 40, { remaining: '59.9' }) })).toMatchObject({
      used: '40',
      remaining: '59.9',
    });
    expect(spendOf({ individual_limit: limit(100, '', { remaining: '59.9' }) })).toMatchObject({ used: '40.1' });
  });

  it.each([
    [{ reset_at: 1_796_083_200 }, 1_796_083_200_000],
    [{ resetsAt: '1796083200' }, 1_796_083_200_000],
    [{ reset_after_seconds: 10 }, asOfMs + 10_000],
    [{ reset_at: 1e30 }, null],
    [{}, null],
  ])('parses %j with the reset %j', (rest, resetsAtMs) => {
    expect(spendOf({ individual_limit: limit(5, 1, rest) })).toMatchObject({ resetsAtMs });
  });

  it('prefers the limit named as reached, then the individual one, then the first', () => {
    const control = {
      individual_limit: limit(30, 3),
      role_budget_limit: limit(40, 40),
      group_shared_limit: limit(50, 5),
    };
    expect(spendOf({ spend_control: { ...control, reached_limit_type: 'role_budget' } })).toMatchObject({
      scope: 'role_budget',
      limit: '40',
    });
    expect(spendOf({ spend_control: { ...control, reached_limit_type: 'brand_new' } })).toMatchObject({
      scope: 'individual',
    });
    expect(spendOf({ spend_control: { ...control, reached_limit_type: null, individual_limit: null } })).toMatchObject({
      scope: 'role_budget',
    });
  });

  it.each([
    [{ spend_control: { reached: false, individual_limit: null } }],
    [{ spend_control: { reached: false } }],
    [{ spend_control: null }],
    [{ individual_limit: limit(0, 0) }],
    [{ individual_limit: limit(-5, 0) }],
    [{ individual_limit: limit(100, 1, { enforcement_mode: 'Disabled' }) }],
    [
      {
        individual_limit: limit(100, 1, { enforcement: 'NO-LIMIT' }),
        spend_control: { individual_limit: limit(30, 3) },
      },
    ],
  ])('states that no limit is in force for %j', (rest) => {
    expect(spendOf(rest)).toBeNull();
  });

  it.each([
    [{}],
    [{ spend_control: 'none' }],
    [{ individual_limit: limit('', 5) }],
    [{ individual_limit: limit(100, '') }],
    [{ individual_limit: limit(100, null) }],
    [{ individual_limit: limit(100, -1) }],
    [{ spend_control: { individual_limit: null, group_default_limit: limit('1,000', 5) } }],
  ])('states nothing for %j, because a blank is not 0', (rest) => {
    expect(spendOf(rest)).toBeUndefined();
  });
});

describe('all Codex spend limits', () => {
  const limitsOf = (rest: object) =>
    valueOf(observed(parseCodexUsage({ plan_type: 'team', ...rest }, asOfMs)).spendLimits);
  const named = (rest: object) => {
    const limits = limitsOf(rest);
    return limits === undefined || limits === 'unknown' ? limits : limits.map((each) => [each.scope, each.limit]);
  };
  const everyKind = {
    individual_limit: limit(1, 0),
    group_default_limit: limit(2, 0),
    workspace_default_limit: limit(3, 0),
    role_budget_limit: limit(4, 0),
    group_shared_limit: { group_id: 'g', group_name: 'Design', limit: '5', used: '6.25' },
    workspace_shared_limit: limit(6, 0),
  };

  it('lists six kinds, the individual limit first', () => {
    expect(named({ spend_control: everyKind })).toEqual([
      ['individual', '1'],
      ['group_default', '2'],
      ['workspace_default', '3'],
      ['role_budget', '4'],
      ['group_shared', '5'],
      ['workspace_shared', '6'],
    ]);
    expect(limitsOf({ spend_control: everyKind })).toContainEqual(
      expect.objectContaining({ scope: 'group_shared', used: '6.25', remaining: '-1.25' }),
    );
  });

  it('lists the limit that the service names as reached first, as the one in force', () => {
    const body = { spend_control: { ...everyKind, reached: true, reached_limit_type: 'role_budget' } };
    expect(named(body)).toHaveLength(6);
    expect(limitsOf(body)?.[0]).toEqual(spendOf(body));
    expect(spendOf(body)).toMatchObject({ scope: 'role_budget' });
  });

  it('lists a kind once where it stands in several places, from the first place', () => {
    const control = { individual_limit: limit(30, 3), workspace_shared_limit: limit(60, 6) };
    expect(named({ rate_limit: { individual_limit: limit(20, 2) }, spend_control: control })).toEqual([
      ['individual', '20'],
      ['workspace_shared', '60'],
    ]);
    expect(named({ individualLimit: limit(10, 1), individual_limit: 'garbage', spend_control: control })).toEqual([
      ['individual', '10'],
      ['workspace_shared', '60'],
    ]);
  });

  it('parses the figures of a group under details', () => {
    const group = { group_id: 'g', group_name: 'Design', details: limit('70', '7') };
    expect(named({ spend_control: { group_default_limit: group } })).toEqual([['group_default', '70']]);
  });

  it('does not list a limit that is switched off', () => {
    const off = limit(9, 1, { enforcement_mode: 'No-Limit' });
    expect(named({ spend_control: { ...everyKind, individual_limit: off, role_budget_limit: limit(0, 0) } })).toEqual([
      ['group_default', '2'],
      ['workspace_default', '3'],
      ['group_shared', '5'],
      ['workspace_shared', '6'],
    ]);
  });

  it.each([[{ spend_control: null }], [{ spend_control: { individual_limit: null } }], [{ individual_limit: null }]])(
    'states an empty list for %j',
    (body) => {
      expect(limitsOf(body)).toEqual([]);
    },
  );

  it.each([
    [{}],
    [{ spend_control: 5 }],
    [{ spend_control: { individual_limit: limit(1, 0), group_shared_limit: { limit: 'lots' } } }],
  ])('states no list for %j, so the known list stays', (body) => {
    expect(limitsOf(body)).toBeUndefined();
  });
});
