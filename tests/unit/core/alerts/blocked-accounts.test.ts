import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import { type AlertMemory, parseAlertMemory } from '../../../../core/alerts/memory.ts';
import { factsOf, parseNotificationFacts } from '../../../../core/alerts/store.ts';
import { stillHolds } from '../../../../core/alerts/delivery.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { BlockedReason } from '../../../../core/snapshot/block-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { limitModes, type BeyondLimitReading } from '../../../../core/usage/observation.ts';
import { accountWith, alertWorld, hourMs, minuteMs, snapshotOf } from '../../../support/alert-world.ts';
import { chinese, nowMs } from '../../../support/example-states.ts';

type LimitMode = BeyondLimitReading['mode'];

const soon = new Date(nowMs + hourMs).toISOString();
const nextMonth = new Date(nowMs + 30 * 24 * hourMs).toISOString();

function blocked(code: BlockedReason['code'], more: Partial<BlockedReason> = {}): AccountSnapshot {
  const blockedReason = { code, until: null, text: 'As the snapshot says it.', ...more };
  return accountWith([{ used: 12 }], { use: 'exhausted', blockedReason });
}

const week = { id: 'weekly', durationSeconds: 604_800, resetsIn: 60 } as const;
const beyondLimitOf = (mode: LimitMode | undefined): Pick<BlockedReason, 'beyondLimit'> =>
  mode === undefined ? {} : { beyondLimit: { mode, until: null } };

/** The week is used up, until 14:00 if nothing else is given, and requests may still run in a mode. */
function weekUsedUp(mode?: LimitMode, resetsIn: number = week.resetsIn): AccountSnapshot {
  const until = new Date(nowMs + resetsIn * minuteMs).toISOString();
  const reason = { code: 'weekly-used-up', windowId: 'weekly', until, ...beyondLimitOf(mode) } as const;
  const windows = [{ used: 12 }, { ...week, used: 100, resetsIn }];
  return accountWith(windows, { use: 'exhausted', blockedReason: { ...reason, text: 'As the snapshot says it.' } });
}

const sessionUsedUp = accountWith([{ used: 100 }, { ...week, used: 10 }], {
  use: 'exhausted',
  blockedReason: { code: 'window-used-up', windowId: 'session', until: soon, text: 'As the snapshot says it.' },
});

const bothUsedUp = accountWith([{ used: 100 }, { ...week, used: 100 }]);

function beyond(code: BlockedReason['code'], mode: LimitMode): AccountSnapshot {
  return blocked(code, beyondLimitOf(mode));
}

/** The service refuses the account and states no windows. */
function blockedWithout(code: BlockedReason['code']): AccountSnapshot {
  return { ...blocked(code), windows: [] };
}

const paid = weekUsedUp('paid-extra-usage');
const open = accountWith([{ used: 12 }, { ...week, used: 10 }], { use: 'active', blockedReason: null });
const unknown = accountWith([{ used: 12, stale: true }], { use: 'unknown', blockedReason: null });

