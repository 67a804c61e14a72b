import { describe, expect, it } from 'vitest';
import { readCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody, observed, valueOf, oddNames } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const read = (rest: object) => observed(readCodexUsage({ plan_type: 'pro', ...rest }, asOfMs));
const flags = { has_credits: true, unlimited: false, overage_limit_reached: false };
const balanceOf = (balance: unknown) => valueOf(read({ credits: { ...flags, balance } }).balance);

describe('Codex credits (S1-1 .. S1-4)', () => {
  it.each([
    ['0', '0'],
    ['318.20', '318.2'],
    ['0E-10', '0'],
    [150.0, '150'],
    ['14.5', '14.5'],
    [12.5, '12.5'],
    ['-3.10', '-3.1'],
  ])('S1-3: the balance %j is %s', (stated, balance) => {
    expect(balanceOf(stated)).toBe(balance);
  });

  it.each([[''], [' '], ['0x10'], ['1,000'], ['$5'], ['NaN'], [null], [undefined], [true], ['1e999999']])(
    'S1-3: the balance %j is unknown, not 0',
    (stated) => {
      expect(balanceOf(stated)).toBe('unknown');
    },
  );

  it('S1-2: a missing balance leaves the flags', () => {
    const { credits } = read({ credits: flags });
    expect(valueOf(credits)).toEqual({ hasCredits: true, unlimited: false, overageLimitReached: false });
  });

  it('S1-4: a flag that is no boolean is unknown, and the rest is kept', () => {
    const observation = read({
      credits: { has_credits: 'false', unlimited: 1, overage_limit_reached: true, balance: '9' },
    });
    expect(valueOf(observation.credits)).toEqual({ hasCredits: null, unlimited: null, overageLimitReached: true });
    expect(valueOf(observation.balance)).toBe('9');
    expect(oddNames(observation.oddPaths)).toEqual(['credits.has_credits', 'credits.unlimited']);
  });

  it.each([[{}], [{ credits: null }], [{ credits: 'none' }], [{ credits: [] }]])(
    'S1-18: with %j the service does not say',
    (rest) => {
      const observation = read(rest);
      expect([observation.credits, observation.balance]).toEqual([{ is: 'unknown' }, { is: 'unknown' }]);
    },
  );

  it('S1-8: unlimited credits are read where there are no windows', () => {
    const observation = observed(readCodexUsage(fixtureBody('codex/unlimited'), asOfMs));
    expect(valueOf(observation.credits)).toMatchObject({ unlimited: true });
    expect(valueOf(observation.balance)).toBe('0');
    expect(observation.windows).toBeUndefined();
  });
});

describe('Codex reset credits (S1-11)', () => {
  it.each([
    [{ available_count: 0 }, { available: 0, nextExpiresAtMs: null }],
    [
      { available_count: 3, applicable_available_count: 1 },
      { available: 3, nextExpiresAtMs: null },
    ],
    [{ available_count: null }, 'unknown'],
    [{ available_count: '' }, 'unknown'],
    [{ available_count: -1 }, 'unknown'],
    [{ available_count: 1.5 }, 'unknown'],
    [{}, 'unknown'],
    [null, 'unknown'],
    [undefined, undefined],
    [4, undefined],
  ])('S1-11: %j says %j', (block, expected) => {
    expect(valueOf(read({ rate_limit_reset_credits: block }).resetCredits)).toEqual(expected);
  });
});

describe('Codex plan (X-12)', () => {
  it.each([
    ['brand_new', 'brand_new'],
    [null, 'unknown'],
    [5, undefined],
    [' ', undefined],
  ])('X-12: plan_type %j says %j', (plan, expected) => {
    expect(valueOf(observed(readCodexUsage({ plan_type: plan, credits: flags }, asOfMs)).plan)).toBe(expected);
  });
});
