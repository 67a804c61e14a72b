import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFacts } from '../../../../core/quota/facts.ts';
import { affordableAtMs, budgetOf, spent } from '../../../../core/refresh/budget.ts';
import { nextDueAtMs, type Pace, plannedIntervalMs } from '../../../../core/refresh/cadence.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const usual: Pace = {
  baseMs: 5 * minuteMs,
  minimumMs: minuteMs,
  unchangedAnswers: 0,
  onBattery: false,
  locked: false,
};

describe('the planned interval (X-9)', () => {
  it.each([
    ['as the user chose', {}, 5],
    ['after 2 answers without news', { unchangedAnswers: 2 }, 5],
    ['after 3', { unchangedAnswers: 3 }, 6.25],
    ['after 6', { unchangedAnswers: 6 }, 7.5],
    ['after 12', { unchangedAnswers: 12 }, 8.75],
    ['on battery', { onBattery: true }, 10],
    ['locked', { locked: true }, 15],
    ['locked on battery', { locked: true, onBattery: true }, 30],
    ['all of it, at most half an hour', { locked: true, onBattery: true, unchangedAnswers: 99 }, 30],
    ['an hour stays an hour', { baseMs: 60 * minuteMs, locked: true }, 60],
    ['an endpoint that bears little', { baseMs: 15 * minuteMs, minimumMs: 15 * minuteMs }, 15],
    ['an endpoint that bears less than half an hour', { minimumMs: 40 * minuteMs, locked: true }, 40],
    ['never below a minute', { baseMs: 1000, minimumMs: 0 }, 1],
  ] as const)('%s', (_, change, minutes) => {
    expect(plannedIntervalMs({ ...usual, ...change })).toBe(minutes * minuteMs);
  });

  it('on a watched desktop a figure is asked for again before it counts as stale', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 120 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (unchangedAnswers, minutes, random) => {
          const baseMs = minutes * minuteMs;
          const plannedMs = plannedIntervalMs({ ...usual, baseMs, unchangedAnswers });
          const dueAtMs = nextDueAtMs(noFacts, plannedMs, minuteMs, 0, random);
          expect(dueAtMs).toBeGreaterThanOrEqual(baseMs);
          expect(dueAtMs).toBeLessThan(2 * baseMs);
        },
      ),
    );
  });
});

describe('the budget of requests (X-9)', () => {
  it.each([
    [5, 288],
    [15, 96],
  ])('with %i minutes no 24 hours hold more than %i requests, however often one is wanted', (minutes, most) => {
    const budget = budgetOf(minutes * minuteMs);
    const times: number[] = [];
    let evenAtMs: number | null = null;
    for (let nowMs = 0; nowMs < 3 * dayMs; nowMs += 10_000) {
      if (affordableAtMs(evenAtMs, budget, nowMs) > nowMs) continue;
      evenAtMs = spent(evenAtMs, budget, nowMs);
      times.push(nowMs);
    }
    const within = times.map((atMs) => times.filter((other) => other > atMs - dayMs && other <= atMs).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(most);
    expect(times.length).toBeGreaterThan(2.8 * most);
  });

  it('an even pace is never held back', () => {
    const budget = budgetOf(5 * minuteMs);
    let evenAtMs: number | null = null;
    for (let nowMs = 0; nowMs < dayMs; nowMs += 1.05 * 5 * minuteMs) {
      expect(affordableAtMs(evenAtMs, budget, nowMs)).toBeLessThanOrEqual(nowMs);
      evenAtMs = spent(evenAtMs, budget, nowMs);
    }
  });

  it('a clock that was set back frees it', () => {
    const budget = budgetOf(5 * minuteMs);
    const evenAtMs = spent(null, budget, 10 * dayMs);
    expect(affordableAtMs(evenAtMs, budget, dayMs)).toBe(dayMs);
  });
});
