import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditsLowAlerts, grantAlerts, resetExpiryAlerts } from '../../../../core/alerts/account-alerts.ts';
import type { CreditsSnapshot, GrantSnapshot } from '../../../../core/snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { exampleSnapshot } from '../../../support/example-snapshot.ts';
import { nowMs } from '../../../support/example-states.ts';

const hourMs = 3_600_000;

const offer: GrantSnapshot = {
  ...{ available: true, eligible: true, granted: false, amountMinorUnits: 5000, currency: 'USD', display: '$50' },
  ...{ asOf: new Date(nowMs).toISOString(), stale: false, dismissed: false, promoted: true },
};
const withGrant = (change: Partial<GrantSnapshot> | null): AccountSnapshot =>
  exampleSnapshot({ grant: change === null ? null : { ...offer, ...change } });

describe('the alert for a credit grant', () => {
  it('a promoted grant causes one, with dedup keys that are kept forever', () => {
    const [alert] = grantAlerts(withGrant({}));
    expect(alert?.keys.every((key) => key.startsWith('ever|'))).toBe(true);
  });

  it.each([
    ['none', null],
    ['a grant that is no longer promoted', { promoted: false }],
    ['a grant with a stale answer', { stale: true }],
    ['a grant without an amount', { amountMinorUnits: null }],
  ])('no alert for %s', (_what, change) => {
    expect(grantAlerts(withGrant(change))).toEqual([]);
  });

  it('only another grant gives new dedup keys', () => {
    const keys = (change: Partial<GrantSnapshot>): readonly string[] => grantAlerts(withGrant(change))[0]?.keys ?? [];
    expect(keys({ asOf: null, eligible: false })).toEqual(keys({}));
    expect(keys({ amountMinorUnits: 7500 })).not.toEqual(keys({}));
    expect(keys({ currency: 'EUR' })).not.toEqual(keys({}));
  });
});

function banked(
  expiresInMs: number | null,
  change: Partial<AccountSnapshot> = {},
  available = 2,
  stale = false,
): AccountSnapshot {
  const nextExpiresAt = expiresInMs === null ? null : new Date(nowMs + expiresInMs).toISOString();
  return exampleSnapshot({ resetCredits: { available, nextExpiresAt, asOf: null, stale }, ...change });
}

describe('the alert for a banked reset that expires', () => {
  it.each([
    [24 * hourMs + 1, 0],
    [24 * hourMs, 1],
    [60_000, 1],
    [0, 0],
    [-hourMs, 0],
    [null, 0],
  ])('a reset that expires in %s ms causes %i alerts', (expiresInMs, count) => {
    expect(resetExpiryAlerts(banked(expiresInMs), nowMs)).toHaveLength(count);
  });

  it('stale figures and used-up resets cause none', () => {
    expect(resetExpiryAlerts(banked(hourMs, {}, 2, true), nowMs)).toEqual([]);
    expect(resetExpiryAlerts(banked(hourMs, { state: 'rate-limited' }), nowMs)).toHaveLength(1);
    expect(resetExpiryAlerts(banked(hourMs, {}, 0), nowMs)).toEqual([]);
    const resetCredits = { available: 0, unusable: 1, nextExpiresAt: new Date(nowMs + hourMs).toISOString() };
    const unusable = exampleSnapshot({ resetCredits: { ...resetCredits, asOf: null, stale: false } });
    expect(resetExpiryAlerts(unusable, nowMs)).toEqual([]);
    expect(resetExpiryAlerts(exampleSnapshot({ resetCredits: null }), nowMs)).toEqual([]);
  });

  it('carries the command of a tool that has one', () => {
    const [claude] = resetExpiryAlerts(banked(60_000, { provider: 'claude' }), nowMs);
    expect(claude?.command).toEqual({ text: '/limit-reset', program: 'Claude Code' });
    expect(resetExpiryAlerts(banked(60_000), nowMs)[0]).not.toHaveProperty('command');
  });

  it('is not made where a newer statement says that none is left', () => {
    const holdsReset = { value: false, validUntil: null, asOf: new Date(nowMs).toISOString(), stale: false };
    expect(resetExpiryAlerts(banked(60_000, { holdsReset }), nowMs)).toEqual([]);
  });

  it('one of its two dedup keys stays when the expiry differs by seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1400 }), fc.integer({ min: -5_000, max: 5_000 }), (minutes, wanderMs) => {
        const keysOf = (inMs: number): readonly string[] => resetExpiryAlerts(banked(inMs), nowMs)[0]?.keys ?? [];
        const first = keysOf(minutes * 60_000);
        const second = keysOf(minutes * 60_000 + wanderMs);
        expect(second.some((key) => first.includes(key))).toBe(true);
      }),
    );
  });
});

function credits(balance: string | null, change: Partial<CreditsSnapshot> = {}): AccountSnapshot {
  const low = balance !== null && Number(balance) < 50;
  return exampleSnapshot({
    credits: {
      ...{ hasCredits: true, unlimited: false, balance, usd: null, converted: null, low, overageLimitReached: false },
      ...{ asOf: new Date(nowMs).toISOString(), stale: false, ...change },
    },
  });
}

describe('the alert for low credits', () => {
  it.each([
    ['fell below', '80', credits('49.99'), 1],
    ['fell from the threshold itself', '50', credits('10'), 1],
    ['was low before', '49', credits('10'), 0],
    ['is the first reading', null, credits('10'), 0],
    ['is above', '80', credits('60'), 0],
    ['is the threshold itself', '80', credits('50'), 0],
    ['is unlimited', '80', credits('10', { unlimited: true }), 0],
    ['is withdrawn', '80', credits('10', { stale: true }), 0],
    ['is unknown', '80', credits(null), 0],
    ['is absent', '80', exampleSnapshot({ credits: null }), 0],
  ])('a balance that %s causes the expected number of alerts', (_what, last, now, count) => {
    expect(creditsLowAlerts(last, now, 50)).toHaveLength(count);
  });

  it('a limit that the user raised causes none', () => {
    expect(creditsLowAlerts('80', credits('70', { low: true }), 100)).toEqual([]);
  });
});
