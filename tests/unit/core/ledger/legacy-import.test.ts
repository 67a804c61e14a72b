import fs from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { blankRow } from '../../../../core/ledger/install.ts';
import { parseLegacyLedger } from '../../../../core/ledger/legacy-import.ts';
import { freshId } from '../../../support/ledger/desk.ts';
import { originalRelay } from '../../../support/ledger/original-relay.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const nowMs = Date.UTC(2026, 10, 22, 0, 5);
const first = '0a1b2c3d-0000-4000-8000-0000000000f1';

const row = {
  tier_snapshot: 'pro',
  lifetime_consumed: 2,
  lifetime_gemini_consumed: 1,
  month: '2026-10',
  monthly_consumed: 31,
  monthly_gemini_consumed: 8,
  last_active_at: '2026-10-30T08:00:00Z',
};

test('a ledger without rows has none, and another document is no ledger', () => {
  expect(parseLegacyLedger({ version: 3 }, nowMs)).toEqual({ rows: [], rejected: [] });
  for (const other of [null, 'rows', 7, [], { rows: [] }, { rows: 'x' }]) {
    expect(parseLegacyLedger(other, nowMs)).toBeNull();
  }
});

test('accepts a row in the relay’s names and one in ours', () => {
  const ours = {
    installId: first,
    tier: 'pro',
    lifetimeConsumed: 2,
    lifetimeGeminiConsumed: 1,
    month: '2026-10',
    monthlyConsumed: 31,
    monthlyGeminiConsumed: 8,
    lastActiveAtMs: Date.parse('2026-10-30T08:00:00Z'),
  };
  const rejected: readonly unknown[] = [];
  expect(parseLegacyLedger({ rows: { [first.toUpperCase()]: row } }, nowMs)).toEqual({ rows: [ours], rejected });
  const { lastActiveAtMs: _, ...shown } = ours;
  const wire = { ...shown, lastActiveAt: '2026-10-30T08:00:00Z' };
  expect(parseLegacyLedger({ rows: { [first]: wire } }, nowMs)).toEqual({ rows: [ours], rejected });
  expect(parseLegacyLedger({ rows: { [`inst:${first}`]: row } }, nowMs)).toEqual({ rows: [ours], rejected });
});

test('accepts every row of a file that the relay itself wrote', async () => {
  const file = path.join(temporaryFolder(), 'data', 'credits.json');
  const relay = await originalRelay(file, () => nowMs);
  const [used, seen, pro] = [freshId(), freshId(), freshId()];
  for (let call = 0; call < 4; call += 1) await relay.commit(used, 'core', call === 0 ? 'gemini' : 'hardware');
  await relay.meet(seen);
  await relay.commit(pro, 'pro', 'gemini');
  const read = parseLegacyLedger(JSON.parse(fs.readFileSync(file, 'utf8')), nowMs);
  const blank = { ...blankRow(seen, nowMs), lastActiveAtMs: nowMs };
  const monthly = { monthlyConsumed: 1, monthlyGeminiConsumed: 1 };
  expect(read).toEqual({
    rows: [
      { ...blank, installId: used, lifetimeConsumed: 4, lifetimeGeminiConsumed: 1 },
      { ...blank, lastActiveAtMs: null },
      { ...blank, installId: pro, tier: 'pro', ...monthly },
    ],
    rejected: [],
  });
});

test.each([
  ['a counter that is text', { lifetime_consumed: '5' }, 'counter'],
  ['a counter below zero', { monthly_consumed: -3 }, 'counter'],
  ['a counter that is not whole', { monthly_gemini_consumed: 1.5 }, 'counter'],
  ['a counter that is null', { lifetime_gemini_consumed: null }, 'counter'],
  ['a counter beyond what numbers can count', { lifetime_consumed: 2 ** 53 }, 'counter'],
  ['no month', { month: undefined }, 'month'],
  ['a month that is none', { month: '2026-13' }, 'month'],
  ['a month that has not come', { month: '2027-01' }, 'month'],
  ['a month that comes in more than a day', { month: '2026-12' }, 'month'],
  ['a period that is no text', { month: undefined, period: 202_610 }, 'month'],
  ['two counters of one kind', { lifetime_used: 2 }, 'counter'],
  ['no counter of a kind', { monthly_consumed: undefined }, 'counter'],
  ['no tier', { tier_snapshot: undefined }, 'tier'],
  ['a tier with a hostile name', { tier_snapshot: '__proto__' }, 'tier'],
])('rejects a row with %s', (_, change, reason) => {
  expect(parseLegacyLedger({ rows: { [first]: { ...row, ...change } } }, nowMs)).toEqual({
    rows: [],
    rejected: [{ installId: first, reason }],
  });
});

test('accepts a month that begins within a day, because clocks differ', () => {
  const lastDayMs = Date.UTC(2026, 10, 30, 12);
  const rows = { [first]: { ...row, month: '2026-12' } };
  expect(parseLegacyLedger({ rows }, lastDayMs)?.rows[0]?.month).toBe('2026-12');
});

test('rejects what is no row and an id with another prefix, and shows sixty characters of an id', () => {
  const [sixty, more] = ['y'.repeat(60), `x inst:${first}`];
  const rows = { [first]: 7, [more]: row, [sixty]: row };
  expect(parseLegacyLedger({ rows }, nowMs)?.rejected).toEqual([
    { installId: first, reason: 'not-a-row' },
    { installId: more, reason: 'id' },
    { installId: sixty, reason: 'id' },
  ]);
});

test('rejects hostile ids, shows them shortened and readable, and accepts the others', () => {
  const document: unknown = JSON.parse(
    `{"rows": {"__proto__": ${JSON.stringify(row)}, "constructor": ${JSON.stringify(row)}, "a\\u0000b": {},
      "${'x'.repeat(5000)}": {}, "${first}": ${JSON.stringify(row)}, "${first.toUpperCase()}": ${JSON.stringify(row)}}}`,
  );
  const read = parseLegacyLedger(document, nowMs);
  expect(read?.rows.map(({ installId }) => installId)).toEqual([first]);
  expect(read?.rejected).toEqual([
    { installId: '__proto__', reason: 'id' },
    { installId: 'constructor', reason: 'id' },
    { installId: 'a?b', reason: 'id' },
    { installId: `${'x'.repeat(60)}…`, reason: 'id' },
    { installId: first.toUpperCase(), reason: 'twice' },
  ]);
});

test('whatever the file holds, counters are whole and at least 0 and every row is accepted or rejected', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(fc.uuid(), fc.string()), fc.oneof(fc.constant(row), fc.jsonValue())), (rows) => {
      const read = parseLegacyLedger({ rows }, nowMs);
      const counters = read?.rows.flatMap((each) => [
        each.lifetimeConsumed,
        each.lifetimeGeminiConsumed,
        each.monthlyConsumed,
        each.monthlyGeminiConsumed,
      ]);
      expect(counters?.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      expect((read?.rows.length ?? 0) + (read?.rejected.length ?? 0)).toBe(Object.keys(rows).length);
    }),
  );
});
