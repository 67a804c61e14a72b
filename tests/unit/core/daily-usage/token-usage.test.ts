import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeDays } from '../../../../core/daily-usage/store.ts';
import { parseTokenUsage } from '../../../../core/daily-usage/token-usage.ts';
import { usageDays, usageNowMs } from '../../../support/example-usage.ts';

const asOfMs = usageNowMs;
const bucket = (startDate: unknown, tokens: unknown): object => ({ startDate, tokens });
const read = (dailyUsageBuckets: unknown) => parseTokenUsage({ summary: {}, dailyUsageBuckets }, asOfMs);
const totals = (answer: ReturnType<typeof read>) =>
  answer.ok ? answer.days.map(({ date, tokens }) => [date, tokens?.total]) : answer.paths;

describe('the tokens of each day, as the Codex tool states them', () => {
  it('have no credits, turns, clients or models, and 0 is 0', () => {
    expect(read([bucket('2026-03-13', 0), bucket('2026-03-12', 1500)])).toEqual({
      ok: true,
      oddPaths: [],
      days: [
        ['2026-03-12', 1500],
        ['2026-03-13', 0],
      ].map(([date, total]) => ({
        date,
        asOfMs,
        totals: { users: null, threads: null, turns: null, credits: null },
        tokens: { asOfMs, uncachedInput: null, cachedInput: null, output: null, total },
        clients: [],
        models: [],
      })),
    });
  });

  it.each([
    [null, []],
    [[], []],
    [undefined, ['dailyUsageBuckets']],
    [{}, ['dailyUsageBuckets']],
    [[7], ['dailyUsageBuckets[0]']],
    [[bucket('2026-13-01', 3)], ['dailyUsageBuckets[0].startDate']],
    [[bucket('2026-03-01', -3)], ['dailyUsageBuckets[0].tokens']],
    [[bucket('2026-03-01', 1.5)], ['dailyUsageBuckets[0].tokens']],
    [[bucket('2026-03-16', 5)], ['dailyUsageBuckets[0].startDate']],
  ])('reads %j', (buckets, expected) => {
    expect(totals(read(buckets))).toEqual(expected);
  });

  it('keeps the good days beside a malformed one and a repeated one', () => {
    const answer = read([bucket('2026-03-01', 1), bucket('2026-03-01', 2), bucket('x', 1), bucket('2026-03-02', 3)]);
    expect(totals(answer)).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 3],
    ]);
    expect(answer.ok && answer.oddPaths).toEqual(['dailyUsageBuckets[1].startDate', 'dailyUsageBuckets[2].startDate']);
  });

  it('never throws and never states a negative or broken figure', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        for (const answer of [parseTokenUsage(any, asOfMs), read(any)]) {
          if (!answer.ok) expect(answer.paths.length).toBeGreaterThan(0);
          else for (const { tokens } of answer.days) expect(Number.isSafeInteger(tokens?.total)).toBe(true);
        }
      }),
    );
  });
});

describe('the tokens of the tool beside the figures of the service', () => {
  const answer = read([bucket('2026-03-14', 4242), bucket('2026-03-13', 7), bucket('2026-01-01', 9)]);
  const byTool = answer.ok ? answer.days : [];
  const later = (days: typeof byTool, byMs: number): typeof byTool =>
    days.map((day) => ({
      ...day,
      asOfMs: day.asOfMs + byMs,
      tokens: day.tokens && { ...day.tokens, asOfMs: day.tokens.asOfMs + byMs },
    }));

  it.each([-1, 0, 1])('fill gaps and replace nothing, whichever is newer (%i)', (byMs) => {
    const byService = usageDays(2);
    const tool = later(byTool, byMs);
    const merged = mergeDays(byService, tool);
    expect(mergeDays(tool, byService)).toEqual(merged);
    expect(merged.map(({ date }) => date)).toEqual(['2026-01-01', '2026-03-13', '2026-03-14']);
    const [, yesterday, today] = merged;
    expect([yesterday?.totals, yesterday?.tokens]).toEqual([byService[0]?.totals, byService[0]?.tokens]);
    expect([today?.totals, today?.tokens?.total]).toEqual([byService[1]?.totals, 4242]);
  });

  it('are replaced by newer tokens of the tool', () => {
    const [first] = byTool.slice(-1);
    if (first?.tokens == null) throw new Error('The example has a day');
    const newer = { ...first, asOfMs: asOfMs + 1, tokens: { ...first.tokens, asOfMs: asOfMs + 1, total: 9999 } };
    expect(mergeDays([newer], [first])[0]?.tokens?.total).toBe(9999);
  });
});
