import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountAffordableAtMs,
  accountBudgetOf,
  type AccountSpending,
  spent,
} from '../../../../core/refresh/budget.ts';
import { firstTurnAtMs } from '../../../../core/refresh/first-turn.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const budget = accountBudgetOf(5 * minuteMs);

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
        allEvenAtMs: spent(spending.allEvenAtMs, budget.all, nowMs),
        besideUsageEvenAtMs: isUsage
          ? spending.besideUsageEvenAtMs
          : spent(spending.besideUsageEvenAtMs, budget.besideUsage, nowMs),
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

describe('the budget of an account over all its endpoints (X-9)', () => {
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

describe('the first turn of an endpoint', () => {
  it('is now for usage, and within ten seconds for the others, spread evenly', () => {
    const names = Array.from({ length: 400 }, (_, index) => `claude:${index}`);
    expect(names.map((name) => firstTurnAtMs(name, 'usage', 7))).toEqual(names.map(() => 7));
    const times = names.map((name) => firstTurnAtMs(name, 'grant', 0));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(10_000);
    for (let from = 2_000; from < 10_000; from += 2_000) {
      expect(times.filter((atMs) => atMs >= from && atMs < from + 2_000).length).toBeGreaterThan(30);
    }
  });
});
