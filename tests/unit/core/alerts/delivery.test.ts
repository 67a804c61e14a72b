import { describe, expect, it } from 'vitest';
import {
  isDedupKeyOf,
  dedupKeysAround,
  dedupKeysForever,
  dedupKeysOfReading,
} from '../../../../core/alerts/dedup-keys.ts';
import type { Alert } from '../../../../core/alerts/judge.ts';
import {
  type DeliveryContext,
  deliveryOf,
  summaryOfHeld,
  isSilent,
  stillHolds,
  recentAlerts,
  type DeliveredAlert,
  groupNotifications,
} from '../../../../core/alerts/delivery.ts';
import { isSnoozed, type NotificationFacts } from '../../../../core/alerts/store.ts';
import { windowFacts } from '../../../../core/alerts/window-alerts.ts';
import type { CreditsSnapshot, GrantSnapshot } from '../../../../core/snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { accountWith, hourMs, minuteMs, windowOf, type WindowReading } from '../../../support/alert-world.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const accountId = 'codex:work';

describe('the delivery of an alert', () => {
  const usual: DeliveryContext = {
    settings: { notifications: true, alertKinds: {}, accountAlerts: {}, quietHours: {} },
    snoozes: { allUntilMs: null, accounts: new Map() },
    doNotDisturb: null,
    timeZone: 'UTC',
    nowMs,
  };
  const settings = (change: Partial<DeliveryContext['settings']>): Partial<DeliveryContext> => ({
    settings: { ...usual.settings, ...change },
  });
  const snoozed = (untilMs: number | null, accounts: readonly (readonly [string, number])[] = []) => ({
    snoozes: { allUntilMs: untilMs, accounts: new Map(accounts) },
  });
  const allDay = { from: '00:00', to: '00:00' };
  const always = {
    ...{ monday: allDay, tuesday: allDay, wednesday: allDay, thursday: allDay, friday: allDay },
    ...{ saturday: allDay, sunday: allDay },
  };

  it.each<readonly [string, Partial<DeliveryContext>, ReturnType<typeof deliveryOf>]>([
    ['by itself is shown', {}, 'shown'],
    ['of a kind that is turned off is not delivered', settings({ alertKinds: { threshold: false } }), null],
    ['of a kind that is on is shown', settings({ alertKinds: { threshold: true, exhausted: false } }), 'shown'],
    [
      'of an account that is turned off is not delivered',
      settings({ accountAlerts: { [accountId]: { enabled: false } } }),
      null,
    ],
    ['of another account is shown', settings({ accountAlerts: { other: { enabled: false } } }), 'shown'],
    ['with notifications turned off is listed', settings({ notifications: false }), 'listed'],
    ['while all are snoozed is listed', snoozed(nowMs + 1), 'listed'],
    ['after that is shown', snoozed(nowMs), 'shown'],
    ['while its account is snoozed is listed', snoozed(null, [[accountId, nowMs + 1]]), 'listed'],
    ['after that is shown again', snoozed(null, [[accountId, nowMs]]), 'shown'],
    ['while another one is snoozed is shown', snoozed(null, [['other', nowMs + 1]]), 'shown'],
    ['in do-not-disturb mode is held', { doNotDisturb: true }, 'held'],
    ['without do-not-disturb mode is shown', { doNotDisturb: false }, 'shown'],
    ['in quiet hours is held', settings({ quietHours: always }), 'held'],
    [
      'in quiet hours with notifications turned off is listed',
      settings({ quietHours: always, notifications: false }),
      'listed',
    ],
  ])('one %s', (_what, change, delivery) => {
    expect(deliveryOf({ kind: 'threshold', accountId }, { ...usual, ...change })).toBe(delivery);
  });

  it('no notification is shown in quiet hours or in do-not-disturb mode', () => {
    expect(isSilent(usual)).toBe(false);
    expect(isSilent({ ...usual, ...settings({ quietHours: always }) })).toBe(true);
    expect(isSilent({ ...usual, doNotDisturb: true })).toBe(true);
    expect(isSnoozed(usual.snoozes, accountId, 0)).toBe(false);
  });
});

