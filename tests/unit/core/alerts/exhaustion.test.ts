import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exhaustionAlerts } from '../../../../core/alerts/window-alerts.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

function account(used: number, resetsInMinutes?: number, agoMinutes = 0): AccountSnapshot {
  const session = resetsInMinutes === undefined ? { used } : { used, resetsInMinutes };
  const state = stateAfter(codexBody({ session }), { agoMinutes });
  const [snapshot] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
  if (snapshot === undefined) throw new Error('One account was given');
  return snapshot;
}

function keysOf(snapshot: AccountSnapshot): readonly string[] {
  return exhaustionAlerts(null, snapshot).flatMap(({ keys }) => keys);
}

describe('the alert for a used-up window', () => {
  it('a used-up window causes one', () => {
    expect(exhaustionAlerts(null, account(100, 62)).map(({ window }) => window.id)).toEqual(['session']);
    expect(exhaustionAlerts(null, account(99, 62))).toEqual([]);
  });

  it('stale figures cause none', () => {
    expect(exhaustionAlerts(null, account(100, 62, 30))).toEqual([]);
  });

  it('without a known reset only the change to used up causes one', () => {
    const full = account(100);
    expect(exhaustionAlerts(account(80), full)).toHaveLength(1);
    expect(exhaustionAlerts(full, full)).toEqual([]);
  });

  it('one of its two dedup keys stays when the reset time differs by seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: -5_000, max: 5_000 }), (minutes, wanderMs) => {
        const first = keysOf(account(100, minutes));
        const second = keysOf(account(100, minutes + wanderMs / 60_000));
        expect(second.filter((key) => first.includes(key)).length).toBeGreaterThan(0);
      }),
    );
  });

  it('both dedup keys are new after the next reset', () => {
    const first = keysOf(account(100, 62));
    const next = keysOf(account(100, 362));
    expect(next.filter((key) => first.includes(key))).toEqual([]);
  });
});
