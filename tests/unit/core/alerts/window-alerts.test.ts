import { describe, expect, it } from 'vitest';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import type { AlertMemory } from '../../../../core/alerts/memory.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { nowMs } from '../../../support/example-states.ts';
import { accountWith, type WindowReading } from '../../../support/alert-world.ts';

/** The alerts of each reading, in short form. */
function told(readings: readonly AccountSnapshot[], settings: Partial<Settings> = {}): readonly string[] {
  let memory: AlertMemory | null = null;
  return readings.map((account) => {
    const context = { memory, settings: { ...defaultSettings, ...settings }, incident: false, nowMs };
    const judgement = judgeAccountAlerts(account, context);
    memory = judgement.memory;
    return judgement.alerts
      .map((alert) => {
        if (alert.kind === 'threshold') return `${alert.percent}`;
        return alert.kind === 'window-back' && 'early' in alert && alert.early ? 'early back' : alert.kind;
      })
      .join();
  });
}

const reading = (used: number, more: Partial<WindowReading> = {}): AccountSnapshot => accountWith([{ used, ...more }]);

describe('alerts for percentages', () => {
  it.each<readonly [string, readonly AccountSnapshot[], readonly string[]]>([
    ['the first reading causes none', [reading(85), reading(86)], ['', '']],
    ['each percentage causes one when it is passed', [reading(70), reading(80), reading(95)], ['', '80', '95']],
    ['a jump over several causes one for the highest', [reading(10), reading(97)], ['', '95']],
    [
      'no lower percentage causes one after a higher one',
      [reading(10), reading(96), reading(79), reading(81)],
      ['', '95', 'early back', '80'],
    ],
    [
      'a small fall and rise causes no second one',
      [reading(10), reading(81), reading(79), reading(82)],
      ['', '80', '', ''],
    ],
    ['a used-up window causes an exhaustion alert', [reading(10), reading(100)], ['', 'exhausted']],
    [
      'after a reset every percentage can be passed again',
      [reading(10), reading(85), reading(3, { resetsIn: 362, readAt: 63 }), reading(82, { resetsIn: 362, readAt: 70 })],
      ['', '80', 'window-back', '80'],
    ],
    [
      'a first reading after the reset above a percentage passes it',
      [reading(50), reading(81, { resetsIn: 362, readAt: 63 })],
      ['', '80'],
    ],
    [
      'a reset time that moves with each use is no reset',
      [reading(10), reading(81, { resetsIn: 90 }), reading(82, { resetsIn: 120 }), reading(83, { resetsIn: 150 })],
      ['', '80', '', ''],
    ],
    [
      'a clock that was set back changes nothing',
      [reading(10), reading(81), reading(82, { readAt: -60 })],
      ['', '80', ''],
    ],
  ])('%s', (_name, readings, expected) => {
    expect(told(readings)).toEqual(expected);
  });

  it('an account’s own percentages win, and one set below the current use causes none', () => {
    const own = { accountAlerts: { 'codex:work': { enabled: true, alertAtPercent: [50] } } };
    expect(told([reading(40), reading(55), reading(96)], own)).toEqual(['', '50', '']);
    expect(told([reading(40), reading(45)], { alertAtPercent: [] })).toEqual(['', '']);
  });

  it('a window’s own percentages win, unless the account has its own', () => {
    const ofSession = { windowAlertAtPercent: { session: [60], weekly: [30] } };
    expect(told([reading(40), reading(65), reading(96)], ofSession)).toEqual(['', '60', '']);
    const ofAccount = { accountAlerts: { 'codex:work': { enabled: true, alertAtPercent: [50] } } };
    expect(told([reading(40), reading(55), reading(65)], { ...ofSession, ...ofAccount })).toEqual(['', '50', '']);
    expect(told([reading(70), reading(85)], { windowAlertAtPercent: { weekly: [30] } })).toEqual(['', '80']);
  });
});

describe('the alert for a reset', () => {
  it.each<readonly [string, readonly AccountSnapshot[], string]>([
    ['was used up and reset in time', [reading(100), reading(0, { resetsIn: 362, readAt: 63 })], 'window-back'],
    ['was low and reset before its time', [reading(85), reading(2, { resetsIn: 300, readAt: 5 })], 'early back'],
    ['fell without a new reset time', [reading(85), reading(70)], 'early back'],
    ['fell by less than ten points', [reading(85), reading(76)], ''],
    ['was never low', [reading(60), reading(0, { resetsIn: 362, readAt: 63 })], ''],
    ['is low again already', [reading(100), reading(90, { resetsIn: 362, readAt: 63 })], '80'],
    ['is only due by the clock', [reading(100), reading(100, { state: 'reset-pending', readAt: 0 })], ''],
    ['is blocked by a longer one', [reading(100), reading(0, { resetsIn: 362, readAt: 63, state: 'blocked' })], ''],
    ['has no known reset', [reading(100, { resetsIn: null }), reading(0, { resetsIn: null })], 'early back'],
  ])('a window that %s causes the expected alert', (_name, readings, expected) => {
    expect(told(readings).at(-1)).toBe(expected);
  });

  it('a second early reset with the same reset time causes one again', () => {
    expect(told([reading(85), reading(5), reading(100), reading(5), reading(100)])).toEqual([
      '',
      'early back',
      'exhausted',
      'early back',
      'exhausted',
    ]);
  });
});

