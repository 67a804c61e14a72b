import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { nextUp, reckoningText } from '../../../../core/snapshot/next-up.ts';
import type { AccountSnapshot, WindowSnapshot } from '../../../../core/snapshot/schema.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { nowMs } from '../../../support/example-states.ts';
import { localeIn } from '../../../support/locale.ts';

const english = localeIn('en', 'en-GB');
const good = accountWith('good', { session: { left: 90 }, weekly: { left: 60, resetsInHours: 84 } });
const better = accountWith('better', { session: { left: 90 }, weekly: { left: 80, resetsInHours: 84 } });
const spend = {
  ...{ currency: 'USD', unit: 'money', used: '20.00', converted: null, limit: '20.00', remaining: '0.00' },
  ...{ scope: 'individual', resetsAt: null, asOf: null, stale: false },
} as const;

/** Adds the weekly limit of a model. */
function withModel(
  account: AccountSnapshot,
  usedPercent: number,
  change: Partial<WindowSnapshot> = {},
): AccountSnapshot {
  const weekly = account.windows.find(({ id }) => id === 'weekly');
  if (weekly === undefined) throw new Error('the account has no weekly limit');
  const state = usedPercent === 100 ? 'exhausted' : 'open';
  const warning = usedPercent < 80 ? null : 'warning';
  const model: WindowSnapshot = { ...weekly, id: 'weekly:opus', name: 'Opus', usedPercent, state, warning, ...change };
  return { ...account, windows: [...account.windows, model] };
}

function idOf(
  accounts: readonly AccountSnapshot[],
  settings: Partial<Settings> = {},
  beforeId: string | null = null,
): string | null {
  return nextUp(accounts, { ...defaultSettings, ...settings }, nowMs, beforeId)?.account.label ?? null;
}

describe('the account to use next', () => {
  it('is the one with the most left beyond an even pace in its longest limit', () => {
    expect(idOf([good, better])).toBe('better');
    const nearlyOver = accountWith('nearly over', { weekly: { left: 50, resetsInHours: 5 } });
    expect(idOf([good, better, nearlyOver])).toBe('nearly over');
  });

  it('says the reckoning: what is left, and what an even pace would have left', () => {
    expect(nextUp([good], defaultSettings, nowMs, null)?.reserve).toMatchObject({
      ...{ leftPercent: 60, evenPercent: 50, surplusPercent: 10 },
      ...{ long: { id: 'weekly' }, short: { id: 'session' } },
    });
  });

  it.each([
    ['blocked', { use: 'exhausted' }],
    ['unknown', { use: 'unknown' }],
    ['stale', { state: 'stale' }],
    ['signed out', { state: 'signed-out' }],
    ['at a service with an incident', { blockedReason: { code: 'incident', until: null, text: 'It fails.' } }],
    ['at its spend limit', { spendLimits: [spend] }],
  ] as const)('is never one that is %s', (_name, change) => {
    expect(idOf([{ ...better, ...change } as AccountSnapshot, good])).toBe('good');
    expect(idOf([{ ...better, ...change } as AccountSnapshot])).toBeNull();
  });

  it.each([
    ['with less than 10 % of its short limit', { session: { left: 9 }, weekly: { left: 99 } }],
    ['with an unknown short limit', { session: { left: null }, weekly: { left: 99 } }],
    ['with an old figure', { weekly: { left: 99, change: { stale: true } } }],
    ['whose reset is due', { session: { left: 90, change: { state: 'reset-pending' } }, weekly: { left: 99 } }],
  ] as const)('is never one %s', (_name, limits) => {
    expect(idOf([accountWith('other', limits), good])).toBe('good');
    expect(idOf([accountWith('other', limits)])).toBeNull();
  });

  it('is never a hidden one, and none at all when the user turned it off', () => {
    expect(idOf([good, better], { hidden: ['codex:better'] })).toBe('good');
    expect(idOf([good, better], { nextUp: false })).toBeNull();
  });

  it('is one that is paid by use only if the user wants that and no other is left', () => {
    const paid = accountWith('paid', {});
    expect(idOf([paid])).toBeNull();
    expect(idOf([paid], { nextUpPaid: true })).toBe('paid');
    expect(idOf([paid, good], { nextUpPaid: true })).toBe('good');
  });

  it('stays until another one leads by five points, or until it cannot be used any more', () => {
    const close = accountWith('close', { weekly: { left: 64, resetsInHours: 84 } });
    const ahead = accountWith('ahead', { weekly: { left: 65, resetsInHours: 84 } });
    expect(idOf([good, close], {}, 'codex:good')).toBe('good');
    expect(idOf([good, ahead], {}, 'codex:good')).toBe('ahead');
    expect(idOf([{ ...good, use: 'exhausted' }, close], {}, 'codex:good')).toBe('close');
    expect(idOf([good, close], {}, 'codex:gone')).toBe('close');
  });

  it('is the one with the sooner reset of two equal ones, then the first in the order of the user', () => {
    const later = accountWith('later', { weekly: { left: 70, resetsInHours: 84 } });
    const sooner = accountWith('sooner', { weekly: { left: 45, resetsInHours: 42 } });
    expect(idOf([later, sooner])).toBe('sooner');
    const twin = { ...good, id: 'codex:twin', label: 'twin' };
    expect(idOf([good, twin])).toBe('good');
    expect(idOf([good, twin], { order: ['codex:twin', 'codex:good'] })).toBe('twin');
  });

  it.each([
    ['used up', 100, null],
    ['running low', 83, null],
    ['at a pace that will not last', 50, { expectedPercent: 40, exhaustsAt: '2026-11-23T12:00:00Z' }],
  ] as const)('gives way to one that is as good if its model is %s', (_name, used, pace) => {
    const first = withModel(accountWith('first', { weekly: { left: 60, resetsInHours: 84 } }), used, { pace });
    const close = accountWith('close', { weekly: { left: 56, resetsInHours: 84 } });
    const far = accountWith('far', { weekly: { left: 55, resetsInHours: 84 } });
    expect(idOf([first, close])).toBe('close');
    expect(idOf([first, far])).toBe('first');
    expect(idOf([first, withModel(close, 90)])).toBe('first');
  });

  it('does not give way for a model that lasts, or whose figure is old', () => {
    const close = accountWith('close', { weekly: { left: 56, resetsInHours: 84 } });
    expect(idOf([withModel(good, 40), close])).toBe('good');
    expect(idOf([withModel(good, 90, { stale: true }), close])).toBe('good');
  });

  it('does not take turns with the one that has all models', () => {
    const low = (left: number): AccountSnapshot =>
      withModel(accountWith('low', { weekly: { left, resetsInHours: 84 } }), 90);
    const whole = accountWith('whole', { weekly: { left: 60, resetsInHours: 84 } });
    expect(idOf([low(64), whole], {}, 'codex:whole')).toBe('whole');
    expect(idOf([low(65), whole], {}, 'codex:whole')).toBe('low');
    expect(idOf([low(61), whole], {}, 'codex:low')).toBe('low');
    expect(idOf([low(60), whole], {}, 'codex:low')).toBe('whole');
  });

  it.each([
    ['says so', 83, /^60% is left, an even pace needs 50%\. 17% of the Opus weekly limit is left\.$/],
    ['says until when', 100, /^60% is left, an even pace needs 50%\. The Opus weekly limit is used up until .+\.$/],
    ['needs no more words', 40, /^60% is left, an even pace needs 50%\.$/],
  ] as const)('with a model %s', (_name, used, expected) => {
    const reserve = nextUp([withModel(good, used)], defaultSettings, nowMs, null)?.reserve ?? null;
    expect(reckoningText(reserve, english, nowMs)).toMatch(expected);
  });

  it('loses nothing while its limit is not started, so its surplus is none', () => {
    const fresh = accountWith('fresh', {
      weekly: { left: 100, resetsInHours: null, change: { state: 'not-started' } },
    });
    expect(idOf([fresh, good])).toBe('good');
    expect(nextUp([fresh], defaultSettings, nowMs, null)?.reserve.surplusPercent).toBe(0);
  });

  it('comes after all others when its reset is unknown, and has no reckoning', () => {
    const open = accountWith('open', { weekly: { left: 99, resetsInHours: null } });
    const behind = accountWith('behind', { weekly: { left: 20, resetsInHours: 160 } });
    expect(idOf([open, behind])).toBe('behind');
    expect(nextUp([open], defaultSettings, nowMs, null)?.reserve).toMatchObject({
      ...{ leftPercent: 99, evenPercent: null, surplusPercent: null },
    });
  });
});

