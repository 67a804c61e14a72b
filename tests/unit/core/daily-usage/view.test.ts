import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceAxis, axisLines } from '../../../../core/daily-usage/chart.ts';
import { dailyUsageTable } from '../../../../core/daily-usage/view.ts';
import { usageSeries } from '../../../../core/daily-usage/series.ts';
import type { UsageChartView, UsageMeasure, UsageSplit } from '../../../../core/daily-usage/view-model.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import { addDecimals } from '../../../../core/units/money.ts';
import {
  allClients,
  exampleUsage,
  usageAccount,
  usageDays,
  usageNowMs,
  type UsageExample,
} from '../../../support/example-usage.ts';
import { localeIn } from '../../../support/locale.ts';

const english = localeIn('en', 'en-GB');

function measureOf(example: UsageExample, split: UsageSplit, measure: UsageMeasure) {
  const view = exampleUsage(example).splits.find(({ id }) => id === split);
  const found = view?.measures.find(({ id }) => id === measure);
  if (found === undefined) throw new Error('There is no such way to look at it.');
  return found;
}

function chartOf(example: UsageExample, split: UsageSplit, measure: UsageMeasure): UsageChartView {
  const { chart } = measureOf(example, split, measure);
  if (chart === null) throw new Error('There is no chart.');
  return chart;
}

