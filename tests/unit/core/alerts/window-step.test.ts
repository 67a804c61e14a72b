import { describe, expect, it } from 'vitest';
import {
  alertThresholds,
  thresholdAlerts,
  windowBackAlerts,
  windowFacts,
  windowDedupKeys,
  windowChange,
} from '../../../../core/alerts/window-alerts.ts';
import type { WindowMark } from '../../../../core/alerts/memory.ts';
import { minuteMs, windowOf, type WindowReading } from '../../../support/alert-world.ts';
import { nowMs } from '../../../support/example-states.ts';

const before: WindowMark = {
  usedPercent: 50,
  peakPercent: 60,
  resetsAtMs: nowMs + 62 * minuteMs,
  exhausted: false,
  runsOut: false,
  rearmedBy: null,
};
const step = (reading: Partial<WindowReading>, mark: WindowMark | null = before) =>
  windowChange(mark, windowOf({ used: 50, ...reading }));

describe('the change of a window between two readings', () => {
  it.each<readonly [string, Partial<WindowReading>, Partial<WindowMark>, string | undefined]>([
    ['no change', {}, {}, 'none'],
    ['a fall of less than ten points', { used: 40.1 }, {}, 'none'],
    ['a fall of ten points', { used: 40 }, {}, 'early'],
    ['a reset that was due and a later one', { readAt: 62, resetsIn: 82 }, {}, 'due'],
    ['a reset that was due and the same one', { readAt: 62, resetsIn: 81 }, {}, 'none'],
    ['a reset that was due and a fall', { readAt: 62, used: 40 }, {}, 'due'],
    ['a reset that was due and a smaller fall', { readAt: 62, used: 40.1 }, {}, 'none'],
    ['a reset that is not due yet', { readAt: 61, used: 40 }, {}, 'early'],
    ['a later reset and less use', { resetsIn: 82, used: 49.9 }, {}, 'early'],
    ['a later reset and the same use', { resetsIn: 82 }, {}, 'none'],
    ['a little later reset and less use', { resetsIn: 81, used: 49.9 }, {}, 'none'],
    ['a reset later by half the length', { resetsIn: 62 + 150, used: 60 }, {}, 'early'],
    ['a reset later by a little less', { resetsIn: 62 + 149, used: 60 }, {}, 'none'],
    ['a far later reset of a window without a length', { resetsIn: 9999, used: 60, durationSeconds: null }, {}, 'none'],
    ['no reset time any more', { resetsIn: null, used: 45 }, {}, 'none'],
    ['a first reset', { resetsIn: 500, used: 45 }, { resetsAtMs: null }, 'none'],
    ['an unknown figure', { used: null }, {}, undefined],
    ['a window whose reset has passed', { state: 'reset-pending' }, {}, undefined],
  ])('%s', (_what, reading, mark, reset) => {
    expect(step(reading, { ...before, ...mark })?.reset).toBe(reset);
  });

  it('the first reading has no reset and fills the memory', () => {
    expect(step({ used: 85 }, null)).toMatchObject({
      ...{ before: null, reset: 'none' },
      mark: { usedPercent: 85, peakPercent: 85, resetsAtMs: nowMs + 62 * minuteMs, rearmedBy: null },
    });
  });

  it('keeps the peak and the re-arming reading until the next reset', () => {
    const marked = { ...before, rearmedBy: 'then' };
    expect(step({ used: 55 }, marked)?.mark).toMatchObject({ peakPercent: 60, rearmedBy: 'then' });
    expect(step({ used: 65 }, marked)?.mark.peakPercent).toBe(65);
    const fell = step({ used: 10 }, marked);
    expect(fell?.mark).toMatchObject({ peakPercent: 10, rearmedBy: fell?.window.asOf });
    expect(step({ used: 10, readAt: 62, resetsIn: 362 }, marked)?.mark).toMatchObject({
      ...{ peakPercent: 10, rearmedBy: null },
    });
  });

  it.each<readonly [string, Partial<WindowReading>, Partial<WindowMark>]>([
    ['that is reached at 98 %', { used: 98, state: 'exhausted' }, { usedPercent: 100, exhausted: true }],
    ['that is reached without a figure', { used: null, state: 'exhausted' }, { usedPercent: 100, exhausted: true }],
    ['that is over its limit', { used: 130 }, { usedPercent: 130, exhausted: true }],
    ['that runs out before its reset', { runsOutIn: 61 }, { runsOut: true }],
    ['that runs out at its reset', { runsOutIn: 62 }, { runsOut: false }],
    ['that runs out without a reset', { runsOutIn: 61, resetsIn: null }, { runsOut: false }],
    ['that is blocked', { runsOutIn: 61, state: 'blocked' }, { runsOut: false }],
  ])('the memory of a window %s', (_what, reading, mark) => {
    expect(step(reading)?.mark).toMatchObject(mark);
  });
});

