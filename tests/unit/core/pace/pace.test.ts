import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paceOf, type PaceReading } from '../../../../core/pace/pace.ts';
import { withReading } from '../../../../core/pace/readings.ts';
import type { JudgedWindow } from '../../../../core/usage/windows.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.parse('2026-03-02T10:00:00Z');
const lengthMs = 5 * hourMs;
const resetsAtMs = startMs + lengthMs;

/** Readings of a 5-hour window as `[minutes since its start, percent used]`. */
function readings(...pairs: readonly (readonly [minutes: number, used: number])[]): readonly PaceReading[] {
  return pairs.map(([minutes, usedPercent]) => ({ atMs: startMs + minutes * minuteMs, usedPercent, resetsAtMs }));
}

function windowAt(newest: PaceReading | undefined, more: Partial<JudgedWindow> = {}): JudgedWindow {
  return {
    id: 'session',
    shape: { name: null, scope: 'account', durationSeconds: lengthMs / 1000 },
    usedPercent: newest?.usedPercent ?? null,
    resetsAtMs,
    state: 'open',
    blockedBy: null,
    source: 'poll',
    asOfMs: newest?.atMs ?? startMs,
    ...more,
  };
}

function paceAfter(all: readonly PaceReading[], more: Partial<JudgedWindow> = {}, laterMs = 0) {
  const newest = all.at(-1);
  return paceOf(windowAt(newest, more), all, (newest?.atMs ?? startMs) + laterMs);
}

const minutesIn = (atMs: number | null | undefined): number | null =>
  atMs == null ? null : (atMs - startMs) / minuteMs;

describe('the pace of a window', () => {
  it('expects as much as the part of the window that is over', () => {
    expect(paceAfter(readings([0, 0], [30, 10], [60, 20]))?.expectedPercent).toBe(20);
    expect(paceAfter(readings([0, 0], [30, 10], [60, 20]), {}, 90 * minuteMs)?.expectedPercent).toBe(50);
  });

  it('runs out when what is left is used at the rate of late', () => {
    const pace = paceAfter(readings([0, 0], [20, 20], [40, 40], [60, 60]));
    expect(minutesIn(pace?.exhaustsAtMs)).toBe(100);
    expect(pace?.exhaustsBetweenMs?.map((atMs) => minutesIn(atMs))).toEqual([100, 101]);
  });

  it('counts the last hour of a short window, not what was before', () => {
    const pace = paceAfter(readings([0, 0], [30, 40], [60, 40], [90, 50], [120, 60]));
    expect(minutesIn(pace?.exhaustsAtMs)).toBe(240);
  });

  it.each([
    ['two readings', readings([0, 0], [30, 30])],
    ['a rise of one', readings([0, 40], [30, 40], [60, 41])],
    ['an idle hour', readings([0, 0], [30, 50], [60, 50], [90, 50], [120, 50])],
    ['what would last until the reset', readings([0, 0], [60, 5], [120, 10])],
  ])('says no time for %s, and still the even pace', (_name, all) => {
    expect(paceAfter(all)).toMatchObject({ exhaustsAtMs: null, exhaustsBetweenMs: null });
  });

  it.each([
    ['nothing', [], {}],
    ['one reading', readings([20, 5]), {}],
    ['ten minutes', readings([0, 5], [5, 15], [10, 30]), {}],
    ['a window that is used up', readings([0, 0], [30, 50], [60, 100]), { state: 'exhausted' as const }],
    ['a blocked window', readings([0, 0], [30, 20], [60, 40]), { state: 'blocked' as const }],
    ['a window without a reset', readings([0, 0], [30, 20], [60, 40]), { resetsAtMs: null }],
    [
      'a window without a length',
      readings([0, 0], [30, 20], [60, 40]),
      { id: 'x', shape: { name: null, scope: 'own' as const, durationSeconds: null } },
    ],
  ])('is not known after %s', (_name, all, more) => {
    expect(paceAfter(all, more)).toBeNull();
  });

  it('waits for 3 % of a long window', () => {
    const week = { id: 'weekly', shape: { name: null, scope: 'account' as const, durationSeconds: 604_800 } };
    const inWeek = (...pairs: readonly (readonly [number, number])[]): readonly PaceReading[] =>
      readings(...pairs).map((each) => ({ ...each, resetsAtMs: startMs + 7 * 24 * hourMs }));
    const more = { ...week, resetsAtMs: startMs + 7 * 24 * hourMs };
    expect(paceAfter(inWeek([0, 0], [60, 10], [280, 30]), more)).toBeNull();
    expect(paceAfter(inWeek([0, 0], [60, 10], [310, 30]), more)?.exhaustsAtMs).not.toBeNull();
  });

  it('begins again with the period: readings before a reset say nothing', () => {
    const before = readings([0, 20], [40, 60]).map((each) => ({
      ...each,
      atMs: each.atMs - lengthMs,
      resetsAtMs: startMs,
    }));
    expect(paceAfter([...before, ...readings([5, 2], [10, 4])])).toBeNull();
    expect(paceAfter([...before, ...readings([0, 0], [30, 10], [60, 20])])).toEqual(
      paceAfter(readings([0, 0], [30, 10], [60, 20])),
    );
  });

  it('takes a great fall for a reset before its time, and a small one for a correction', () => {
    expect(paceAfter(readings([0, 10], [60, 80], [70, 0], [75, 2]))).toBeNull();
    const corrected = paceAfter(readings([0, 0], [30, 33], [31, 30], [60, 60]));
    expect(minutesIn(corrected?.exhaustsAtMs)).toBe(100);
  });

  it('is less sure of uneven use', () => {
    const spread = (all: readonly PaceReading[]): number => {
      const [from = 0, to = 0] = paceAfter(all)?.exhaustsBetweenMs ?? [];
      return to - from;
    };
    const even = spread(readings([0, 0], [30, 30], [60, 60]));
    expect(even).toBeGreaterThan(0);
    expect(spread(readings([0, 0], [30, 5], [60, 60]))).toBeGreaterThan(2 * even);
  });
});