describe('whether the condition of a notification still holds', () => {
  const window = (reading: Partial<WindowReading> = {}) => windowOf({ used: 85, ...reading });
  const facts = windowFacts(window());
  const account = (reading: Partial<WindowReading> = {}, change: Partial<AccountSnapshot> = {}): AccountSnapshot =>
    accountWith([{ used: 85, ...reading }], change);
  const threshold: NotificationFacts = { kind: 'threshold', window: facts, percent: 80, usedPercent: 85 };
  const exhausted: NotificationFacts = { kind: 'exhausted', window: facts };
  const runOut: NotificationFacts = { kind: 'will-run-out', window: facts, exhaustsAt: new Date(nowMs).toISOString() };
  const back: NotificationFacts = { kind: 'window-back', window: facts, usedPercent: 0, early: false };
  const low: NotificationFacts = { kind: 'credits-low', balance: '3' };
  const expiring: NotificationFacts = { kind: 'reset-credit-expiring', expiresAtMs: nowMs + hourMs };
  const credits = (change: Partial<CreditsSnapshot>): Partial<AccountSnapshot> => ({
    credits: {
      ...{ hasCredits: true, unlimited: false, balance: '3', usd: null, converted: null, low: true },
      ...{ overageLimitReached: false, asOf: new Date(nowMs).toISOString(), stale: false, ...change },
    },
  });
  const offered = (change: Partial<GrantSnapshot>): Partial<AccountSnapshot> => ({
    grant: {
      ...{ available: true, eligible: true, granted: false, amountMinorUnits: 5, currency: 'USD', display: '$0.05' },
      ...{ asOf: null, stale: false, dismissed: false, promoted: true, ...change },
    },
  });
  const grant: NotificationFacts = { kind: 'grant-offered', grant: { amountMinorUnits: 5, currency: 'USD' } };
  const resets = (available: number, stale = false) => ({
    resetCredits: { available, nextExpiresAt: null, asOf: null, stale },
  });

  it.each<readonly [string, NotificationFacts, AccountSnapshot | undefined, boolean]>([
    ['of an account that is gone', threshold, undefined, false],
    ['of a percentage that is passed', threshold, account(), true],
    ['of a percentage that is just reached', threshold, account({ used: 80 }), true],
    ['of a percentage that is no longer passed', threshold, account({ used: 79 }), false],
    ['of a percentage whose window is used up now', threshold, account({ used: 100 }), false],
    ['of a percentage whose figure is not known now', threshold, account({ used: null }), false],
    ['of a percentage whose figure is stale', threshold, account({ stale: true }), false],
    ['of a percentage of another window', threshold, account({ id: 'weekly' }), false],
    ['of a window whose reset time differs by minutes', threshold, account({ resetsIn: 62 + 19 }), true],
    ['of a window that was reset', threshold, account({ resetsIn: 62 + 20 }), false],
    ['of a window whose reset moved closer', threshold, account({ resetsIn: 62 - 20 }), false],
    ['of a window whose reset is unknown now', threshold, account({ resetsIn: null }), true],
    ['of a used-up window that is used up', exhausted, account({ used: 100 }), true],
    ['of a used-up window that is not used up', exhausted, account(), false],
    ['of a window that will run out', runOut, account({ runsOutIn: 30 }), true],
    ['of a window that will not run out', runOut, account(), false],
    ['of a window that has run out', runOut, account({ used: 100, runsOutIn: 30 }), false],
    ['of a reset window', back, account({ used: 5 }), true],
    ['of a reset window that has not started', back, account({ used: 0, state: 'not-started' }), true],
    ['of a reset window that is blocked', back, account({ used: 0, state: 'blocked' }), false],
    ['of a reset window with a stale figure', back, account({ used: 5, stale: true }), false],
    ['of low credits', low, account({}, credits({})), true],
    ['of low credits that are not low', low, account({}, credits({ low: false })), false],
    ['of low credits that were withdrawn', low, account({}, credits({ stale: true })), false],
    ['of low credits without a balance', low, account({}, { credits: null }), false],
    ['of a banked reset that is there', expiring, account({}, resets(1)), true],
    ['of a banked reset that was used', expiring, account({}, resets(0)), false],
    ['of a banked reset that is unknown', expiring, account({}, { resetCredits: null }), false],
    ['of a banked reset with a stale figure', expiring, account({}, resets(1, true)), false],
    ['of a banked reset that has expired', { ...expiring, expiresAtMs: nowMs }, account({}, resets(1)), false],
    ['of a sign-in that fails', { kind: 'sign-in-needed' }, account({}, { state: 'signed-out' }), true],
    ['of a sign-in that works', { kind: 'sign-in-needed' }, account(), false],
    ['of an offer that is promoted', grant, account({}, offered({})), true],
    ['of an offer that was dismissed', grant, account({}, offered({ promoted: false })), false],
    ['of an offer that is stale', grant, account({}, offered({ stale: true })), false],
    ['of an offer that is gone', grant, account({}, { grant: null }), false],
  ])('%s', (_what, told, now, expected) => {
    expect(stillHolds(told, now, nowMs)).toBe(expected);
  });

  it('a window that was reset and is low again is no longer reset', () => {
    const again = account({ used: 5 });
    const warned = { ...again, windows: again.windows.map((each) => ({ ...each, warning: 'warning' as const })) };
    expect(stillHolds(back, warned, nowMs)).toBe(false);
  });
});

