import { describe, expect, it } from 'vitest';
import type { NotificationOptions } from '../../../../core/alerts/delivery.ts';
import { withoutNames } from '../../../../core/snapshot/personal.ts';
import type { AccountSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { type AlertWorld, accountWith, alertWorld, hourMs, snapshotOf } from '../../../support/alert-world.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const account = (name: string, used: number, resetsIn = 62, readAt = 0): AccountSnapshot =>
  accountWith([{ used, resetsIn, readAt }], { id: `codex:${name}`, label: name });
const names = ['ada', 'bob', 'cyd', 'dee'];
const all = (used: number, resetsIn = 62, readAt = 0): Snapshot =>
  snapshotOf(...names.map((name) => account(name, used, resetsIn, readAt)));
const kept = ({ store }: AlertWorld): readonly string[] =>
  store.list().map(({ accountId, facts, delivery }) => `${accountId} ${facts.kind} ${delivery}`);
/** The clock of the examples stands on a Monday at 13:00. */
const untilThree = { quietHours: { monday: { from: '12:00', to: '15:00' } } };

describe('many accounts at once', () => {
  it('are told of in one notice', async () => {
    const world = alertWorld();
    await world.read(all(100), all(0, 362, 63));
    expect(world.shown.slice(1)).toEqual([
      { title: '4 accounts are available again', body: 'ada, bob, cyd, and dee', accountId: null },
    ]);
    expect(world.store.list()).toHaveLength(8);
  });

  it('that come one after the other take the place of what told of one', async () => {
    const hows: (NotificationOptions | undefined)[] = [];
    const world = alertWorld({ notifier: { show: (_words, how) => void hows.push(how) } });
    const before = names.map((name) => account(name, 10));
    await world.read(snapshotOf(...before));
    for (const index of names.keys()) {
      await world.read(snapshotOf(...before.map((each, at) => (at <= index ? account(names[at] ?? '', 85) : each))));
    }
    const tags = hows.map((how) => how?.tag);
    expect(hows.map((how) => how?.replaces)).toEqual([
      [tags[0]],
      [tags[1]],
      ['mass|threshold', tags[0], tags[1]],
      ['mass|threshold', tags[0], tags[1], expect.any(String)],
    ]);
  });

  it('that come minutes apart are told of by themselves', async () => {
    const world = alertWorld();
    for (const [index, name] of names.entries()) {
      world.clock.nowMs = nowMs + index * 2 * 60_000;
      await world.read(snapshotOf(account(name, 100)));
    }
    expect(world.titles()).toEqual(names.map((name) => `${name}: 5-hour limit used up`));
  });
});

describe('what nobody wants to be told', () => {
  it.each([
    ['a kind that is off', { alertKinds: { exhausted: false } }],
    ['an account that is off', { accountAlerts: { 'codex:ada': { enabled: false } } }],
  ])('%s leaves no trace, and is not made up for', async (_name, off) => {
    const world = alertWorld();
    world.settings(off);
    await world.read(snapshotOf(account('ada', 100)));
    world.settings({ alertKinds: {}, accountAlerts: {} });
    await world.read(snapshotOf(account('ada', 100)));
    expect([world.shown, kept(world)]).toEqual([[], []]);
  });

  it('with notifications switched off it is listed only', async () => {
    const world = alertWorld();
    world.settings({ notifications: false });
    await world.read(snapshotOf(account('ada', 100)));
    expect([world.titles(), kept(world)]).toEqual([[], ['codex:ada exhausted listed']]);
  });

  it('a snooze holds for its account and its time, also over a restart', async () => {
    const world = alertWorld();
    world.store.snooze('codex:ada', nowMs + hourMs);
    await world.read(snapshotOf(account('ada', 100), account('bob', 100)));
    world.restart();
    world.clock.nowMs = nowMs + hourMs;
    await world.read(snapshotOf(account('ada', 100, 362)));
    expect(world.titles()).toEqual(['bob: 5-hour limit used up', 'ada: 5-hour limit used up']);
    expect(kept(world)).toHaveLength(3);
  });

  it('a snooze of all holds for each', async () => {
    const world = alertWorld();
    world.store.snooze(null, nowMs + 1);
    await world.read(snapshotOf(account('ada', 100), account('bob', 100)));
    expect(world.titles()).toEqual([]);
  });
});

describe('quiet hours', () => {
  it('hold notices back and sum up afterwards what still holds, once, also over a restart', async () => {
    const world = alertWorld();
    world.settings(untilThree);
    await world.read(all(10), all(85));
    await world.read(
      snapshotOf(account('ada', 86), account('bob', 87), account('cyd', 5, 362, 63), account('dee', 88)),
    );
    expect(world.titles()).toEqual([]);
    world.restart();
    world.clock.nowMs = nowMs + 2 * hourMs;
    const after = snapshotOf(account('ada', 86), account('bob', 87), account('cyd', 5, 362, 63));
    await world.read(after, after);
    expect(world.shown).toEqual([
      {
        title: '3 notifications during quiet hours',
        body: 'cyd: 5-hour limit is available again\nbob: 15% of the 5-hour limit left\nada: 15% of the 5-hour limit left',
        accountId: null,
      },
    ]);
  });

  it('say nothing afterwards where nothing holds any more', async () => {
    const world = alertWorld();
    world.settings(untilThree);
    await world.read(snapshotOf(account('ada', 10)), snapshotOf(account('ada', 85)));
    world.clock.nowMs = nowMs + 2 * hourMs;
    await world.read(
      snapshotOf(accountWith([{ used: 85, stale: true }], { id: 'codex:ada', label: 'ada', state: 'stale' })),
    );
    expect(world.titles()).toEqual([]);
    expect(kept(world)).toEqual(['codex:ada threshold listed']);
  });

  it.each([
    ['its account', { accountAlerts: { 'codex:ada': { enabled: false } } }],
    ['its kind', { alertKinds: { ...defaultSettings.alertKinds, threshold: false } }],
    ['all of them', { notifications: false }],
  ] as const)('tell nothing afterwards where %s was switched off meanwhile', async (_name, change) => {
    const world = alertWorld();
    world.settings(untilThree);
    await world.read(snapshotOf(account('ada', 10)), snapshotOf(account('ada', 85)));
    world.settings(change);
    world.clock.nowMs = nowMs + 2 * hourMs;
    await world.read(snapshotOf(account('ada', 85)));
    expect(world.titles()).toEqual([]);
    expect(kept(world)).toEqual(['codex:ada threshold listed']);
  });

  it('of the desktop count as well, and an unknown wish is none', async () => {
    let wish: boolean | null = true;
    const world = alertWorld({ doNotDisturb: async () => wish });
    await world.read(snapshotOf(account('ada', 100)));
    expect(world.titles()).toEqual([]);
    wish = null;
    await world.read(snapshotOf(account('ada', 100)));
    expect(world.titles()).toEqual(['ada: 5-hour limit used up']);
  });
});

describe('one notice', () => {
  it('has its urgency and kind, opens its account, and takes the place of the one about the same limit', async () => {
    const hows: (NotificationOptions | undefined)[] = [];
    const world = alertWorld({ notifier: { show: (_words, how) => void hows.push(how) } });
    await world.read(snapshotOf(account('ada', 10)), snapshotOf(account('ada', 85)), snapshotOf(account('ada', 100)));
    expect(hows.map((how) => [how?.category, how?.urgency, how?.hasSound])).toEqual([
      ['threshold', 'normal', false],
      ['exhausted', 'normal', false],
    ]);
    expect(hows[1]?.replaces).toEqual([hows[0]?.tag]);
    expect(hows[0]?.opens).toEqual([{ text: 'Open', accountId: 'codex:ada' }]);
  });

  it('names no account and no money while they are hidden', async () => {
    const world = alertWorld();
    world.settings({ hidePersonal: true });
    await world.read(snapshotOf(...withoutNames([account('ada', 100)], english)));
    expect(world.titles()).toEqual(['Account 1 · Codex: 5-hour limit used up']);
  });

  it('can be snoozed for an hour or until its reset', async () => {
    const hows: (NotificationOptions | undefined)[] = [];
    const world = alertWorld({ notifier: { show: (_words, how) => void hows.push(how) } });
    await world.read(snapshotOf(account('ada', 100)));
    expect(hows[0]?.buttons).toEqual([
      { text: 'Mute for 1 hour', accountIds: ['codex:ada'], untilMs: null },
      { text: 'Mute until the reset', accountIds: ['codex:ada'], untilMs: nowMs + 62 * 60_000 },
    ]);
  });

  it('is told to hooks and counted as it is shown', async () => {
    const heard: string[] = [];
    const world = alertWorld({
      onAlert: ({ kind }, { id }) => void heard.push(`hook ${kind} ${id}`),
      tally: { requestEnded: () => undefined, alertShown: (id, kind) => void heard.push(`count ${kind} ${id}`) },
    });
    await world.read(snapshotOf(account('ada', 100)), snapshotOf(account('ada', 100)));
    world.settings({ notifications: false });
    await world.read(snapshotOf(account('bob', 100)));
    expect(heard).toEqual(['hook exhausted codex:ada', 'count exhausted codex:ada', 'hook exhausted codex:bob']);
  });

  it('about a sign-in waits while the service has a fault', async () => {
    let incident = true;
    const world = alertWorld({ incident: async () => () => incident });
    const out = snapshotOf(accountWith([], { state: 'signed-out' }));
    incident = false;
    await world.read(snapshotOf(account('work', 10)));
    incident = true;
    await world.read(out);
    expect(world.titles()).toEqual([]);
    incident = false;
    await world.read(out, out);
    world.clock.nowMs += 60_000;
    await world.read(out);
    expect(world.titles()).toEqual(['work: sign in again']);
  });

  it('about a sign-in is told at the second look only: a file that is being written is cut off for a moment', async () => {
    const world = alertWorld();
    const out = snapshotOf(accountWith([], { state: 'signed-out' }));
    const good = snapshotOf(account('work', 10));
    await world.read(good);
    await world.read(out);
    world.clock.nowMs += 700;
    await world.read(out, good);
    world.clock.nowMs += 60_000;
    await world.read(good, out);
    expect(world.titles()).toEqual([]);
    world.clock.nowMs += 60_000;
    await world.read(out);
    expect(world.titles()).toEqual(['work: sign in again']);
  });

  it('about a sign-in waits twenty seconds, not for the next minute', async () => {
    const looks: number[] = [];
    const world = alertWorld({ lookAgain: (atMs) => looks.push(atMs) });
    const began = world.clock.nowMs;
    const [out, good] = [accountWith([], { state: 'signed-out' }), account('work', 10)];
    await world.read(snapshotOf(good), snapshotOf(out));
    expect(looks).toEqual([began + 20_000]);
    world.clock.nowMs = began + 15_000;
    await world.read(snapshotOf(out, { ...out, id: 'codex:other' }));
    // The soonest look is the one of the account that failed first
    expect(looks).toEqual([began + 20_000, began + 20_000]);
    world.clock.nowMs = began + 20_000;
    await world.read(snapshotOf(out, { ...out, id: 'codex:other' }));
    expect(world.titles()).toEqual(['work: sign in again']);
    expect(looks.at(-1)).toBe(began + 35_000);
    world.clock.nowMs = began + 35_000;
    await world.read(snapshotOf(out, { ...out, id: 'codex:other' }));
    expect(looks).toHaveLength(3);
  });

  it('about a sign-in that works again within twenty seconds is never sent, and nothing is left to look at', async () => {
    const looks: number[] = [];
    const world = alertWorld({ lookAgain: (atMs) => looks.push(atMs) });
    await world.read(snapshotOf(account('work', 10)), snapshotOf(accountWith([], { state: 'signed-out' })));
    world.clock.nowMs += 20_000;
    await world.read(snapshotOf(account('work', 10)));
    expect(world.titles()).toEqual([]);
    expect(looks).toHaveLength(1);
  });
});
