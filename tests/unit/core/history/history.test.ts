import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyText } from '../../../../core/history/export.ts';
import { fullestOfDays, lineOf, meanOverAccounts, downsample } from '../../../../core/history/line.ts';
import { type HistoryPoint, type HistoryReading, pointOf, readingsOf } from '../../../../core/history/reading.ts';
import {
  confirmEveryMs,
  unwrittenEnd,
  recordReading,
  keptSinceMs,
  rollUp,
  type Run,
  resolutions,
} from '../../../../core/history/retention.ts';
import { tickValues } from '../../../../core/history/view.ts';
import { parseCsv } from '../../../support/parse-csv.ts';
import { codexBody, nowMs, stateAfter } from '../../../support/example-states.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.parse('2026-03-02T10:00:00Z');

function reading(minutes: number, value: number, resetsInMinutes: number | null = 300): HistoryReading {
  const resetsAtMs = resetsInMinutes === null ? null : startMs + resetsInMinutes * minuteMs;
  return { atMs: startMs + minutes * minuteMs, value, resetsAtMs, source: 'poll' };
}

const point = (...given: Parameters<typeof reading>): HistoryPoint => pointOf(reading(...given));

function heardAll(readings: readonly HistoryReading[]): {
  readonly kept: readonly HistoryReading[];
  readonly run: Run | null;
} {
  let run: Run | null = null;
  const kept: HistoryReading[] = [];
  for (const each of readings) {
    const heard = recordReading(run, each);
    run = heard.run;
    kept.push(...heard.kept);
  }
  return { kept, run };
}

describe('which readings are stored', () => {
  it('a changed figure, with the end of the run before it', () => {
    const all = [reading(0, 10), reading(5, 10), reading(10, 10), reading(15, 12)];
    expect(heardAll(all).kept).toEqual([all[0], all[2], all[3]]);
  });

  it('another reset, but not one that differs by less than a minute', () => {
    const wobbled = { ...reading(5, 10), resetsAtMs: startMs + 300 * minuteMs + 59_000 };
    expect(heardAll([reading(0, 10), wobbled]).kept).toHaveLength(1);
    const moved = { ...reading(5, 10), resetsAtMs: startMs + 301 * minuteMs };
    expect(heardAll([reading(0, 10), moved]).kept).toHaveLength(2);
    expect(heardAll([reading(0, 10), reading(5, 10, null)]).kept).toHaveLength(2);
  });

  it('no reading that is not newer', () => {
    expect(heardAll([reading(10, 10), reading(5, 50), reading(10, 60)]).kept).toEqual([reading(10, 10)]);
  });

  it('a confirmation every six hours and at the end', () => {
    const all = Array.from({ length: 100 }, (_, index) => reading(index * 10, 10, null));
    const { kept, run } = heardAll(all);
    const everyMinutes = confirmEveryMs / minuteMs;
    expect(kept.map(({ atMs }) => (atMs - startMs) / minuteMs)).toEqual([0, everyMinutes, 2 * everyMinutes]);
    expect(run === null ? [] : unwrittenEnd(run)).toEqual([all.at(-1)]);
  });

  it('windows, credits and prepaid money, and no unknown figure', () => {
    const body = codexBody({
      session: { used: 42.126, resetsInMinutes: 60 },
      weekly: { used: null, resetsInMinutes: 600 },
      credits: { has_credits: true, unlimited: false, balance: '247.5' },
    });
    expect(readingsOf(stateAfter(body))).toEqual([
      {
        series: { accountId: 'codex:work', kind: 'window', name: 'session' },
        reading: { atMs: nowMs, value: 42.13, resetsAtMs: nowMs + 60 * minuteMs, source: 'poll' },
      },
      {
        series: { accountId: 'codex:work', kind: 'credits', name: '' },
        reading: { atMs: nowMs, value: 247.5, resetsAtMs: null, source: 'poll' },
      },
    ]);
  });
});

it('a window that is not started has no reset in the history, because it moves with each request', () => {
  const body = codexBody({ session: { used: 0, resetsInMinutes: 300 }, weekly: { used: 4, resetsInMinutes: 600 } });
  const resets = readingsOf(stateAfter(body)).map(({ reading: { value, resetsAtMs } }) => [value, resetsAtMs]);
  expect(resets.slice(0, 2)).toEqual([
    [0, null],
    [4, nowMs + 600 * minuteMs],
  ]);
});