describe('the alerts of a window change', () => {
  const told = (reading: Partial<WindowReading>, mark: Partial<WindowMark>) => {
    const made = step(reading, { ...before, ...mark });
    if (made === null) throw new Error('The reading says something.');
    return made;
  };
  const steps = [60, 80, 95];

  it('the highest passed percentage causes one that also claims the lower ones, and none passed before', () => {
    const [alert] = thresholdAlerts('codex:a', told({ used: 96 }, { peakPercent: 60 }), steps);
    expect(alert).toMatchObject({ percent: 95, usedPercent: 96 });
    const lower = windowDedupKeys('threshold-80', 'codex:a', told({ used: 96 }, {}));
    expect(alert?.alsoClaims).toEqual(lower);
    expect(thresholdAlerts('codex:a', told({ used: 60 }, { peakPercent: 60 }), steps)).toEqual([]);
    expect(thresholdAlerts('codex:a', told({ used: 60 }, { peakPercent: 59 }), steps)).toHaveLength(1);
  });

  it('a reset causes one if the lowest percentage was passed before and the use is below it now', () => {
    const back = (used: number, mark: Partial<WindowMark>, more: Partial<WindowReading> = {}) =>
      windowBackAlerts('codex:a', told({ used, readAt: 62, resetsIn: 362, ...more }, mark), steps).length;
    expect([back(5, { peakPercent: 60 }), back(5, { peakPercent: 59 })]).toEqual([1, 0]);
    expect(back(5, { peakPercent: 59, exhausted: true })).toBe(1);
    expect([back(59, { peakPercent: 90 }), back(60, { peakPercent: 90 })]).toEqual([1, 0]);
    expect(back(5, { peakPercent: 90 }, { state: 'blocked' })).toBe(0);
    expect(windowBackAlerts('codex:a', told({ used: 5, readAt: 62, resetsIn: 362 }, { peakPercent: 99 }), [])).toEqual(
      [],
    );
  });

  it('dedup keys contain the reset, else the reading, and differ after an early reset', () => {
    const keys = (reading: Partial<WindowReading>, mark: Partial<WindowMark> = {}) =>
      windowDedupKeys('kind', 'codex:a', told(reading, mark));
    expect(keys({})).toEqual(keys({ readAt: 5 }));
    expect(keys({})).not.toEqual(keys({ resetsIn: 362, used: 51 }));
    expect(keys({ resetsIn: null })).not.toEqual(keys({ resetsIn: null, readAt: 5 }));
    expect(keys({}, { rearmedBy: 'then' })).not.toEqual(keys({}));
    expect(keys({})[0]).toContain('codex:a|session');
  });

  it('keeps the facts of the window that a notification needs', () => {
    expect(windowFacts(windowOf({ used: 1 }))).toEqual({
      ...{ id: 'session', label: '5h', name: null },
      resetsAt: new Date(nowMs + 62 * minuteMs).toISOString(),
    });
  });
});

describe('the percentages of a window', () => {
  const settings = { alertAtPercent: [80], windowAlertAtPercent: { session: [60], weekly: [30] }, accountAlerts: {} };

  it.each([
    ['session', [60]],
    ['weekly', [30]],
    ['30d', [80]],
  ])('%s: %j', (windowId, expected) => {
    expect(alertThresholds('codex:a', windowId, settings)).toEqual(expected);
    const own = { ...settings, accountAlerts: { 'codex:a': { enabled: true, alertAtPercent: [5] } } };
    expect(alertThresholds('codex:a', windowId, own)).toEqual([5]);
  });
});
