import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { noShape } from '../../../../core/usage/observation.ts';
import { affordableAtMs, rateBudgetOf, evenAtMsAfterRequest } from '../../../../core/polling/rate-budget.ts';
import { intervalMs, nextDueAtMs, type IntervalFactors, plannedIntervalMs } from '../../../../core/polling/interval.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const usual: IntervalFactors = {
  baseMs: 5 * minuteMs,
  minimumMs: minuteMs,
  unchangedAnswers: 0,
  onBattery: false,
  locked: false,
};

describe('the planned interval', () => {
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
    ['an endpoint with a long minimum', { baseMs: 15 * minuteMs, minimumMs: 15 * minuteMs }, 15],
    ['an endpoint with a minimum of more than half an hour', { minimumMs: 40 * minuteMs, locked: true }, 40],
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

describe('the interval of an endpoint', () => {
  const cadence = { defaultMs: 15 * minuteMs, minimumMs: 2 * minuteMs };

  it.each<readonly [string, Parameters<typeof intervalMs>[0], number, number]>([
    ['is what the user chose', { pollInterval: cadence }, 5, 5],
    ['is never below its minimum', { pollInterval: cadence }, 1, 2],
    ['of an optional one is never below its default', { pollInterval: cadence, optional: true }, 5, 15],
    ['of an optional one is what the user chose where that is more', { pollInterval: cadence, optional: true }, 30, 30],
    ['that is fixed is not what the user chose', { pollInterval: { ...cadence, isFixed: true } }, 60, 15],
    [
      'that is fixed is never below its minimum either',
      { pollInterval: { ...cadence, minimumMs: 20 * minuteMs, isFixed: true } },
      1,
      20,
    ],
  ])('%s', (_what, endpoint, chosen, minutes) => {
    expect(intervalMs(endpoint, chosen)).toBe(minutes * minuteMs);
  });
});

describe('the next turn after a good answer', () => {
  const nowMs = 1_795_300_000_000;
  const plannedMs = 10 * minuteMs;
  const dueAfter = (resetsInMs: number | null, minimumMs = 0, random = 0): number => {
    const items = [
      {
        id: 'session',
        shape: noShape,
        ...(resetsInMs === null ? {} : { resetsAtMs: statedValue(nowMs + resetsInMs) }),
      },
    ];
    const facts = merge(noFacts, { source: 'poll', asOfMs: nowMs, oddPaths: [], windows: { complete: true, items } });
    return nextDueAtMs(facts, plannedMs, minimumMs, nowMs, random) - nowMs;
  };

  it.each<readonly [string, number | null, number, number]>([
    ['is the planned interval', null, 0, 10],
    ['is a minute after a reset that comes sooner', 4 * minuteMs, 0, 5],
    ['is the planned interval where the reset comes later', 9.5 * minuteMs, 0, 10],
    ['is not brought forward by a reset of now', 0, 0, 10],
    ['nor by one that is over', -minuteMs, 0, 10],
    ['is never sooner than the endpoint allows', 4 * minuteMs, 7 * minuteMs, 7],
  ])('%s', (_what, resetsInMs, minimumMs, minutes) => {
    expect(dueAfter(resetsInMs, minimumMs)).toBe(minutes * minuteMs);
  });

  it('is up to a tenth later', () => {
    expect(dueAfter(null, 0, 0.5)).toBe(10.5 * minuteMs);
  });
});

describe('the budget of requests', () => {
  it.each([
    [5, 288],
    [15, 96],
  ])('with %i minutes no 24 hours hold more than %i requests, however often one is wanted', (minutes, most) => {
    const budget = rateBudgetOf(minutes * minuteMs);
    const times: number[] = [];
    let evenAtMs: number | null = null;
    for (let nowMs = 0; nowMs < 3 * dayMs; nowMs += 10_000) {
      if (affordableAtMs(evenAtMs, budget, nowMs) > nowMs) continue;
      evenAtMs = evenAtMsAfterRequest(evenAtMs, budget, nowMs);
      times.push(nowMs);
    }
    const within = times.map((atMs) => times.filter((other) => other > atMs - dayMs && other <= atMs).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(most);
    expect(times.length).toBeGreaterThan(2.8 * most);
  });

  it('an even pace is never held back', () => {
    const budget = rateBudgetOf(5 * minuteMs);
    let evenAtMs: number | null = null;
    for (let nowMs = 0; nowMs < dayMs; nowMs += 1.05 * 5 * minuteMs) {
      expect(affordableAtMs(evenAtMs, budget, nowMs)).toBeLessThanOrEqual(nowMs);
      evenAtMs = evenAtMsAfterRequest(evenAtMs, budget, nowMs);
    }
  });

  it('a clock that was set back frees it', () => {
    const budget = rateBudgetOf(5 * minuteMs);
    const evenAtMs = evenAtMsAfterRequest(null, budget, 10 * dayMs);
    expect(affordableAtMs(evenAtMs, budget, dayMs)).toBe(dayMs);
  });
});