describe('the view of daily usage', () => {
  it('gives each day its bar, its parts from the bottom and its texts', () => {
    const chart = chartOf({ days: 7 }, 'client', 'credits');
    expect(chart.series.map(({ name }) => name)).toEqual(['VS Code', 'Command line', 'Desktop app']);
    expect(chart.days.map(({ date }) => date).at(-1)).toBe('2026-03-14');
    for (const { parts } of chart.days) {
      parts.forEach(({ from, to }, index) => {
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(1 + 1e-9);
        expect(from).toBe(index === 0 ? 0 : parts[index - 1]?.to);
      });
    }
    expect(chart.days.at(-1)).toMatchObject({ name: 'Sat 14 Mar', total: '1.2', known: true });
    expect(chart.ticks.map(({ text }) => text)).toEqual(['0', '10', '20', '30']);
  });

  it('the sums are exact and the same whichever way the days are split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<UsageMeasure>('credits', 'turns'),
        (count, measure) => {
          const days = usageDays(count, allClients);
          const { total, series } = usageSeries(days, 'client', measure);
          expect(series.map((each) => each.total).reduce(addDecimals, '0')).toBe(total);
          expect(usageSeries(days.toReversed(), 'client', measure).series).toEqual(series);
          expect(usageSeries(days, 'model', measure).total).toBe(total);
        },
      ),
    );
  });

  it('by model: says that the service does not split credits, unless one row does', () => {
    const never = measureOf({ days: 7 }, 'model', 'credits');
    expect(never.chart).toBeNull();
    expect(never.note).toBe('The service does not split credits by model, so the chart shows turns.');
    const days = usageDays(2).map((day) => ({
      ...day,
      models: [{ name: 'gpt-5.9', users: 1, threads: 1, turns: 1, credits: '0.5' }],
    }));
    const seen = chartOf({ days: 0, reading: { days } }, 'model', 'credits');
    expect(seen.series.map(({ name }) => name)).toEqual(['Not split by the service', 'gpt-5.9']);
  });

  it('tokens are split by kind; those of today are unknown, which is not 0', () => {
    const { chart, note } = measureOf({ days: 3 }, 'client', 'tokens');
    expect(note).toContain('a day later');
    expect(chart?.series.map(({ name }) => name)).toEqual(['Input from cache', 'Output', 'New input']);
    expect(chart?.days.at(-1)).toMatchObject({ known: false, total: '–', parts: [] });
    expect(chart?.table.rows[0]?.cells).toEqual(['–', '–', '–', '–']);
  });

  it('days without an answer are shown as unknown', () => {
    const days = usageDays(9).filter((_, index) => index < 2 || index > 5);
    const chart = chartOf({ days: 0, reading: { days } }, 'client', 'turns');
    expect(chart.days).toHaveLength(9);
    expect(chart.days.map(({ known }) => known)).toEqual([true, true, false, false, false, false, true, true, true]);
  });

  it('more than six series are combined in the chart and separate in the table', () => {
    const clients = [...allClients, 'CODEX_TOASTER', 'CODEX_KETTLE'];
    const chart = chartOf({ days: 7, clients }, 'client', 'turns');
    expect(chart.series).toHaveLength(6);
    expect(chart.series.at(-1)?.name).toBe('3 others');
    expect(chart.table.columns).toHaveLength(10);
    expect(Math.max(...chart.days.flatMap(({ parts }) => parts.map(({ series }) => series)))).toBe(5);
  });

  it('shows the newest 60 days and says so', () => {
    const view = exampleUsage({ days: 75 });
    expect(view.keptText).toBe(
      '75 days are stored on this computer. The newest 60 days are shown. An export contains all days.',
    );
    expect(chartOf({ days: 75 }, 'client', 'credits').days).toHaveLength(60);
  });

  it('says when and from where the data was read, and when it may be read again', () => {
    const view = exampleUsage({ days: 7 });
    expect(view.ageText).toBe('Read 2 min ago · usage analytics of the service');
    expect([view.canRefresh, view.waitText]).toEqual([false, 'You can refresh again at 9:38.']);
    const later = exampleUsage({ days: 7, reading: { asked: { answeredAtMs: 1, notBeforeMs: usageNowMs } } });
    expect([later.canRefresh, later.waitText]).toEqual([true, null]);
  });

  it.each<readonly [string, UsageExample, string, boolean]>([
    ['off', { days: 0, settings: { dailyUsage: false } }, 'Daily usage is off', true],
    ['with essential traffic only', { days: 0, settings: { essentialTrafficOnly: true } }, 'Daily usage is off', false],
    ['with Codex turned off', { days: 0, settings: { askCodex: false } }, 'Daily usage is off', false],
    [
      'for another kind of account',
      { days: 0, reading: { account: { ...usageAccount, provider: 'claude' } } },
      'No daily usage here',
      false,
    ],
    ['without a day', { days: 0 }, 'No usage in the last 7 days', false],
    ['never read', { days: 0, reading: { asked: null } }, 'Not read yet', false],
  ])('%s: it says why and what to do next', (_name, example, title, canTurnOn) => {
    const view = exampleUsage(example);
    expect(view.notice).toMatchObject({ title, canTurnOn });
    expect(view.notice?.text.length).toBeGreaterThan(40);
    expect(view.canRefresh).toBe(title === 'Not read yet');
    expect(view.splits).toEqual([]);
  });

  it('stored days are shown although daily usage was turned off again', () => {
    const view = exampleUsage({ days: 7, settings: { dailyUsage: false } });
    expect([view.notice?.canTurnOn, view.splits.length]).toEqual([true, 2]);
  });

  it.each<readonly [Failure, string]>([
    [{ kind: 'unauthorised', status: 401 }, 'codex login'],
    [{ kind: 'unauthorised', status: 403 }, 'Its plan may not include it'],
    [{ kind: 'limited', retryAfterMs: 1 }, 'limits requests now'],
    [{ kind: 'server', status: 502 }, 'HTTP 502'],
    [{ kind: 'unexpected-status', status: 404 }, 'HTTP 404'],
    [{ kind: 'network', cause: 'dns' }, 'could not be reached'],
    [{ kind: 'timeout' }, 'could not be reached'],
    [{ kind: 'redirect-refused' }, 'did not send the sign-in'],
    [{ kind: 'schema', paths: ['data'] }, 'unknown format'],
    [{ kind: 'credential', problem: 'missing' }, 'codex login'],
    [{ kind: 'credential-expired', expiredAtMs: 1 }, 'has expired'],
  ])('the failure %j is a sentence, and the stored days stay', (failure, words) => {
    const view = exampleUsage({ days: 3, reading: { failure } });
    expect(view.problem).toContain(words);
    expect(view.splits).toHaveLength(2);
  });

  it('says how many parts of an answer were not understood', () => {
    expect(exampleUsage({ days: 3, reading: { oddParts: 2 } }).problem).toBe(
      '2 parts of the last answer had an unknown format and were left out.',
    );
  });
});

it('an axis ends on a round number at or above the largest figure, with few lines', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.0001, max: 1e9, noNaN: true }), fc.boolean(), (largest, counted) => {
      const axis = niceAxis(largest, counted);
      expect(axis.top).toBeGreaterThanOrEqual(largest * (1 - 1e-6));
      expect(axisLines(axis).length).toBeLessThanOrEqual(6);
      if (counted) expect(Number.isInteger(axis.step)).toBe(true);
    }),
  );
});

it('the table of the terminal has columns, with a dash for unknown figures', () => {
  expect(dailyUsageTable(usageDays(3), english).split('\n')).toEqual([
    'Day         Credits  Turns   Tokens',
    expect.stringMatching(/^2026-03-12 {2} +[\d.]+ {2} +\d+ {2}[\d,]+$/),
    expect.stringMatching(/^2026-03-13/),
    expect.stringMatching(/^2026-03-14 .* –$/),
  ]);
});
