import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountAffordableAtMs,
  accountRateBudgetOf,
  affordableAtMs,
  type AccountSpending,
  evenAtMsAfterRequest,
} from '../../../../core/polling/rate-budget.ts';
import { initialDueAtMs } from '../../../../core/polling/due.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const budget = accountRateBudgetOf(5 * minuteMs);

interface Asked {
  readonly atMs: number;
  readonly isUsage: boolean;
}

/** Days in which something is always wanted: usage every so often, and two more endpoints whenever they may. */
function asked(days: number, usageEveryMs: number): readonly Asked[] {
  const all: Asked[] = [];
  let spending: AccountSpending = { allEvenAtMs: null, besideUsageEvenAtMs: null };
  let usageDueMs = 0;
  for (let nowMs = 0; nowMs < days * dayMs; nowMs += 15_000) {
    for (const isUsage of [true, false]) {
      const isDue = !isUsage || nowMs >= usageDueMs;
      if (!isDue || accountAffordableAtMs(isUsage, spending, budget, nowMs) > nowMs) continue;
      all.push({ atMs: nowMs, isUsage });
      if (isUsage) usageDueMs = nowMs + usageEveryMs;
      spending = {
        allEvenAtMs: evenAtMsAfterRequest(spending.allEvenAtMs, budget.all, nowMs),
        besideUsageEvenAtMs: isUsage
          ? spending.besideUsageEvenAtMs
          : evenAtMsAfterRequest(spending.besideUsageEvenAtMs, budget.besideUsage, nowMs),
      };
    }
  }
  return all;
}

function mostInADay(all: readonly Asked[]): number {
  return all.reduce((most, { atMs }, index) => {
    const first = all.findIndex((each) => each.atMs > atMs - dayMs);
    return Math.max(most, index - first + 1);
  }, 0);
}

describe('the budget of an account over all its endpoints', () => {
  it('24 hours hold at most 288 requests, however greedy the endpoints beside usage are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (minutes) => {
        expect(mostInADay(asked(3, minutes * minuteMs))).toBeLessThanOrEqual(288);
      }),
      { numRuns: 12 },
    );
  });

  it('usage that is asked as often as it may keeps at least 19 of 20 of its turns', () => {
    const all = asked(3, 5.25 * minuteMs);
    const usage = all.filter(({ isUsage }) => isUsage).length;
    expect(usage).toBeGreaterThanOrEqual(Math.floor(0.95 * 3 * (dayMs / (5.25 * minuteMs))));
    expect(all.length - usage).toBeGreaterThanOrEqual(3 * 12);
  });

  it('where usage leaves room the others take it', () => {
    const all = asked(1, 15 * minuteMs);
    expect(all.filter(({ isUsage }) => isUsage)).toHaveLength(96);
    expect(all.filter(({ isUsage }) => !isUsage).length).toBeGreaterThan(24);
  });
});

describe('what a budget allows', () => {
  const nowMs = 1_795_300_000_000;
  const { all, besideUsage } = budget;

  it('is spent by a period for each request, ahead of the even pace by so much and no more', () => {
    expect(evenAtMsAfterRequest(null, all, nowMs)).toBe(nowMs + all.periodMs);
    expect(evenAtMsAfterRequest(nowMs - dayMs, all, nowMs)).toBe(nowMs + all.periodMs);
    expect(evenAtMsAfterRequest(nowMs + minuteMs, all, nowMs)).toBe(nowMs + minuteMs + all.periodMs);
    const farthest = nowMs + all.aheadMs + all.periodMs;
    expect(evenAtMsAfterRequest(farthest, all, nowMs)).toBe(farthest);
    expect(evenAtMsAfterRequest(farthest + 1, all, nowMs)).toBe(nowMs + all.periodMs);
  });

  it('is nothing asked before, or the even pace less what may run ahead', () => {
    expect(affordableAtMs(null, all, nowMs)).toBe(nowMs);
    expect(affordableAtMs(nowMs + minuteMs, all, nowMs)).toBe(nowMs + minuteMs - all.aheadMs);
    const farthest = nowMs + all.aheadMs + all.periodMs;
    expect(affordableAtMs(farthest, all, nowMs)).toBe(nowMs + all.periodMs);
    expect(affordableAtMs(farthest + 1, all, nowMs)).toBe(nowMs);
  });

  it('of an account is that of the default, or of a shorter interval that the user chose', () => {
    expect(accountRateBudgetOf(60 * minuteMs).all).toEqual(all);
    expect(accountRateBudgetOf(minuteMs).all.periodMs).toBeLessThan(all.periodMs);
    expect(besideUsage.periodMs).toBe(2 * 60 * minuteMs);
  });

  it('lets usage run ahead, and another endpoint where there is room or seldom enough', () => {
    const at = (isUsage: boolean, allEvenAtMs: number | null, besideUsageEvenAtMs: number | null): number =>
      accountAffordableAtMs(isUsage, { allEvenAtMs, besideUsageEvenAtMs }, budget, nowMs) - nowMs;
    const even = nowMs + minuteMs;
    expect(at(true, even, nowMs + 60 * minuteMs)).toBe(minuteMs - all.aheadMs);
    expect(at(false, even, null)).toBe(0);
    expect(at(false, even, nowMs + 60 * minuteMs)).toBe(minuteMs);
    expect(at(false, nowMs + 39 * minuteMs, nowMs + 60 * minuteMs)).toBe(60 * minuteMs - besideUsage.aheadMs);
    expect(at(false, null, nowMs + 60 * minuteMs)).toBe(0);
  });
});

describe('the first turn of an endpoint', () => {
  it('is now for usage, and within ten seconds for the others, spread evenly', () => {
    const names = Array.from({ length: 400 }, (_, index) => `claude:${index}`);
    expect(names.map((name) => initialDueAtMs(name, 'usage', 7))).toEqual(names.map(() => 7));
    const times = names.map((name) => initialDueAtMs(name, 'grant', 0));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(10_000);
    for (let from = 2_000; from < 10_000; from += 2_000) {
      expect(times.filter((atMs) => atMs >= from && atMs < from + 2_000).length).toBeGreaterThan(30);
    }
  });
});