describe('an account that is blocked without a used-up window', () => {
  it.each<readonly [string, Partial<BlockedReason> & Pick<BlockedReason, 'code'>, string]>([
    ['a spend limit', { code: 'spend-cap' }, 'The spend limit of this account is reached.'],
    ['the credits of its workspace', { code: 'workspace-credits' }, 'The workspace has no credits left.'],
    ['the service', { code: 'unknown' }, 'The service refuses this account now'],
    ['its money', { code: 'unknown', figure: 'prepaid' }, 'The prepaid balance of this account is used up.'],
    ['its allowance', { code: 'unknown', figure: 'ledger' }, 'The credits of this account are used up.'],
    ['a limit with an end', { code: 'spend-cap', figure: 'spend', until: soon }, 'this ends 14:00'],
  ])('notifies about %s, with the text of the snapshot', async (_what, { code, ...more }, body) => {
    const world = alertWorld();
    await world.read(snapshotOf(open), snapshotOf(blocked(code, more)));
    expect(world.shown).toMatchObject([{ title: 'work cannot be used now', accountId: 'codex:work' }]);
    expect(world.shown[0]?.body).toContain(body);
  });

  it('notifies once, also after restarts and while the state is unknown, and once when the block is over', async () => {
    const world = alertWorld();
    const cap = snapshotOf(blocked('spend-cap'));
    await world.read(snapshotOf(open), cap, cap, snapshotOf(unknown), cap);
    world.clock.nowMs += 26 * hourMs;
    await world.read(cap);
    world.restart();
    await world.read(cap);
    expect(world.titles()).toEqual(['work cannot be used now']);
    await world.read(snapshotOf(open), snapshotOf(open));
    expect(world.titles()).toEqual(['work cannot be used now', 'work can be used again']);
  });

  it('a block that comes and goes notifies once a day', async () => {
    const world = alertWorld();
    const [cap, free] = [snapshotOf(blocked('spend-cap')), snapshotOf(open)];
    await world.read(free, cap, free, cap, free);
    expect(world.titles()).toEqual(['work cannot be used now', 'work can be used again']);
    world.clock.nowMs += 24 * hourMs;
    await world.read(cap);
    expect(world.titles()).toHaveLength(3);
  });

  it('another reason notifies again, and so does the next end after the last one has passed', async () => {
    const world = alertWorld();
    const capUntil = (until: string) => snapshotOf(blocked('spend-cap', { until }));
    await world.read(capUntil(soon), snapshotOf(blocked('workspace-credits')), capUntil(soon));
    expect(world.titles()).toHaveLength(2);
    world.clock.nowMs += 2 * hourMs;
    await world.read(capUntil(nextMonth));
    expect(world.titles()).toHaveLength(3);
  });

  it.each([
    ['full sessions, which come and go', blocked('unknown', { figure: 'sessions' })],
    ['limits of models, which have alerts of their own', blocked('model-unavailable', { figure: 'features' })],
    ['a used-up window, which has an alert of its own', blocked('weekly-used-up', { until: soon })],
    ['a network that refuses requests', { ...blocked('network'), use: 'unknown' as const }],
  ])('does not notify about %s', (_what, account) => {
    const context = { memory: null, settings: defaultSettings, incident: false, nowMs };
    expect(judgeAccountAlerts(account, context)).toMatchObject({ alerts: [], memory: { blocked: null } });
  });

  async function titlesAfter(readings: readonly AccountSnapshot[]): Promise<readonly string[]> {
    const world = alertWorld();
    for (const reading of readings) {
      await world.read(snapshotOf(reading));
      world.clock.nowMs += minuteMs;
    }
    world.restart();
    const last = readings.at(-1);
    if (last !== undefined) await world.read(snapshotOf(last));
    return world.titles();
  }

  it.each<readonly [string, readonly AccountSnapshot[], readonly string[]]>([
    [
      'a refusal whose reason becomes known and unknown again',
      [open, blocked('unknown'), blocked('spend-cap'), blocked('unknown'), blocked('ordinary-usage-off')],
      ['work cannot be used now'],
    ],
    [
      'a refusal that a used-up window explains later',
      [open, blocked('unknown'), weekUsedUp(), weekUsedUp(), blocked('unknown'), weekUsedUp(), open],
      ['work cannot be used now', 'work: weekly limit is available again'],
    ],
    [
      'a mode before the figure of its window',
      [open, beyond('lower-priority', 'lower-priority'), weekUsedUp('lower-priority'), beyond('reserve', 'reserve')],
      ['work has reached a limit'],
    ],
    [
      'a used-up window whose figure goes missing',
      [open, weekUsedUp(), blockedWithout('unknown'), weekUsedUp()],
      ['work: weekly limit used up'],
    ],
    [
      'extra money from the start, with its window',
      [open, paid, paid, weekUsedUp()],
      ['work: requests cost extra money now'],
    ],
  ])('%s sends no second notification for the same block', async (_what, readings, titles) => {
    expect(await titlesAfter(readings)).toEqual(titles);
  });

  it.each<readonly [string, readonly AccountSnapshot[], readonly string[]]>([
    [
      'a refusal between two different reasons',
      [open, blocked('spend-cap'), blocked('unknown'), blocked('workspace-credits')],
      ['work cannot be used now', 'work cannot be used now'],
    ],
    [
      'a mode that ends at a spend cap',
      [open, beyond('grace-period', 'grace-period'), blocked('spend-cap')],
      ['work has reached a limit', 'work cannot be used now'],
    ],
    [
      'another window beside the one that explains a refusal',
      [open, blocked('unknown'), sessionUsedUp, { ...weekUsedUp(), windows: bothUsedUp.windows }],
      ['work cannot be used now', 'work: weekly limit used up'],
    ],
    [
      'extra money after a used-up window, told once',
      [open, weekUsedUp(), paid, weekUsedUp(), paid, beyond('paid-extra-usage', 'paid-extra-usage'), paid],
      ['work: weekly limit used up', 'work: requests cost extra money now'],
    ],
    [
      'extra money after a refusal',
      [open, blocked('unknown'), beyond('paid-extra-usage', 'paid-extra-usage'), blocked('ordinary-usage-off')],
      ['work cannot be used now', 'work: requests cost extra money now'],
    ],
    [
      'extra money that comes back after the account was free',
      [open, beyond('paid-extra-usage', 'paid-extra-usage'), open, paid],
      ['work: requests cost extra money now', 'work can be used again', 'work: requests cost extra money now'],
    ],
  ])('%s notifies once about each', async (_what, readings, titles) => {
    expect(await titlesAfter(readings)).toEqual(titles);
  });

  it('notifies about the next end of a window that was seen used up on both sides of a pause', async () => {
    const world = alertWorld();
    await world.read(snapshotOf(open), snapshotOf(blocked('unknown')), snapshotOf(weekUsedUp()));
    expect(world.titles()).toEqual(['work cannot be used now']);
    world.clock.nowMs += 2 * hourMs;
    await world.read(snapshotOf(weekUsedUp(undefined, 240)));
    expect(world.titles()).toEqual(['work cannot be used now', 'work: weekly limit used up']);
    await world.read(snapshotOf(weekUsedUp('paid-extra-usage', 240)), snapshotOf(weekUsedUp('paid-extra-usage', 240)));
    world.clock.nowMs += 3 * hourMs;
    await world.read(snapshotOf(weekUsedUp('paid-extra-usage', 600)));
    expect(world.titles().slice(2)).toEqual([
      'work: requests cost extra money now',
      'work: requests cost extra money now',
    ]);
  });

  it('says in one sentence which window is used up and that requests cost money, and holds while they do', async () => {
    const world = alertWorld();
    await world.read(snapshotOf(open), snapshotOf(paid));
    expect(world.shown[0]?.body).toBe('The weekly limit is used up until 14:00. Requests cost extra money now.');
    const context = { memory: null, settings: defaultSettings, incident: false, nowMs };
    const [facts] = judgeAccountAlerts(paid, context).alerts.map(factsOf);
    if (facts === undefined) throw new Error('One alert was given');
    expect(parseNotificationFacts(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
    expect([paid, weekUsedUp(), open].map((now) => stillHolds(facts, now, nowMs))).toEqual([true, false, false]);
    const { memory } = judgeAccountAlerts(paid, context);
    expect(parseAlertMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });

  it('sends one notification for a block, however its reason changes', async () => {
    const sameBlock = [blocked('unknown'), blocked('ordinary-usage-off'), weekUsedUp(), weekUsedUp('lower-priority')];
    const modes = limitModes.filter((mode) => mode !== 'paid-extra-usage').map((mode) => beyond(mode, mode));
    const anyReading = fc.constantFrom(...sameBlock, ...modes, blockedWithout('unknown'), unknown);
    await fc.assert(
      fc.asyncProperty(fc.array(anyReading, { minLength: 1, maxLength: 8 }), async (readings) => {
        const world = alertWorld();
        await world.read(snapshotOf(open), ...readings.map((reading) => snapshotOf(reading)));
        const isTold = readings.some(({ use }) => use === 'exhausted');
        expect(world.titles()).toHaveLength(isTold ? 1 : 0);
      }),
    );
  });

  it('stores facts that can be parsed again, hold while the block holds, and become text in the user’s language', async () => {
    const context = { memory: null, settings: defaultSettings, incident: false, nowMs };
    const account = blocked('unknown', { figure: 'prepaid', until: soon });
    const { alerts, memory } = judgeAccountAlerts(account, context);
    const [facts] = alerts.map(factsOf);
    if (facts === undefined) throw new Error('One alert was given');
    expect(facts).toEqual({ kind: 'exhausted', block: { code: 'unknown', figure: 'prepaid', until: soon } });
    expect(parseNotificationFacts(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
    expect(parseAlertMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
    expect([account, open, undefined].map((now) => stillHolds(facts, now, nowMs))).toEqual([true, false, false]);
    const [over] = judgeAccountAlerts(open, { ...context, memory }).alerts.map(factsOf);
    if (over === undefined) throw new Error('One alert was given');
    expect(over).toEqual({ kind: 'window-back', block: { code: 'unknown', figure: 'prepaid', until: soon } });
    expect([account, open].map((now) => stillHolds(over, now, nowMs))).toEqual([false, true]);
    const world = alertWorld({ locale: () => chinese });
    await world.read(snapshotOf(open), snapshotOf(account));
    expect(world.shown[0]?.title).toBe('work 现在无法使用');
    expect(world.shown[0]?.body).toContain('预付余额已用完');
  });

  // Found by `npm run fuzz`: the list of notifications could not be shown with one of these in it.
  it.each([
    { kind: 'exhausted', block: { code: 'unknown', until: 'soon' } },
    {
      kind: 'window-back',
      window: { id: 'w', label: 'w', name: null, resetsAt: '2026-101-22' },
      usedPercent: 1,
      early: true,
    },
    { kind: 'will-run-out', window: { id: 'w', label: 'w', name: null, resetsAt: null }, exhaustsAt: '' },
    { kind: 'reset-credit-expiring', expiresAtMs: 1e308 },
    { kind: 'grant-offered', grant: { amountMinorUnits: 1, currency: ' USD' } },
  ])('refuses stored facts %j, whose time or currency is none', (facts) => {
    expect(parseNotificationFacts(facts)).toBeNull();
  });

  it('a memory of an older version has no block', () => {
    const { blocked: _left, ...before }: AlertMemory = { windows: {}, balance: null, signedOut: false, blocked: null };
    expect(parseAlertMemory(before)).toEqual({ ...before, blocked: null });
  });
});
