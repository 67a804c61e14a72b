import { describe, expect, it } from 'vitest';

import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { barOf } from '../../../../core/views/meter.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { warningOf, windowLabel } from '../../../../core/snapshot/windows.ts';
import { limitName, limitTitle } from '../../../../core/text/limit.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

describe('what a window is called', () => {
  it.each([
    ['session', null, 18_000, '5h', '5 hours'],
    ['weekly', null, 604_800, 'weekly', 'Week'],
    ['9h', null, 32_400, '9h', '9 hours'],
    ['session', null, null, 'session', 'Session'],
    ['weekly', null, null, 'weekly', 'Week'],
    ['monthly', null, null, 'monthly', 'Month'],
    ['30d', null, null, '30d', '30 days'],
    ['primary', null, null, 'other', 'Other'],
    ['tokens_limit:abc', null, null, 'other', 'Other'],
    ['spend-limit', null, null, 'spend-limit', 'Spend limit'],
    ['lower-priority', 'Lower priority', null, 'lower-priority', 'Lower priority'],
    ['weekly:opus', 'Opus', 604_800, 'weekly', 'Opus, week'],
    ['weekly:opus', 'Opus', null, '', 'Opus'],
    ['budget:opus', 'Opus', null, '', 'Opus'],
    ['monthly:code', 'Code', null, '', 'Code'],
  ])('%s (%s, %s s) is "%s", for people "%s"', (id, name, durationSeconds, label, words) => {
    expect(windowLabel(id, { name, scope: 'account', durationSeconds })).toBe(label);
    expect(limitTitle({ label, name }, english)).toBe(words);
    expect(limitName({ label, name }, english)).not.toMatch(/[:_]/);
  });
});

describe('warning steps', () => {
  it.each([
    [79.99, [80, 90], null],
    [80, [80, 90], 'warning'],
    [89.99, [80, 90], 'warning'],
    [90, [80, 90], 'critical'],
    [130, [80, 90], 'critical'],
    [60, [50, 70, 95], 'warning'],
    [71, [50, 70, 95], 'warning'],
    [95, [50, 70, 95], 'critical'],
    [94, [95], null],
    [95, [95], 'critical'],
    [100, [], null],
    [null, [80, 90], null],
  ])('%s %% used of steps %j is %s', (used, steps, warning) => {
    expect(warningOf(used, steps)).toBe(warning);
  });

  it.each([
    [50, null, 'fine'],
    [80, 'warning', 'low'],
    [95, 'critical', 'critical'],
    [100, 'critical', 'used-up'],
    [null, null, 'unknown'],
  ])('at %s %% used the snapshot, the meter and the icon say the same', (used, warning, level) => {
    expect(saysOf(used)).toEqual({ warning, meter: level, icon: level });
  });

  it('follows the steps that the user chose', () => {
    expect(saysOf(60, { alertAtPercent: [50, 60] })).toEqual({
      warning: 'critical',
      meter: 'critical',
      icon: 'critical',
    });
    expect(saysOf(99, { alertAtPercent: [] })).toEqual({ warning: null, meter: 'fine', icon: 'fine' });
  });

  it('says nothing of a window whose reset has passed', () => {
    const body = codexBody({ session: { used: 97, resetsInMinutes: -1 } });
    const [account] = buildSnapshot([stateAfter(body, { agoMinutes: 4 })], defaultSettings, english, nowMs).accounts;
    expect(account?.windows[0]).toMatchObject({ state: 'reset-pending', warning: null });
  });
});

function saysOf(used: number | null, chosen: Partial<Settings> = {}) {
  const settings = { ...defaultSettings, ...chosen };
  const state = stateAfter(codexBody({ session: { used, resetsInMinutes: 60 } }));
  const snapshot = buildSnapshot([state], settings, english, nowMs);
  return {
    warning: snapshot.accounts[0]?.windows[0]?.warning,
    meter: snapshot.accounts.map(({ windows: [window] }) => window && barOf(window, settings).look)[0],
    icon: trayView(snapshot, settings, english, nowMs).icon.figure.state,
  };
}