describe('grouped notifications', () => {
  const shown = (name: string, atMs = nowMs, kind: 'threshold' | 'window-back' = 'threshold'): DeliveredAlert => {
    const facts = { window: windowFacts(windowOf({ used: 85 })), usedPercent: 85, keys: ['a', 'b'] as const };
    const id = `codex:${name}`;
    const alert: Alert =
      kind === 'threshold'
        ? { kind, accountId: id, ...facts, percent: 80, alsoClaims: [] }
        : { kind, accountId: id, ...facts, early: false };
    return { alert, label: name, text: { title: name, body: '', accountId: id }, atMs, tag: `tag ${name}` };
  };
  const titles = (recent: readonly DeliveredAlert[], fresh: readonly DeliveredAlert[]) =>
    groupNotifications(recent, fresh, english).map(({ notification }) => notification.title);

  it('alerts within one minute belong together', () => {
    const all = [nowMs - minuteMs, nowMs - minuteMs + 1, nowMs, nowMs + minuteMs - 1, nowMs + minuteMs];
    expect(
      recentAlerts(
        all.map((atMs) => shown('a', atMs)),
        nowMs,
      ).map(({ atMs }) => atMs),
    ).toEqual(all.slice(1, 4));
  });

  it('two accounts have single notifications; from the third on, one notification names all and replaces them', () => {
    expect(titles([], [shown('a'), shown('b')])).toEqual(['a', 'b']);
    expect(titles([shown('a')], [shown('b'), shown('b')])).toEqual(['b', 'b']);
    const [mass, ...others] = groupNotifications(
      [shown('a'), shown('x', nowMs, 'window-back')],
      [shown('b'), shown('c')],
      english,
    );
    expect(others).toEqual([]);
    expect(mass?.notification).toMatchObject({ body: 'a, b, and c', accountId: null });
    expect(mass?.options.replaces).toEqual([mass?.options.tag, 'tag a']);
    expect(mass?.options.buttons.map(({ accountIds, untilMs }) => [accountIds, untilMs])).toEqual([
      [['codex:a', 'codex:b', 'codex:c'], null],
    ]);
  });

  it('a group leaves out an account of which something else is true by now, and keeps that notification', () => {
    const usedUp = (name: string): DeliveredAlert => {
      const { alert: _low, ...rest } = shown(name);
      const keys = ['a', 'b'] as const;
      return {
        ...rest,
        alert: { kind: 'exhausted', accountId: `codex:${name}`, window: windowOf({ used: 100 }), keys },
      };
    };
    const [mass] = groupNotifications([shown('a'), usedUp('a')], [shown('b'), shown('c'), shown('d')], english);
    expect(mass?.notification.body).toBe('b, c, and d');
    expect(mass?.options.replaces).not.toContain('tag a');
    expect(titles([shown('a'), usedUp('a')], [shown('b'), shown('c')])).toEqual(['b', 'c']);
  });

  it('a group has one kind of alert', () => {
    expect(titles([shown('a'), shown('b')], [shown('c', nowMs, 'window-back')])).toEqual(['c']);
    expect(titles([], [shown('a'), shown('b'), shown('c', nowMs, 'window-back')])).toEqual(['a', 'b', 'c']);
  });

  it('a single notification replaces only its own earlier one, and its button snoozes its own account', () => {
    const [alone] = groupNotifications([], [shown('a')], english);
    expect(alone?.options).toMatchObject({ tag: 'tag a', replaces: ['tag a'] });
    expect(alone?.options.buttons.map(({ accountIds }) => accountIds)).toEqual([['codex:a'], ['codex:a']]);
    const [mass] = groupNotifications([], [shown('a'), shown('b'), shown('c')], english);
    expect(mass?.notification.title).toContain('3');
    expect(summaryOfHeld([shown('a').text, shown('b').text], english)?.title).toContain('2');
  });

  it('buttons snooze for an hour and until the reset, unless the notification is about the reset', () => {
    const untilOf = (alert: DeliveredAlert) =>
      groupNotifications([], [alert], english)[0]?.options.buttons.map(({ untilMs }) => untilMs);
    expect(untilOf(shown('a'))).toEqual([null, nowMs + 62 * minuteMs]);
    expect(untilOf(shown('a', nowMs, 'window-back'))).toEqual([null]);
    const unnamed = shown('a');
    const { alert } = unnamed;
    if (alert.kind !== 'threshold') throw new Error('It is one of a step.');
    expect(untilOf({ ...unnamed, alert: { ...alert, window: { ...alert.window, resetsAt: null } } })).toEqual([null]);
  });

  it('a button offers a banked reset where the account has one', () => {
    const opensOf = (alert: DeliveredAlert) => groupNotifications([], [alert], english)[0]?.options.opens;
    const keys = ['a', 'b'] as const;
    const exhausted: Alert = { kind: 'exhausted', accountId: 'codex:a', window: windowOf({ used: 100 }), keys };
    const usedUp = { ...shown('a'), alert: exhausted };
    expect(opensOf({ ...usedUp, holdsReset: true })?.map(({ text }) => text)).toEqual(['Use a reset…', 'Open']);
    expect(opensOf(usedUp)?.map(({ text }) => text)).toEqual(['Open']);
    expect(opensOf({ ...shown('a'), holdsReset: true })?.map(({ text }) => text)).toEqual(['Open']);
  });

  it('held notifications are summed up, with four titles', () => {
    const held = (count: number) => Array.from({ length: count }, (_none, index) => shown(`n${index}`).text);
    expect(summaryOfHeld([], english)).toBeNull();
    expect(summaryOfHeld(held(1), english)).toEqual(held(1)[0]);
    expect(summaryOfHeld(held(4), english)?.body).toBe('n0\nn1\nn2\nn3');
    expect(summaryOfHeld(held(4), english)?.accountId).toBeNull();
    const six = summaryOfHeld(held(6), english)?.body.split('\n');
    expect(six?.slice(0, 4)).toEqual(['n0', 'n1', 'n2', 'n3']);
    expect(six?.[4]).toContain('2');
    expect(six).toHaveLength(5);
  });
});

