import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateAfter } from '../../../../core/units/calendar.ts';
import type { DailyUsageDay } from '../../../../core/daily-usage/day.ts';
import { mergeDays } from '../../../../core/daily-usage/store.ts';

const day = (date: string, asOfMs: number, credits: string, tokens: number | null): DailyUsageDay => ({
  date,
  asOfMs,
  totals: { users: 1, threads: 1, turns: 1, credits },
  tokens: tokens === null ? null : { asOfMs, uncachedInput: null, cachedInput: null, output: null, total: tokens },
  clients: [],
  models: [],
});

test('the newer answer about a day replaces the older one, whichever comes first', () => {
  const older = day('2026-03-12', 1000, '1', 10);
  const newer = day('2026-03-12', 2000, '3', 30);
  expect(mergeDays([older], [newer])).toEqual([newer]);
  expect(mergeDays([newer], [older])).toEqual([newer]);
});

test('a day that the newer answer lacks stays', () => {
  const kept = day('2026-03-01', 1000, '1', 10);
  const answer = day('2026-03-12', 2000, '3', 30);
  expect(mergeDays([kept], [answer])).toEqual([kept, answer]);
  expect(mergeDays([kept], [])).toEqual([kept]);
});

test('tokens that a newer answer does not state yet stay, with their own age', () => {
  const known = day('2026-03-14', 1000, '1', 10);
  const withoutTokens = day('2026-03-14', 2000, '3', null);
  const [merged] = mergeDays([known], [withoutTokens]);
  expect(merged).toEqual({ ...withoutTokens, tokens: known.tokens });
  expect(merged?.tokens?.asOfMs).toBe(1000);
});

test('the order of answers does not change the days, and a repeated answer changes nothing', () => {
  const anyDay = fc
    .record({
      date: fc.integer({ min: 0, max: 5 }).map((index) => dateAfter('2026-03-01', index)),
      asOfMs: fc.integer({ min: 1, max: 4 }),
      credits: fc.constantFrom('0', '1.5', '2'),
      tokens: fc.option(fc.integer({ min: 0, max: 3 })),
    })
    .map(({ date, asOfMs, credits, tokens }) => day(date, asOfMs, credits, tokens));
  const merged = (answers: readonly DailyUsageDay[]): readonly DailyUsageDay[] =>
    answers.reduce<readonly DailyUsageDay[]>((kept, answer) => mergeDays(kept, [answer]), []);
  fc.assert(
    fc.property(
      fc.array(anyDay, { maxLength: 12 }),
      fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      (answers, keys) => {
        const shuffled = answers
          .map((answer, index) => ({ answer, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ answer }) => answer);
        const once = merged(answers);
        expect(merged(shuffled)).toEqual(once);
        expect(mergeDays(once, once)).toEqual(once);
        expect(new Set(once.map(({ date }) => date)).size).toBe(once.length);
      },
    ),
  );
});
