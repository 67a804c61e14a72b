import { describe, expect, it } from 'vitest';
import { paceText } from '../../../../core/views/windows.ts';
import { meterView } from '../../../../core/views/meter.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { WindowSnapshot } from '../../../../core/snapshot/schema.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { PaceReading } from '../../../../core/pace/pace.ts';
import type { RecentReadings } from '../../../../core/pace/readings.ts';
import { chinese, codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const day = '2026-03-02';

function windowOf(at: string, from: string, to: string, resetsAt = '2026-03-09T13:00:00Z'): WindowSnapshot {
  return {
    ...{ id: 'weekly', label: 'weekly', name: null, usedPercent: 60, durationSeconds: 604_800, resetsAt },
    ...{ state: 'open', warning: null, blockedBy: null, source: 'poll', asOf: `${day}T13:00:00Z`, stale: false },
    pace: { expectedPercent: 50, exhaustsAt: at, exhaustsBetween: [from, to] },
  };
}

// It is Monday, 2 March, 13:00.
const cases: readonly (readonly [at: string, from: string, to: string, english: string, chinese: string])[] = [
  [`${day}T13:04:00Z`, `${day}T13:02:00Z`, `${day}T13:09:00Z`, 'runs out in a few minutes', '几分钟内用完'],
  [`${day}T14:23:00Z`, `${day}T14:20:00Z`, `${day}T14:28:00Z`, 'runs out around 14:25', '约 14:25 用完'],
  [`${day}T14:23:00Z`, `${day}T14:10:00Z`, `${day}T14:40:00Z`, 'runs out around 14:20', '约 14:20 用完'],
  [`${day}T15:00:00Z`, `${day}T14:00:00Z`, `${day}T16:30:00Z`, 'runs out this afternoon', '今天下午用完'],
  [`${day}T17:00:00Z`, `${day}T15:00:00Z`, `${day}T20:00:00Z`, 'runs out later today', '今天晚些时候用完'],
  ['2026-03-03T01:00:00Z', `${day}T23:00:00Z`, '2026-03-03T03:00:00Z', 'runs out tonight', '今晚用完'],
  ['2026-03-03T09:00:00Z', '2026-03-03T07:00:00Z', '2026-03-03T11:00:00Z', 'runs out tomorrow morning', '明天上午用完'],
  ['2026-03-03T12:00:00Z', '2026-03-03T08:00:00Z', '2026-03-03T20:00:00Z', 'runs out tomorrow', '明天用完'],
  ['2026-03-05T12:00:00Z', '2026-03-05T08:00:00Z', '2026-03-05T20:00:00Z', 'runs out on Thursday', '星期四用完'],
  [
    '2026-03-05T12:00:00Z',
    '2026-03-04T12:00:00Z',
    '2026-03-06T12:00:00Z',
    'runs out before the reset',
    '重置前就会用完',
  ],
  [
    '2026-03-08T12:00:00Z',
    '2026-03-06T12:00:00Z',
    '2026-03-12T12:00:00Z',
    'may run out before the reset',
    '重置前可能用完',
  ],
];

describe('the words for the pace', () => {
  it.each(cases)('%s, between %s and %s: %s', (at, from, to, inEnglish, inChinese) => {
    expect(paceText(windowOf(at, from, to), english, nowMs)).toBe(inEnglish);
    expect(paceText(windowOf(at, from, to), chinese, nowMs)).toBe(inChinese);
  });

  it('say the afternoon of the same day in the small hours', () => {
    const smallHours = Date.parse('2026-03-03T02:00:00Z');
    const window = windowOf('2026-03-03T15:00:00Z', '2026-03-03T13:00:00Z', '2026-03-03T16:30:00Z');
    expect(paceText(window, english, smallHours)).toBe('runs out this afternoon');
  });

  it('are none where nothing is known', () => {
    const window = windowOf(`${day}T15:00:00Z`, `${day}T14:00:00Z`, `${day}T16:00:00Z`);
    expect(paceText({ ...window, pace: null }, english, nowMs)).toBeNull();
    expect(paceText({ ...window, pace: { expectedPercent: 1, exhaustsAt: null } }, english, nowMs)).toBeNull();
  });

  it('stand in place of the reset on the page, where the reset is the other text', () => {
    const minuteMs = 60_000;
    const state = stateAfter(codexBody({ session: { used: 60, resetsInMinutes: 240 } }));
    const reading = (minutes: number, usedPercent: number): PaceReading => ({
      ...{ atMs: nowMs - minutes * minuteMs, usedPercent, resetsAtMs: nowMs + 240 * minuteMs },
    });
    const recent: RecentReadings = (of) => ({
      state: of,
      byWindow: new Map([['session', [reading(60, 0), reading(40, 20), reading(20, 40)]]]),
    });
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs, recent);
    expect(snapshot.accounts[0]?.windows[0]?.pace).toEqual({
      expectedPercent: 20,
      exhaustsAt: '2026-03-02T13:40:00.000Z',
      exhaustsBetween: ['2026-03-02T13:40:00.000Z', '2026-03-02T13:41:00.000Z'],
    });
    const [account] = snapshot.accounts;
    const [window] = account?.windows ?? [];
    if (account === undefined || window === undefined) throw new Error('One window was given.');
    const meter = meterView(window, account, defaultSettings, english, nowMs);
    expect([meter.when, meter.whenOther]).toEqual(['runs out in about 40 min', 'resets in 4h 00m']);
    expect(meter.bar.pacePercent).toBe(80);
  });

  it('a stale figure has no pace', () => {
    const state = stateAfter(codexBody({ session: { used: 60, resetsInMinutes: 240 } }), { agoMinutes: 45 });
    const recent: RecentReadings = (of) => ({
      state: of,
      byWindow: new Map([
        [
          'session',
          [0, 20, 40].map((used) => ({ atMs: nowMs - (105 - used) * 60_000, usedPercent: used, resetsAtMs: null })),
        ],
      ]),
    });
    const [account] = buildSnapshot([state], defaultSettings, english, nowMs, recent).accounts;
    expect(account).toMatchObject({ state: 'stale', windows: [{ pace: null }] });
  });
});
