import { describe, expect, it } from 'vitest';
import { parseCodexUsage } from '../../../../../core/providers/codex/usage.ts';
import { fixtureBody, observed, valueOf, oddNames } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const read = (rest: object) => observed(parseCodexUsage({ plan_type: 'pro', ...rest }, asOfMs));
const flags = { has_credits: true, unlimited: false, overage_limit_reached: false };
const balanceOf = (balance: unknown) => valueOf(read({ credits: { ...flags, balance } }).balance);

describe('Codex credits', () => {
  it.each([
    ['0', '0'],
    ['318.20', '318.2'],
    ['0E-10', '0'],
    [150.0, '150'],
    ['14.5', '14.5'],
    [12.5, '12.5'],
    ['-3.10', '-3.1'],
  ])('parses the balance %j as %s', (stated, balance) => {
    expect(balanceOf(stated)).toBe(balance);
  });

  it.each([[''], [' '], ['0x10'], ['1,000'], ['$5'], ['NaN'], [null], [undefined], [true], ['1e999999']])(
    'states that the balance %j is unknown, not 0',
    (stated) => {
      expect(balanceOf(stated)).toBe('unknown');
    },
  );

  it('keeps the flags where the balance is missing', () => {
    const { credits } = read({ credits: flags });
    expect(valueOf(credits)).toEqual({ hasCredits: true, unlimited: false, overageLimitReached: false });
  });

  it('states that a flag that is no boolean is unknown, and keeps the rest', () => {
    const observation = read({
      credits: { has_credits: 'false', unlimited: 1, overage_limit_reached: true, balance: '9' },
    });
    expect(valueOf(observation.credits)).toEqual({ hasCredits: null, unlimited: null, overageLimitReached: true });
    expect(valueOf(observation.balance)).toBe('9');
    expect(oddNames(observation.oddPaths)).toEqual(['credits.has_credits', 'credits.unlimited']);
  });

  it.each([[{}], [{ credits: null }], [{ credits: 'none' }], [{ credits: [] }]])(
    'states that credits are unknown for %j',
    (rest) => {
      const observation = read(rest);
      expect([observation.credits, observation.balance]).toEqual([{ is: 'unknown' }, { is: 'unknown' }]);
    },
  );

  it('parses unlimited credits where there are no windows', () => {
    const observation = observed(parseCodexUsage(fixtureBody('codex/unlimited'), asOfMs));
    expect(valueOf(observation.credits)).toMatchObject({ unlimited: true });
    expect(valueOf(observation.balance)).toBe('0');
    expect(observation.windows).toBeUndefined();
  });
});

describe('Codex reset credits', () => {
  it.each<readonly [unknown, unknown]>([
    [{ available_count: 0 }, { available: 0, nextExpiresAtMs: null }],
    [
      { available_count: 3, applicable_available_count: 1 },
      { available: 1, unusable: 2, nextExpiresAtMs: null },
    ],
    [
      { available_count: 1, applicable_available_count: 0 },
      { available: 0, unusable: 1, nextExpiresAtMs: null },
    ],
    [
      { available_count: 2, applicable_available_count: '1' },
      { available: 1, unusable: 1, nextExpiresAtMs: null },
    ],
    ...[2, null, undefined, '', 3, -1, 0.5, 'one', [], true].map(
      (usable) =>
        [
          { available_count: 2, applicable_available_count: usable },
          { available: 2, nextExpiresAtMs: null },
        ] as const,
    ),
    [{ applicable_available_count: 1 }, 'unknown'],
    [{ available_count: null }, 'unknown'],
    [{ available_count: '' }, 'unknown'],
    [{ available_count: -1 }, 'unknown'],
    [{ available_count: 1.5 }, 'unknown'],
    [{}, 'unknown'],
    [null, 'unknown'],
    [undefined, undefined],
    [4, undefined],
  ])('parses %j as %j', (block, expected) => {
    expect(valueOf(read({ rate_limit_reset_credits: block }).resetCredits)).toEqual(expected);
  });

  it.each([3, -1, 0.5, 'one', [], true])('reports %j of 2 that can be used now', (usable) => {
    const { oddPaths } = read({ rate_limit_reset_credits: { available_count: 2, applicable_available_count: usable } });
    expect(oddNames(oddPaths)).toEqual(['rate_limit_reset_credits.applicable_available_count']);
  });
});

describe('Codex plan', () => {
  it.each([
    ['brand_new', 'brand_new'],
    [null, 'unknown'],
    [5, undefined],
    [' ', undefined],
  ])('parses plan_type %j as %j', (plan, expected) => {
    expect(valueOf(observed(parseCodexUsage({ plan_type: plan, credits: flags }, asOfMs)).plan)).toBe(expected);
  });
});
