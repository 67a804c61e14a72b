import fc from 'fast-check';
import { expect, test } from 'vitest';

import { balanceOf, noHeldCredits } from '../../../../core/ledger/balance.ts';
import {
  blankRow,
  chargeRow,
  type InstallRow,
  mergeInstallRows,
  monthKey,
  parseUuid,
  rolledForward,
} from '../../../../core/ledger/install.ts';
import { defaultTiers, tierByName } from '../../../../core/ledger/tiers.ts';
import { settingsOf } from '../../../../core/settings/settings.ts';

const id = '0a1b2c3d-0000-4000-8000-0000000000f1';

test.each(['Pacific/Kiritimati', 'Etc/GMT+12', 'America/Anchorage', 'UTC'])(
  'the month is that of UTC in the local time zone %s',
  (zone) => {
    const before = process.env['TZ'];
    process.env['TZ'] = zone;
    try {
      expect(monthKey(Date.parse('2026-11-30T23:59:59.999Z'))).toBe('2026-11');
      expect(monthKey(Date.parse('2026-12-01T00:00:00Z'))).toBe('2026-12');
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  },
);

const counter = fc.integer({ min: 0, max: 1000 });
const anyRow = fc.record({
  installId: fc.constant(id),
  tier: fc.constantFrom('core', 'pro', 'max'),
  lifetimeConsumed: counter,
  lifetimeGeminiConsumed: counter,
  month: fc.constantFrom('2026-09', '2026-10', '2026-11', '2026-12'),
  monthlyConsumed: counter,
  monthlyGeminiConsumed: counter,
  lastActiveAtMs: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
});

test('whatever the clock does, the use of the latest month is never forgotten', () => {
  const months = ['2026-09', '2026-10', '2026-11', '2026-12', '2027-01'] as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...months), { minLength: 1, maxLength: 40 }), (jumps) => {
      let row: InstallRow = blankRow(id, Date.parse(`${jumps[0]}-05T00:00:00Z`));
      let latest = row.month;
      let used = 0;
      for (const month of jumps) {
        if (month > latest) {
          latest = month;
          used = 0;
        }
        row = chargeRow(
          row,
          { tier: 'pro', countedPer: 'month', backend: 'gemini' },
          Date.parse(`${month}-05T00:00:00Z`),
        );
        used += 1;
        expect(row).toMatchObject({ month: latest, monthlyConsumed: used, monthlyGeminiConsumed: used });
      }
    }),
  );
});

test('the balance is never below 0 and never above the cap', () => {
  fc.assert(
    fc.property(anyRow, fc.constantFrom('core', 'pro', 'max'), counter, (row, name, held) => {
      const tier = tierByName(defaultTiers, name);
      const { remaining, geminiRemaining } = balanceOf(row, tier, { credits: held, gemini: held });
      expect(remaining === null ? tier?.cap === null : remaining >= 0 && remaining <= (tier?.cap ?? 0)).toBe(true);
      expect(geminiRemaining === null ? tier?.geminiCap === null : geminiRemaining >= 0).toBe(true);
    }),
  );
});

test('a charge adds one to the counters of its tier and keeps the others', () => {
  const row = { ...blankRow(id, Date.parse('2026-11-05T00:00:00Z')), lifetimeConsumed: 3, monthlyConsumed: 8 };
  const nowMs = Date.parse('2026-12-01T00:00:00Z');
  expect(chargeRow(row, { tier: 'core', countedPer: 'lifetime', backend: 'hardware' }, nowMs)).toEqual({
    ...row,
    ...{ tier: 'core', lifetimeConsumed: 4, month: '2026-12', monthlyConsumed: 0, lastActiveAtMs: nowMs },
  });
  expect(rolledForward(row, nowMs)).toMatchObject({ lifetimeConsumed: 3, monthlyConsumed: 0 });
});

test('merging another ledger forgets no use, and a second merge changes nothing', () => {
  fc.assert(
    fc.property(anyRow, anyRow, (ours, theirs) => {
      const merged = mergeInstallRows(ours, theirs);
      expect(mergeInstallRows(merged, theirs)).toEqual(merged);
      expect(merged.lifetimeConsumed).toBe(Math.max(ours.lifetimeConsumed, theirs.lifetimeConsumed));
      const latest = [ours, theirs].filter(({ month }) => month === merged.month);
      expect(merged.month >= ours.month && merged.month >= theirs.month).toBe(true);
      expect(merged.monthlyConsumed).toBe(Math.max(...latest.map(({ monthlyConsumed }) => monthlyConsumed)));
      const gemini = latest.map(({ monthlyGeminiConsumed }) => monthlyGeminiConsumed);
      expect(merged.monthlyGeminiConsumed).toBe(Math.max(...gemini));
      expect(merged.lastActiveAtMs ?? 0).toBe(Math.max(ours.lastActiveAtMs ?? 0, theirs.lastActiveAtMs ?? 0));
      const newest = (theirs.lastActiveAtMs ?? 0) > (ours.lastActiveAtMs ?? 0) ? theirs : ours;
      expect(merged.tier).toBe(newest.tier);
    }),
  );
});

test('the balance of a tier that is no longer configured is unknown, not unlimited and not 0', () => {
  expect(balanceOf(blankRow(id, 0), tierByName(defaultTiers, 'gold'), noHeldCredits)).toEqual({
    remaining: null,
    capped: 'unknown',
    geminiRemaining: null,
  });
});

test('an install id has the form of a UUID', () => {
  expect(parseUuid(id.toUpperCase())).toBe(id);
  fc.assert(fc.property(fc.string(), (text) => parseUuid(text) === null));
});

test('tiers are a setting: an invalid table gives the defaults', () => {
  const trial = { countedPer: 'lifetime', cap: 3, geminiCap: null };
  const tiers = { core: trial, trial };
  expect(settingsOf({ ledgerTiers: tiers }).ledgerTiers).toEqual(tiers);
  expect(settingsOf({}).ledgerTiers).toEqual(defaultTiers);
  const wrongs = [
    { trial },
    { core: { ...trial, cap: -1 } },
    { core: { ...trial, cap: 1.5 } },
    { core: trial, Pro: trial },
    [],
  ];
  for (const wrong of wrongs) expect(settingsOf({ ledgerTiers: wrong }).ledgerTiers).toEqual(defaultTiers);
});
