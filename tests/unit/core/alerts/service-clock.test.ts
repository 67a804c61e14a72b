import { describe, expect, it } from 'vitest';
import { withClockAhead } from '../../../../core/accounts/account-state.ts';
import { reconcileStates } from '../../../../core/accounts/reconcile.ts';
import { stillHolds } from '../../../../core/alerts/delivery.ts';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import { factsOf, parseNotificationFacts } from '../../../../core/alerts/store.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { currentValue, statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { accountWith, alertWorld, minuteMs, snapshotOf } from '../../../support/alert-world.ts';
import { nowMs } from '../../../support/example-states.ts';
import { storedState } from '../../../support/fuzz/round-trip.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';

/** The account as a computer shows it whose clock is so many minutes ahead of the right time. */
function seenWith(aheadMinutes: number, windows: Parameters<typeof accountWith>[0]): AccountSnapshot {
  const moved = windows.map(({ resetsIn = 62, readAt = 0, ...window }) => ({
    ...window,
    resetsIn: resetsIn === null ? null : resetsIn + aheadMinutes,
    readAt: readAt + aheadMinutes,
  }));
  return accountWith(moved, aheadMinutes === 0 ? {} : { clockAheadSeconds: -60 * aheadMinutes });
}

describe('a window', () => {
  it.each([20, -20, 600, -600])('is told once when the clock is set by %i minutes and back', async (minutes) => {
    const world = alertWorld();
    const read = async (aheadMinutes: number, used: number): Promise<void> => {
      world.clock.nowMs = nowMs + aheadMinutes * minuteMs;
      await world.read(snapshotOf(seenWith(aheadMinutes, [{ used }])));
    };
    await read(0, 10);
    await read(0, 85);
    await read(minutes, 86);
    await read(minutes, 100);
    await read(0, 100);
    await read(minutes, 100);
    world.restart();
    await read(0, 100);
    expect(world.titles()).toHaveLength(2);
  });

  it('that was reset is told again, also with a wrong clock', async () => {
    const world = alertWorld();
    await world.read(snapshotOf(seenWith(0, [{ used: 10 }])), snapshotOf(seenWith(0, [{ used: 100 }])));
    world.clock.nowMs = nowMs + 120 * minuteMs;
    await world.read(snapshotOf(seenWith(20, [{ used: 100, resetsIn: 362, readAt: 100 }])));
    expect(world.titles()).toHaveLength(2);
  });

  it('is shown with the times of this computer, and stays the same one in a stored notification', () => {
    const before = seenWith(20, [{ used: 10 }]);
    const context = { settings: defaultSettings, incident: false, nowMs: nowMs + 20 * minuteMs };
    const { memory } = judgeAccountAlerts(before, { ...context, memory: null });
    const full = seenWith(20, [{ used: 100 }]);
    const { alerts } = judgeAccountAlerts(full, { ...context, memory });
    const [alert] = alerts;
    if (alert?.kind !== 'exhausted' || !('window' in alert)) throw new Error('There is no alert');
    expect(alert.window.resetsAt).toBe(full.windows[0]?.resetsAt);
    const facts = parseNotificationFacts(JSON.parse(JSON.stringify(factsOf(alert))));
    if (facts === null) throw new Error('The facts are not read back');
    expect(stillHolds(facts, seenWith(0, [{ used: 100 }]), nowMs)).toBe(true);
    expect(stillHolds(facts, seenWith(0, [{ used: 100, resetsIn: 362 }]), nowMs)).toBe(false);
  });
});

describe('the known times of an account', () => {
  const expiresMs = nowMs + 5_000_000;
  const observation: Observation = {
    ...{ source: 'poll', asOfMs: nowMs, oddPaths: [] },
    resetCredits: statedValue({ available: 1, nextExpiresAtMs: expiresMs }),
    windows: {
      complete: true,
      items: [
        {
          ...{ id: 'session', shape: { name: null, scope: 'account', durationSeconds: 18_000 } },
          ...{ usedPercent: statedValue(5), resetsAtMs: statedValue(nowMs + 60_000) },
        },
      ],
    },
  };
  const state = storedState(accountOf('codex', 'https://service.example'), merge(noFacts, observation));
  const timesOf = ({ facts }: typeof state) => [
    currentValue(facts.resetCredits)?.nextExpiresAtMs,
    facts.windows[0] && currentValue(facts.windows[0].resetsAtMs),
    facts.windows[0]?.usedPercent.said?.asOfMs,
  ];

  it('move with the clock of this computer, while ages stay, and come back exactly', () => {
    const moved = withClockAhead(state, -20 * minuteMs);
    expect(timesOf(moved)).toEqual([expiresMs + 20 * minuteMs, nowMs + 60_000 + 20 * minuteMs, nowMs]);
    expect(moved.clockAheadMs).toBe(-20 * minuteMs);
    expect(withClockAhead(moved, 0)).toEqual(state);
    expect(withClockAhead(state, 0)).toBe(state);
  });

  it('of two processes are compared on one clock: that of the process that looked last', () => {
    const theirs = withClockAhead(state, -20 * minuteMs);
    expect(timesOf(reconcileStates(state, state, theirs))).toEqual(timesOf(theirs));
    expect(timesOf(reconcileStates(theirs, state, state))).toEqual(timesOf(theirs));
    expect(reconcileStates(state, state, theirs).clockAheadMs).toBe(-20 * minuteMs);
  });
});