it('a line is broken at an early reset after which the window is not started', () => {
  const { points } = lineOf([point(0, 80, 300), point(60, 0, null)], startMs + hourMs, 100);
  expect(points.map(({ value }) => value)).toEqual([80, null, 0]);
});

describe('rolling up', () => {
  it('keeps the last figure at its own time, with the lowest and the highest', () => {
    const points = [point(0, 10), point(1, 30), point(2, 20), point(6, 25)];
    expect(rollUp(points, 5 * minuteMs)).toEqual([
      { ...point(2, 20), low: 10, high: 30, spanMs: 5 * minuteMs },
      point(6, 25),
    ]);
  });

  it('never combines points before and after a reset', () => {
    const points = [point(0, 80, 1), point(2, 3, 301), point(3, 4, 301)];
    expect(rollUp(points, hourMs).map(({ value, low, resetsAtMs }) => [value, low, resetsAtMs])).toEqual([
      [80, 80, startMs + minuteMs],
      [4, 3, startMs + 301 * minuteMs],
    ]);
  });

  it('keeps nothing if the user wants no history', () => {
    expect(keptSinceMs(0, nowMs)).toBeNull();
    expect(keptSinceMs(400, nowMs)).toBe(nowMs - 400 * 24 * hourMs);
  });

  const series = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 100 }), fc.boolean()), {
      maxLength: 200,
    })
    .map((steps) => {
      let minutes = 0;
      let resets = 300;
      return steps.map(([wait, value, isReset]) => {
        minutes += wait;
        if (isReset) resets = minutes + 300;
        return point(minutes, value, resets);
      });
    });

  it('loses no extreme, no reset and no end, and a second roll-up changes nothing', () => {
    fc.assert(
      fc.property(series, fc.constantFrom(...resolutions), (points, { spanMs }) => {
        const rolled = rollUp(points, spanMs);
        const resets = (all: readonly HistoryPoint[]): readonly (number | null)[] => [
          ...new Set(all.map(({ resetsAtMs }) => resetsAtMs)),
        ];
        expect(Math.max(...rolled.map(({ high }) => high))).toBe(Math.max(...points.map(({ value }) => value)));
        expect(Math.min(...rolled.map(({ low }) => low))).toBe(Math.min(...points.map(({ value }) => value)));
        expect(resets(rolled)).toEqual(resets(points));
        expect(rolled.at(-1)?.atMs).toBe(points.at(-1)?.atMs);
        expect(rollUp(rolled, spanMs)).toEqual(rolled);
      }),
    );
  });

  it('downsampling loses no extreme and neither end', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 8, max: 60 }), (points, most) => {
        const thin = downsample(points, most);
        const values = (all: readonly HistoryPoint[]): readonly number[] => all.map(({ value }) => value);
        expect(Math.max(...values(thin))).toBe(Math.max(...values(points)));
        expect(Math.min(...values(thin))).toBe(Math.min(...values(points)));
        expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)]);
      }),
    );
  });
});

describe('the line of a chart', () => {
  it('is broken at a reset and marks it', () => {
    const line = lineOf([point(0, 60, 30), point(20, 80, 30), point(40, 2, 330)], startMs + 50 * minuteMs, 600);
    expect(line.points.map(({ value }) => value)).toEqual([60, 80, null, 2]);
    expect(line.resetsMs).toEqual([startMs + 30 * minuteMs]);
  });

  it('ends at a reset that has passed since', () => {
    const line = lineOf([point(0, 60, 30)], startMs + 50 * minuteMs, 600);
    expect(line.points.at(-1)).toEqual({ atMs: startMs + 30 * minuteMs, value: null });
  });

  it('marks an early reset, but no reset if only the reset time moved', () => {
    const early = lineOf([point(0, 60, 300), point(20, 0, 320)], startMs + hourMs, 600);
    expect(early.resetsMs).toHaveLength(1);
    const moved = lineOf([point(0, 60, 300), point(20, 61, 320)], startMs + hourMs, 600);
    expect(moved.resetsMs).toEqual([]);
  });

  it('is broken where the app was not running for hours, also after downsampling', () => {
    const before = Array.from({ length: 500 }, (_, index) => point(index, index % 7, null));
    const after = Array.from({ length: 500 }, (_, index) => point(2000 + index, index % 7, null));
    const line = lineOf([...before, ...after], startMs + 2600 * minuteMs, 100);
    expect(line.points.filter(({ value }) => value === null)).toHaveLength(1);
    expect(line.points.length).toBeLessThan(140);
  });
});

