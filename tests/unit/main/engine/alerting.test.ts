import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { DesktopNotification } from '../../../../core/ports.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build-snapshot.ts';
import type { Snapshot } from '../../../../core/snapshot/snapshot.ts';
import { createAlerting } from '../../../../main/engine/alerting.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

function desk(claimed: Set<string> = new Set(), enabled = true) {
  const shown: DesktopNotification[] = [];
  const tell = createAlerting({
    clock: { nowMs: () => nowMs, random: () => 0 },
    reader: () => english,
    enabled: () => enabled,
    sentAlerts: async () => ({ claim: (key) => !claimed.has(key) && Boolean(claimed.add(key)) }),
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
    expect(shown).toEqual([{ title: 'work: 5 h limit used up', body: 'Back 14:02.', accountId: 'codex:work' }]);
  });

  it('are not told again after a restart', async () => {
    const { claimed, tell } = desk();
    await tell(snapshot(usedUp(62)), null);
    const restarted = desk(claimed);
    await restarted.tell(snapshot(usedUp(62)), null);
    expect(restarted.shown).toEqual([]);
  });

  it('are told anew for the next reset', async () => {
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
