import { describe, expect, it } from 'vitest';
import {
  chooseReset,
  isTooSoon,
  nextAttempt,
  type Redemption,
  type RedemptionState,
} from '../../../../core/reset-credits/redemption.ts';

const credit = (id: string) => ({ id, title: null, expiresAtMs: null });
const tried = (creditId: string, state: RedemptionState, lastAtMs = 1_000): Redemption => ({
  ...{ requestId: `request-of-${creditId}`, accountId: 'codex:1', creditId, state, firstAtMs: 500, lastAtMs },
});

describe('which banked reset is used', () => {
  it.each([
    ['the first of the list', ['a', 'b'], [], 'a', false],
    ['the one that was never confirmed', ['a', 'b'], [tried('b', 'not-known')], 'b', true],
    ['the one that may have been sent before a crash', ['a', 'b'], [tried('b', 'written')], 'b', true],
    ['the next after one that was used and is still listed', ['a', 'b'], [tried('a', 'redeemed')], 'b', false],
    ['one that was turned away earlier', ['a', 'b'], [tried('a', 'refused')], 'a', false],
    ['one that had nothing to reset earlier', ['a'], [tried('a', 'nothing-to-reset')], 'a', false],
  ] as const)('is %s', (_what, ids, before, wanted, repeats) => {
    expect(chooseReset(ids.map(credit), ids.length, before)).toEqual({ kind: 'use', credit: credit(wanted), repeats });
  });

  it('is none in place of one that was never confirmed and has left the list', () => {
    const uncertain = tried('gone', 'not-known');
    expect(chooseReset([credit('a')], 1, [uncertain])).toEqual({ kind: 'settled', redemptions: [uncertain] });
  });

  it('is none where the list counts more than it names', () => {
    expect(chooseReset([credit('a')], 2, [tried('gone', 'written')])).toEqual({ kind: 'incomplete' });
  });

  it.each([
    [[], []],
    [['a'], [tried('a', 'redeemed')]],
  ] as const)('is none of %j after %j', (ids, before) => {
    expect(chooseReset(ids.map(credit), ids.length, before)).toEqual({ kind: 'none' });
  });
});

describe('the request for it', () => {
  const wish = { accountId: 'codex:1', creditId: 'a' };

  it.each(['written', 'not-known', 'refused'] as const)('S1: repeats the id of one that is %s', (state) => {
    expect(nextAttempt([tried('a', state)], wish, 'new', 9_000)).toEqual({
      ...tried('a', 'written', 9_000),
      requestId: 'request-of-a',
    });
  });

  it.each(['redeemed', 'nothing-to-reset', 'no-credit', 'settled'] as const)('is new after one that is %s', (state) => {
    expect(nextAttempt([tried('a', state)], wish, 'new', 9_000).requestId).toBe('new');
  });

  it('is new for another reset, whatever became of the first', () => {
    expect(nextAttempt([tried('b', 'not-known')], wish, 'new', 9_000).requestId).toBe('new');
  });

  it.each([
    [1_000, true],
    [30_999, true],
    [31_000, false],
    [999, false],
  ])('at %i is too soon after one at 1000: %s', (nowMs, expected) => {
    expect(isTooSoon([tried('a', 'refused')], nowMs)).toBe(expected);
  });
});
