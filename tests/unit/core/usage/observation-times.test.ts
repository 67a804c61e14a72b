import { describe, expect, it } from 'vitest';
import { readClaudeUsage } from '../../../../core/providers/claude/usage.ts';
import { parseCodexUsage } from '../../../../core/providers/codex/usage.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { mergePartial, merge } from '../../../../core/usage/merge.ts';
import { judgeWindows } from '../../../../core/usage/windows.ts';
import type { Observation, SpendReading } from '../../../../core/usage/observation.ts';
import { isPlausibleReset, withPlausibleTimes } from '../../../../core/usage/observation-times.ts';
import { observed } from '../../../support/readings.ts';

const asOfMs = Date.UTC(2026, 10, 22);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('times that cannot be', () => {
  it.each([
    [2 * hourMs, 18_000, true],
    [-2 * hourMs, 18_000, true],
    [-dayMs, 18_000, true],
    [-dayMs - 1, 18_000, false],
    [400 * dayMs, null, true],
    [400 * dayMs + 1, null, false],
    [-2 * dayMs, 18_000, false],
    [5 * hourMs + dayMs, 18_000, true],
    [3 * dayMs, 18_000, false],
    [7 * dayMs, 604_800, true],
    [9 * dayMs, 604_800, false],
    [31 * dayMs, null, true],
    [366 * dayMs, null, true],
    [500 * dayMs, null, false],
    [500 * dayMs, 9_000 * 86_400, false],
    [8.64e15 - asOfMs, null, false],
    [-asOfMs, 604_800, false],
  ])('a reset %d ms ahead of a window of %j s: %j', (aheadMs, durationSeconds, isPlausible) => {
    expect(isPlausibleReset(asOfMs + aheadMs, asOfMs, durationSeconds)).toBe(isPlausible);
  });

  it.each(['1970-01-01T00:00:00.001Z', '9999-12-31T23:59:59Z', 8.64e15])(
    'the reset %j is dropped, and hides no figure',
    (resets_at) => {
      const body = { five_hour: { utilization: 63, resets_at } };
      const { windows } = merge(noFacts, observed(readClaudeUsage(body, asOfMs)));
      expect(judgeWindows(windows, asOfMs)[0]).toMatchObject({ usedPercent: 63, resetsAtMs: null, state: 'open' });
    },
  );

  it('what is known of a reset outlives one that cannot be, of whichever source', () => {
    const windowOf = (used_percent: number, reset_at: number) => ({
      rate_limit: { primary_window: { used_percent, reset_at, limit_window_seconds: 18_000 } },
    });
    const resetMs = asOfMs + 2 * hourMs;
    const known = merge(noFacts, observed(parseCodexUsage(windowOf(10, resetMs / 1000), asOfMs)));
    const strange = observed(parseCodexUsage(windowOf(100, 8.64e12), asOfMs + 1000));
    const items = (strange.windows?.items ?? []).map((item) => ({ ...item, reached: statedValue(true) }));
    const beside: Observation = { ...strange, source: 'headers', windows: { complete: false, items } };
    for (const facts of [merge(known, strange), mergePartial(known, beside)]) {
      expect(facts.windows[0]?.usedPercent.said?.value).toBe(100);
      expect(facts.windows[0]?.resetsAtMs.said?.value ?? resetMs).toBe(resetMs);
    }
  });

  it('limits of money, relays and what was given lose the time alone', () => {
    const spend = {
      unit: 'credits',
      currency: null,
      used: '1',
      limit: '2',
      remaining: '1',
      scope: 'individual',
      resetsAtMs: 8.64e15,
    } as const;
    const facts = merge(noFacts, {
      source: 'poll',
      asOfMs,
      spend: statedValue(spend),
      spendLimits: statedValue([spend]),
      resetCreditList: statedValue({ available: 2, nextExpiresAtMs: 8.64e15 }),
      prepaid: statedValue({ currency: 'USD', balance: '4.00', nextExpiresAtMs: asOfMs + 3 * 365 * dayMs }),
      oddPaths: [],
    });
    expect(facts.spend.said?.value).toEqual({ ...spend, resetsAtMs: null });
    expect(facts.spendLimits.said?.value).toEqual([{ ...spend, resetsAtMs: null }]);
    expect(facts.resetCreditList.said?.value).toEqual({ available: 2, nextExpiresAtMs: null });
    expect(facts.prepaid.said?.value.nextExpiresAtMs).toBe(asOfMs + 3 * 365 * dayMs);
  });

  it('every figure that holds a time loses it where it cannot be, and keeps it where it can', () => {
    const observedWith = (reset: number | null, expiry: number | null): Observation => {
      const spend: SpendReading = {
        ...{ unit: 'money', currency: 'EUR', used: '1.00', limit: '2.00', remaining: '1.00', scope: 'individual' },
        resetsAtMs: reset,
      };
      return {
        source: 'poll',
        asOfMs,
        spend: statedValue(spend),
        spendLimits: statedValue([spend]),
        monthlySpend: statedValue(spend),
        prepaid: statedValue({ currency: 'EUR', balance: '3.00', nextExpiresAtMs: expiry }),
        resetCredits: statedValue({ available: 1, nextExpiresAtMs: expiry }),
        resetCreditList: statedValue({ available: 1, nextExpiresAtMs: expiry }),
        ledger: statedValue({
          ...{ remaining: 4, tier: 'pro', capped: 'monthly', geminiRemaining: null, lastCharge: null },
          resetsAtMs: reset,
        }),
        service: statedValue({ mode: 'batch', boxedUntilMs: reset, reason: null }),
        blocked: statedValue({ code: 'spend-cap', endsAtMs: reset }),
        oddPaths: [],
      };
    };
    const year = 366 * dayMs;
    expect(withPlausibleTimes(observedWith(asOfMs + 400 * dayMs + 1, asOfMs + 20 * year + 1))).toEqual(
      observedWith(null, null),
    );
    expect(withPlausibleTimes(observedWith(-1, asOfMs - 20 * year - 1))).toEqual(observedWith(null, null));
    for (const [reset, expiry] of [
      [asOfMs + 400 * dayMs, asOfMs + 20 * year],
      [asOfMs - dayMs, asOfMs - 20 * year],
      [null, null],
    ] as const) {
      expect(withPlausibleTimes(observedWith(reset, expiry))).toEqual(observedWith(reset, expiry));
    }
    const little: Observation = {
      source: 'poll',
      asOfMs,
      spend: statedValue(null),
      blocked: statedValue(null),
      oddPaths: [],
    };
    expect(withPlausibleTimes(little)).toEqual(little);
  });

  it('a stored reset that cannot be is unknown', () => {
    const { windows } = merge(noFacts, observed(readClaudeUsage({ seven_day: { utilization: 5 } }, asOfMs)));
    const stored = windows.map((window) => ({
      ...window,
      resetsAtMs: { said: { value: 8.64e15, asOfMs, source: 'poll' as const }, unknownSinceMs: null },
    }));
    expect(judgeWindows(stored, asOfMs)[0]).toMatchObject({ usedPercent: 5, resetsAtMs: null });
  });
});
