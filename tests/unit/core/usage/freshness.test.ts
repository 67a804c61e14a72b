import { describe, expect, it } from 'vitest';
import { statedValue, statedUnknown, type Source } from '../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { noShape, type Observation } from '../../../../core/usage/observation.ts';
import { isToolActive, unchangedStreak } from '../../../../core/usage/freshness.ts';

const minuteMs = 60_000;
const startMs = Date.parse('2026-03-02T09:00:00Z');

function facts(used: number, asOfMs: number, resetsAtMs: number, source: Source = 'poll'): Facts {
  return merge(noFacts, {
    source,
    asOfMs,
    windows: {
      complete: true,
      items: [
        {
          id: 'session',
          shape: { name: null, scope: 'account', durationSeconds: 18_000 },
          usedPercent: { is: 'value', value: used },
          resetsAtMs: { is: 'value', value: resetsAtMs },
        },
      ],
    },
    oddPaths: [],
  });
}

const laterMs = startMs + 5 * minuteMs;
const resetMs = startMs + 60 * minuteMs;

describe('answers without news', () => {
  it('counts one more where only the age differs', () => {
    expect(unchangedStreak(4, facts(40, startMs, resetMs), facts(40, laterMs, resetMs), laterMs)).toBe(5);
  });

  it('begins again with a new figure', () => {
    expect(unchangedStreak(4, facts(40, startMs, resetMs), facts(41, laterMs, resetMs), laterMs)).toBe(0);
  });

  it('counts a window that has not begun, although its reset moves along', () => {
    const known = facts(0, startMs, startMs + 300 * minuteMs);
    expect(unchangedStreak(4, known, facts(0, laterMs, laterMs + 300 * minuteMs), laterMs)).toBe(5);
  });

  it.each(['log', 'statusline', 'headers'] as const)('begins again while the tool is at work, by its %s', (source) => {
    const known = facts(40, laterMs - minuteMs, resetMs, source);
    expect(unchangedStreak(4, known, known, laterMs)).toBe(0);
    expect(unchangedStreak(4, known, known, laterMs + 5 * minuteMs)).toBe(5);
  });

  it.each<readonly [string, Partial<Observation>, boolean]>([
    ['its credits', { credits: statedValue({ hasCredits: true, unlimited: false, overageLimitReached: null }) }, true],
    ['its balance', { balance: statedValue('3') }, true],
    ['its spend', { spend: statedValue(null) }, true],
    [
      'its allowance',
      {
        ledger: statedValue({
          ...{
            remaining: 1,
            tier: 'pro',
            capped: 'monthly',
            geminiRemaining: null,
            lastCharge: null,
            resetsAtMs: null,
          },
        }),
      },
      true,
    ],
    [
      'a limit that is hit',
      { windows: { complete: false, items: [{ id: 'a', shape: noShape, reached: statedValue(true) }] } },
      true,
    ],
    ['its plan alone', { plan: statedValue('pro') }, false],
    ['that a balance is not known', { balance: statedUnknown }, false],
  ])('the tool is at work by %s', (_what, parts, isActive) => {
    const told = (source: Source): Facts => merge(noFacts, { source, asOfMs: startMs, oddPaths: [], ...parts });
    const activeAt = (atMs: number, source: Source = 'log'): boolean => isToolActive(told(source), atMs);
    expect([activeAt(startMs), activeAt(laterMs - 1), activeAt(laterMs)]).toEqual([isActive, isActive, false]);
    expect([activeAt(startMs, 'poll'), activeAt(startMs, 'cache')]).toEqual([false, false]);
  });
});