describe('the fullest of each day', () => {
  it('is its highest reading at the time of that reading, and a day without one breaks the line', () => {
    const days = [point(0, 20), point(60, 90), point(120, 5), point(1440, 40), point(4 * 1440, 10)];
    const line = fullestOfDays(days, (atMs) => new Date(atMs).toISOString().slice(0, 10));
    expect(line.map(({ value }) => value)).toEqual([90, 40, null, 10]);
    expect(line.filter(({ value }) => value !== null).map(({ atMs }) => atMs)).toEqual(
      [60, 1440, 4 * 1440].map((minutes) => startMs + minutes * minuteMs),
    );
  });
});

describe('the mean of all accounts', () => {
  it('is the mean of the accounts that are known at a time', () => {
    const one = [point(0, 20), point(20, 40)];
    const other = [point(10, 60)];
    const points = meanOverAccounts([one, other], startMs, startMs + 30 * minuteMs, 3);
    expect(points.map(({ value, known }) => [value, known])).toEqual([
      [20, 1],
      [40, 2],
      [50, 2],
      [50, 2],
    ]);
  });

  it('is unknown before the first reading and after a reset', () => {
    const points = meanOverAccounts([[point(10, 20, 20)]], startMs, startMs + 30 * minuteMs, 3);
    expect(points.map(({ value }) => value)).toEqual([null, 20, null, null]);
  });
});

describe('the axis', () => {
  it.each([
    ['percent', 42, [0, 25, 50, 75, 100]],
    ['percent', 130, [0, 50, 100, 150]],
    ['amount', 9.3, [0, 5, 10]],
    ['amount', 0, [0, 1]],
    ['amount', 1796, [0, 500, 1000, 1500, 2000]],
  ] as const)('of %s up to %s has the lines %j', (unit, largest, ticks) => {
    expect(tickValues(unit, largest)).toEqual(ticks);
  });
});

describe('an export', () => {
  const parts = [
    {
      series: { accountId: '=cmd', kind: 'window', name: 'a "b", c' } as const,
      points: [{ ...point(0, 42.5), low: 40, high: 45, spanMs: 300_000 }, point(5, 43, null)],
    },
    { series: { accountId: 'codex:1', kind: 'credits', name: '' } as const, points: [point(0, 247.5, null)] },
  ];
  const text = (format: 'csv' | 'json'): string => [...historyText(parts, format, () => 'work', nowMs)].join('');

  it('is CSV that a spreadsheet reads but never runs as a formula', () => {
    expect(parseCsv(text('csv'))).toEqual([
      ['account', 'label', 'kind', 'name', 'at', 'value', 'least', 'most', 'span_seconds', 'resets_at', 'source'],
      [
        "'=cmd",
        'work',
        'window',
        'a "b", c',
        '2026-03-02T10:00:00.000Z',
        '42.5',
        '40',
        '45',
        '300',
        '2026-03-02T15:00:00.000Z',
        'poll',
      ],
      ["'=cmd", 'work', 'window', 'a "b", c', '2026-03-02T10:05:00.000Z', '43', '43', '43', '0', '', 'poll'],
      ['codex:1', 'work', 'credits', '', '2026-03-02T10:00:00.000Z', '247.5', '247.5', '247.5', '0', '', 'poll'],
    ]);
  });

  it('is one JSON document, also without readings', () => {
    const document = JSON.parse(text('json')) as { readonly readings: readonly { readonly value: number }[] };
    expect(document.readings.map(({ value }) => value)).toEqual([42.5, 43, 247.5]);
    expect(JSON.parse([...historyText([], 'json', () => '', nowMs)].join(''))).toMatchObject({ readings: [] });
  });
});