const anyUse = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 8 })), { minLength: 3, maxLength: 30 })
  .map((steps) => {
    let minutes = 0;
    let used = 0;
    return readings(
      ...steps.map(([wait, rise]) => {
        minutes = Math.min(299, minutes + wait);
        used = Math.min(99, used + rise);
        return [minutes, used] as const;
      }),
    );
  });

describe('whatever was read', () => {
  it('the end is never before now and always before the reset, and lies in its own stretch', () => {
    fc.assert(
      fc.property(anyUse, fc.integer({ min: 0, max: 60 }), (all, laterMinutes) => {
        const nowMs = (all.at(-1)?.atMs ?? 0) + laterMinutes * minuteMs;
        const pace = paceAfter(all, {}, laterMinutes * minuteMs);
        if (pace?.exhaustsAtMs == null) return;
        expect(pace.exhaustsAtMs).toBeGreaterThanOrEqual(nowMs);
        expect(pace.exhaustsAtMs).toBeLessThan(resetsAtMs);
        const [fromMs = NaN, toMs = NaN] = pace.exhaustsBetweenMs ?? [];
        expect(fromMs).toBeGreaterThanOrEqual(nowMs);
        expect(fromMs).toBeLessThanOrEqual(pace.exhaustsAtMs);
        expect(toMs).toBeGreaterThanOrEqual(pace.exhaustsAtMs);
      }),
    );
  });

  it('more use never lasts longer', () => {
    fc.assert(
      fc.property(anyUse, fc.integer({ min: 1, max: 30 }), (all, more) => {
        const newest = all.at(-1);
        if (newest === undefined) return;
        const higher = { ...newest, usedPercent: Math.min(99, newest.usedPercent + more) };
        const before = paceAfter(all)?.exhaustsAtMs ?? Infinity;
        expect(paceAfter([...all.slice(0, -1), higher])?.exhaustsAtMs ?? Infinity).toBeLessThanOrEqual(before);
      }),
    );
  });

  it('a figure that only jitters by one never runs out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 95 }),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 40 }),
        (base, ups) => {
          const all = readings(...ups.map((up, index) => [index * 5, base + (up ? 1 : 0)] as const));
          expect(paceAfter(all)?.exhaustsAtMs ?? null).toBeNull();
        },
      ),
    );
  });

  it('what is remembered is short, in order, and ends with the newest', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(100)), { minLength: 1, maxLength: 400 }), (pairs) => {
        const all = readings(...pairs);
        const kept = all.reduce<readonly PaceReading[]>((so, each) => withReading(so, each, lengthMs), []);
        const newestMs = Math.max(...all.map(({ atMs }) => atMs));
        const times = kept.map(({ atMs }) => atMs);
        expect(kept.length).toBeLessThanOrEqual(100);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        if (pairs.every(([minutes], index) => index === 0 || minutes > (pairs[index - 1]?.[0] ?? 0))) {
          expect(times.at(-1)).toBe(newestMs);
        }
      }),
    );
  });

  it('remembering changes the pace of a steady use by no more than a minute or two', () => {
    const all = readings(...Array.from({ length: 121 }, (_, minute) => [minute, Math.floor(minute / 2)] as const));
    const kept = all.reduce<readonly PaceReading[]>((so, each) => withReading(so, each, lengthMs), []);
    const newest = all.at(-1);
    const exact = paceAfter(all)?.exhaustsAtMs ?? 0;
    const fromKept = paceOf(windowAt(newest), kept, newest?.atMs ?? 0)?.exhaustsAtMs ?? 0;
    expect(kept.length).toBeLessThan(all.length);
    expect(Math.abs(exact - fromKept)).toBeLessThanOrEqual(2 * minuteMs);
  });
});