const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const limit = (hours: number) =>
  fc.record({
    left: percent,
    resetsInHours: fc.option(fc.integer({ min: 1, max: hours }), { nil: null }),
    change: fc.record({ stale: fc.boolean() }),
  });
const anyAccounts = fc
  .array(
    fc.record({
      session: limit(5),
      weekly: limit(168),
      use: fc.constantFrom('active', 'active', 'exhausted', 'unknown'),
      state: fc.constantFrom('fresh', 'fresh', 'stale', 'offline', 'signed-out'),
    }),
    { maxLength: 12 },
  )
  .map((given) =>
    given.map(({ session, weekly, use, state }, index) =>
      accountWith(`a${index}`, { session, weekly }, { use, state }),
    ),
  );

describe('for any accounts', () => {
  it('the next one is usable, current and shown, and has enough of its short limit', () => {
    fc.assert(
      fc.property(anyAccounts, fc.subarray(['codex:a0', 'codex:a1', 'codex:a2']), (accounts, hidden) => {
        const chosen = nextUp(accounts, { ...defaultSettings, hidden }, nowMs, null);
        if (chosen === null) return;
        const { account } = chosen;
        expect(account.use).toBe('active');
        expect(['fresh', 'offline']).toContain(account.state);
        expect(hidden).not.toContain(account.id);
        for (const window of account.windows) {
          expect(window.stale).toBe(false);
          expect(window.usedPercent).not.toBeNull();
        }
        expect(100 - (account.windows[0]?.usedPercent ?? 100)).toBeGreaterThanOrEqual(10);
      }),
    );
  });

  it('no candidate leads the next one by five points, and asking again changes nothing', () => {
    fc.assert(
      fc.property(anyAccounts, fc.nat(11), (accounts, before) => {
        const chosen = nextUp(accounts, defaultSettings, nowMs, `codex:a${before}`);
        if (chosen === null) return;
        const surplus = chosen.reserve.surplusPercent ?? -Infinity;
        for (const account of accounts) {
          const alone = nextUp([account], defaultSettings, nowMs, null);
          expect((alone?.reserve.surplusPercent ?? -Infinity) - surplus).not.toBeGreaterThanOrEqual(5);
        }
        expect(nextUp(accounts, defaultSettings, nowMs, chosen.account.id)?.account).toBe(chosen.account);
      }),
    );
  });
});