describe('the dedup keys of an alert', () => {
  const stepMs = 20 * minuteMs;
  const shared = (one: readonly string[], other: readonly string[]): number =>
    one.filter((key) => other.includes(key)).length;

  it('keys around a time change one after the other, and both change within two grid steps', () => {
    const first = dedupKeysAround('x', 10 * stepMs);
    expect(
      [0, stepMs / 2 - 1, stepMs / 2, stepMs - 1, stepMs].map((ms) =>
        shared(first, dedupKeysAround('x', 10 * stepMs + ms)),
      ),
    ).toEqual([2, 2, 1, 1, 0]);
    expect(shared(first, dedupKeysAround('x', 10 * stepMs - 1))).toBe(1);
    expect(new Set(first).size).toBe(2);
  });

  it('keys of a reading contain its time, and keys of once-ever alerts are kept forever', () => {
    expect(shared(dedupKeysOfReading('x', 'a'), dedupKeysOfReading('x', 'b'))).toBe(0);
    expect(new Set([...dedupKeysOfReading('x', 'a'), ...dedupKeysForever('x')]).size).toBe(4);
    expect(dedupKeysForever('x').every((key) => key.startsWith('ever|'))).toBe(true);
  });

  it('keys belong to the account whose full id they contain', () => {
    expect(isDedupKeyOf(`threshold-80|${accountId}|session|a|7`, accountId)).toBe(true);
    expect(isDedupKeyOf(`threshold-80|${accountId}-2|session|a|7`, accountId)).toBe(false);
  });
});
