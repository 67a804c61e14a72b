import { describe, expect, it } from 'vitest';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import { type AlertMemory, parseAlertMemory } from '../../../../core/alerts/memory.ts';
import { factsOf, parseNotificationFacts } from '../../../../core/alerts/store.ts';
import { stillHolds } from '../../../../core/alerts/delivery.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { BlockedReason } from '../../../../core/snapshot/block-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { accountWith, alertWorld, hourMs, snapshotOf } from '../../../support/alert-world.ts';
import { chinese, nowMs } from '../../../support/example-states.ts';

const soon = new Date(nowMs + hourMs).toISOString();
const nextMonth = new Date(nowMs + 30 * 24 * hourMs).toISOString();

function blocked(code: BlockedReason['code'], more: Partial<BlockedReason> = {}): AccountSnapshot {
  const blockedReason = { code, until: null, text: 'As the snapshot says it.', ...more };
  return accountWith([{ used: 12 }], { use: 'exhausted', blockedReason });
}

const open = accountWith([{ used: 12 }], { use: 'active', blockedReason: null });
const unknown = accountWith([{ used: 12, stale: true }], { use: 'unknown', blockedReason: null });

describe('an account that is blocked without a used-up window', () => {
  it.each<readonly [string, Partial<BlockedReason> & Pick<BlockedReason, 'code'>, string]>([
    ['a spend limit', { code: 'spend-cap' }, 'The spend limit of this account is reached.'],
    ['the credits of its workspace', { code: 'workspace-credits' }, 'The workspace has no credits left.'],
    ['the service', { code: 'unknown' }, 'The service refuses this account now'],
    ['its money', { code: 'unknown', figure: 'prepaid' }, 'The prepaid balance of this account is used up.'],
    ['its allowance', { code: 'unknown', figure: 'ledger' }, 'The allowance of this install is used up.'],
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

  it('a memory of an older version has no block', () => {
    const { blocked: _left, ...before }: AlertMemory = { windows: {}, balance: null, signedOut: false, blocked: null };
    expect(parseAlertMemory(before)).toEqual({ ...before, blocked: null });
  });
});
