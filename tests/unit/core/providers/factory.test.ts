import { describe, expect, it } from 'vitest';
import { parseLimits } from '../../../../core/providers/factory.ts';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { fixtureTimeMs } from '../../../support/provider-fixtures.ts';
import { observed, usedById, valueOf, windowById } from '../../../support/readings.ts';

const past = '2026-11-21T20:00:00Z';
const future = '2026-11-22T03:00:00Z';
const read = (standard: object, further: object = {}) =>
  observed(parseLimits({ usesTokenRateLimitsBilling: true, limits: { standard, ...further } }, fixtureTimeMs));

describe('Factory', () => {
  it.each([
    [{ usedPercent: 40, windowEnd: future, secondsRemaining: 10_500 }, 40, Date.parse(future)],
    [{ usedPercent: 100, windowEnd: future, secondsRemaining: null }, 100, Date.parse(future)],
    [{ usedPercent: 12, secondsRemaining: 3600 }, 12, fixtureTimeMs + 3_600_000],
    [{ usedPercent: 12, windowEnd: past, secondsRemaining: 3600 }, 12, fixtureTimeMs + 3_600_000],
    [{ usedPercent: 17, windowEnd: past, secondsRemaining: null }, 0, null],
    [{ usedPercent: 0, windowEnd: null, secondsRemaining: null }, 0, null],
  ])('reads the window %j as %d percent', (fiveHour, used, resetsAtMs) => {
    const window = windowById(read({ fiveHour }), 'session');
    expect(window.usedPercent).toEqual(statedValue(used));
    expect(window.resetsAtMs).toEqual(resetsAtMs === null ? undefined : statedValue(resetsAtMs));
  });

  it('states that a window without a percentage is unknown, even after its end', () => {
    for (const fiveHour of [{ windowEnd: future }, { windowEnd: past, secondsRemaining: null }]) {
      expect(windowById(read({ fiveHour }), 'session').usedPercent).toEqual(statedUnknown);
    }
  });

  it('lists the pool of Droid Core apart, and only where it is used', () => {
    const weekly = { usedPercent: 5, windowEnd: future };
    const core = { fiveHour: { usedPercent: 30, windowEnd: future } };
    const observation = read({ weekly }, { core });
    expect(usedById(observation)).toEqual({ weekly: 5, 'core:session': 30 });
    expect(windowById(observation, 'core:session').shape).toMatchObject({ name: 'Droid Core', scope: 'own' });
    const unused = { fiveHour: { usedPercent: 0, windowEnd: null, secondsRemaining: null } };
    expect(usedById(read({ weekly }, { core: unused }))).toEqual({ weekly: 5 });
  });

  it.each([
    [{ extraUsageBalanceCents: 1250, extraUsageAllowed: true }, { balance: '12.50' }],
    [{ extraUsageBalanceCents: 0, extraUsageAllowed: true }, { balance: '0.00' }],
    [
      { extraUsageBalanceCents: 1250, extraUsageAllowed: false },
      { balance: '12.50', spent: true },
    ],
    [{ extraUsageBalanceCents: 0, extraUsageAllowed: false }, undefined],
    [{ extraUsageAllowed: true }, undefined],
  ])('reads the money for extra usage of %j', (money, prepaid) => {
    const limits = { standard: { weekly: { usedPercent: 5 } } };
    const said = valueOf(observed(parseLimits({ limits, ...money }, fixtureTimeMs)).prepaid);
    if (prepaid === undefined) expect(said).toBeUndefined();
    else expect(said).toEqual({ currency: 'USD', nextExpiresAtMs: null, ...prepaid });
  });

  it('says that an account with the older billing has nothing to show here', () => {
    const body = { usesTokenRateLimitsBilling: false, limits: null };
    expect(parseLimits(body, fixtureTimeMs)).toMatchObject({ ok: false, failure: { kind: 'nothing-shown' } });
  });
});
