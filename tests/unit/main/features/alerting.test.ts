import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { DesktopNotification } from '../../../../core/ports.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { createAlerting } from '../../../../main/features/alerting.ts';
import { exampleSnapshot } from '../../../support/example-snapshot.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

function desk(claimed: Set<string> = new Set(), enabled = true) {
  const shown: DesktopNotification[] = [];
  const tell = createAlerting({
    clock: { nowMs: () => nowMs, random: () => 0 },
    locale: () => english,
    settings: () => ({ ...defaultSettings, notifications: enabled }),
    sentAlerts: async () => ({
      claim: (key) => !claimed.has(key) && Boolean(claimed.add(key)),
      forget: () => undefined,
    }),
    notifier: { show: (notification) => void shown.push(notification) },
  });
  return { shown, claimed, tell };
}

const usedUp = (resetsInMinutes: number): AccountState =>
  stateAfter(codexBody({ session: { used: 100, resetsInMinutes } }));
const snapshot = (...states: readonly AccountState[]): Snapshot =>
  buildSnapshot(states, defaultSettings, english, nowMs);

describe('notices of exhaustion', () => {
  it('are told once per window and reset', async () => {
    const { shown, tell } = desk();
    await tell(snapshot(usedUp(62)), null);
    await tell(snapshot(usedUp(62)), snapshot(usedUp(62)));
    expect(shown).toEqual([
      {
        title: 'work: 5-hour limit used up',
        body: 'The 5-hour limit is used up until 14:02.',
        accountId: 'codex:work',
      },
    ]);
  });

  it('are not told again after a restart', async () => {
    const { claimed, tell } = desk();
    await tell(snapshot(usedUp(62)), null);
    const restarted = desk(claimed);
    await restarted.tell(snapshot(usedUp(62)), null);
    expect(restarted.shown).toEqual([]);
  });

  it('are sent again for the next reset', async () => {
    const { shown, tell } = desk();
    await tell(snapshot(usedUp(62)), null);
    await tell(snapshot(usedUp(362)), snapshot(usedUp(62)));
    expect(shown).toHaveLength(2);
  });

  it('switched off are not shown, and not made up for when switched on', async () => {
    const off = desk(new Set(), false);
    await off.tell(snapshot(usedUp(62)), null);
    const on = desk(off.claimed);
    await on.tell(snapshot(usedUp(62)), null);
    expect([off.shown, on.shown]).toEqual([[], []]);
  });
});

const showing = (change: Partial<AccountSnapshot>): Snapshot => ({
  ...snapshot(),
  accounts: [exampleSnapshot(change)],
});
const holding = (balance: string, stale = false): Snapshot =>
  showing({
    credits: {
      ...{ hasCredits: true, unlimited: false, balance, usd: null, converted: null, overageLimitReached: false },
      ...{ low: Number(balance) < 50, asOf: `reading of ${balance}`, stale },
    },
  });
const offering = (amountMinorUnits: number): Snapshot =>
  showing({
    grant: {
      ...{ available: true, eligible: true, granted: false, amountMinorUnits, currency: 'USD', display: null },
      ...{ asOf: null, stale: false, dismissed: false, promoted: true },
    },
  });
const expiring = (inMs: number): Snapshot =>
  showing({
    resetCredits: { available: 1, nextExpiresAt: new Date(nowMs + inMs).toISOString(), asOf: null, stale: false },
  });

/** Gives the snapshots in their order, as the publisher does. */
async function follow(told: ReturnType<typeof desk>, snapshots: readonly Snapshot[]): Promise<readonly string[]> {
  for (const [index, now] of snapshots.entries()) await told.tell(now, snapshots[index - 1] ?? null);
  return told.shown.map(({ title, body }) => `${title} ${body}`);
}

describe('notices about money', () => {
  it('tell an offer once ever, also after a restart, and another offer once more', async () => {
    const first = desk();
    expect(await follow(first, [offering(5000), offering(5000)])).toEqual([
      'work: US$50 of extra usage available See or dismiss the offer on the account’s page.',
    ]);
    const restarted = desk(first.claimed);
    expect(await follow(restarted, [offering(5000), offering(7500)])).toHaveLength(1);
  });

  it('tell of a banked reset once, also when its time wanders and after a restart', async () => {
    const first = desk();
    const hourMs = 3_600_000;
    expect(await follow(first, [expiring(3 * hourMs), expiring(3 * hourMs + 4_000)])).toEqual([
      'work: a banked reset expires 16:00 Use it in Codex before then, or you lose it.',
    ]);
    expect(await follow(desk(first.claimed), [expiring(3 * hourMs - 4_000)])).toEqual([]);
  });

  it('tell that credits are low at each fall, not at the first reading', async () => {
    expect(await follow(desk(), [holding('40'), holding('30')])).toEqual([]);
    const falls = [holding('80'), holding('40'), holding('30'), holding('90'), holding('20')];
    expect(await follow(desk(), falls)).toEqual([
      'work: 40 credits left This is below 50. Add credits or use another account.',
      'work: 20 credits left This is below 50. Add credits or use another account.',
    ]);
  });

  it('tell a fall that was first seen on stale data once it is known afresh', async () => {
    expect(await follow(desk(), [holding('80'), holding('40', true), holding('40')])).toHaveLength(1);
  });

  it('switched off claim their keys in silence', async () => {
    const off = desk(new Set(), false);
    expect(await follow(off, [offering(5000), expiring(3_600_000)])).toEqual([]);
    expect(await follow(desk(off.claimed), [offering(5000), expiring(3_600_000)])).toEqual([]);
  });
});