describe('the memory', () => {
  const judge = (account: AccountSnapshot, memory: AlertMemory | null) =>
    judgeAccountAlerts(account, { memory, settings: defaultSettings, incident: false, nowMs });

  it('is the same object if nothing changed, and keeps windows that a reading leaves out', () => {
    const { memory } = judge(reading(10), null);
    expect(judge(reading(10), memory).memory).toBe(memory);
    expect(judge(accountWith([{ id: 'weekly', used: 5 }]), memory).memory.windows).toHaveProperty('session');
  });

  it.each<readonly [string, readonly AccountSnapshot[]]>([
    [
      'a service moves the reset by seconds',
      [reading(10, { resetsIn: 62 }), reading(10, { resetsIn: 62.3, readAt: 5 })],
    ],
    [
      'a window is not started and its reset moves with each request',
      [
        reading(0, { resetsIn: 300, state: 'not-started' }),
        reading(0, { resetsIn: 305, readAt: 5, state: 'not-started' }),
      ],
    ],
  ])('is the same object while %s', (_name, [first, second]) => {
    const { memory } = judge(first ?? reading(10), null);
    expect(judge(second ?? reading(10), memory).memory).toBe(memory);
  });

  it('moves with the reset of a window that runs', () => {
    const { memory } = judge(reading(10, { resetsIn: 62 }), null);
    expect(judge(reading(10, { resetsIn: 64 }), memory).memory.windows['session']?.resetsAtMs).toBe(
      nowMs + 64 * 60_000,
    );
  });

  it('distinguishes two exhaustions of a window although its reset time stayed', () => {
    const keysOf = (readings: readonly AccountSnapshot[]) => {
      let memory: AlertMemory | null = null;
      return readings.map((account) => {
        const judgement = judge(account, memory);
        memory = judgement.memory;
        return judgement.alerts.filter(({ kind }) => kind === 'exhausted').flatMap(({ keys }) => keys);
      });
    };
    const [, first, , second] = keysOf([reading(85), reading(100), reading(5), reading(100)]);
    expect(first).toHaveLength(2);
    expect(second?.some((key) => first?.includes(key))).toBe(false);
  });
});

describe('the alert for a window that will run out', () => {
  it('the first forecast causes one, but not at the first reading, and only for a time before the reset', () => {
    const soon = { runsOutIn: 30 };
    expect(told([reading(40), reading(50, soon), reading(55, soon)])).toEqual(['', 'will-run-out', '']);
    expect(told([reading(50, soon), reading(55, soon)])).toEqual(['', '']);
    expect(told([reading(40), reading(50, { runsOutIn: 90 })])).toEqual(['', '']);
    expect(told([reading(40), reading(50, { ...soon, resetsIn: null })])).toEqual(['', '']);
  });
});

describe('the alert for a sign-in', () => {
  const standing = (state: AccountSnapshot['state']): AccountSnapshot => accountWith([], { state });

  it('a sign-in that worked and then fails causes one each time', () => {
    expect(told([standing('fresh'), standing('signed-out'), standing('signed-out')])).toEqual([
      '',
      'sign-in-needed',
      '',
    ]);
    expect(told([standing('fresh'), standing('stale'), standing('signed-out')]).at(-1)).toBe('sign-in-needed');
    expect(told([standing('signed-out'), standing('signed-out')])).toEqual(['', '']);
    const again = [standing('fresh'), standing('signed-out'), standing('fresh'), standing('signed-out')];
    expect(told(again)).toEqual(['', 'sign-in-needed', '', 'sign-in-needed']);
  });

  it('a sign-in that fails during an incident causes one after the incident, if it still fails', () => {
    const judge = (account: AccountSnapshot, memory: AlertMemory | null, incident: boolean) =>
      judgeAccountAlerts(account, { memory, settings: defaultSettings, incident, nowMs });
    const { memory } = judge(standing('fresh'), null, false);
    const during = judge(standing('signed-out'), memory, true);
    expect(during.alerts).toEqual([]);
    expect(judge(standing('signed-out'), during.memory, false).alerts.map(({ kind }) => kind)).toEqual([
      'sign-in-needed',
    ]);
  });
});

describe('stale figures', () => {
  it.each(['fresh', 'stale', 'rate-limited', 'offline', 'error'] as const)(
    '%s: no alert and no change of the memory',
    (state) => {
      const low = accountWith([{ used: 100, stale: true }], { state });
      expect(told([reading(10), low, reading(10)])).toEqual(['', '', '']);
    },
  );

  it('a fresh figure causes an alert while polls are refused', () => {
    const low = accountWith([{ used: 100 }], { state: 'rate-limited' });
    expect(told([reading(10), low])[1]).not.toBe('');
  });
});
