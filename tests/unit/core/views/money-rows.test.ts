import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { Facts } from '../../../../core/usage/facts.ts';
import type { SpendReading } from '../../../../core/usage/observation.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { DetailRow } from '../../../../core/views/detail-rows.ts';
import { provenanceOf } from '../../../../core/views/provenance.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { known } from '../../../support/account-states.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { accountOf, detailRowsOf, limit, rowsOf, stateWith } from '../../../support/money-states.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('prepaid money', () => {
  const prepaid = { currency: 'EUR', balance: '41.20', nextExpiresAtMs: nowMs + 3 * dayMs };

  it('is shown exactly, with its first expiry', () => {
    const state = stateWith({ prepaid: known(prepaid, nowMs) });
    expect(rowsOf(state)).toEqual(['Prepaid: €41.20 · some of it expires Thu 13:00']);
    expect(accountOf(state).prepaid).toEqual({
      currency: 'EUR',
      balance: '41.20',
      converted: null,
      nextExpiresAt: '2026-03-05T13:00:00.000Z',
      further: [],
      spent: false,
      asOf: '2026-03-02T13:00:00.000Z',
      stale: false,
    });
    expect(rowsOf(state, {}, chinese)).toEqual(['预付余额: €41.20 · 部分余额于 周四13:00 过期']);
  });

  it('keeps its own age, and says it once it is old', () => {
    const state = stateWith({ prepaid: known({ ...prepaid, nextExpiresAtMs: nowMs - 1 }, nowMs - 3 * 3_600_000) });
    expect(accountOf(state)).toMatchObject({ state: 'fresh', prepaid: { stale: true, nextExpiresAt: null } });
    expect(rowsOf(state)).toEqual(['Prepaid: €41.20 · 3 hours old']);
  });

  it('keeps a withdrawn balance as the last known one', () => {
    const state = stateWith({ prepaid: known(prepaid, nowMs - minuteMs, nowMs) });
    expect(accountOf(state).prepaid).toMatchObject({ balance: '41.20', stale: true });
    expect(detailRowsOf(state)[0]).toMatchObject({ id: 'prepaid', stale: true });
  });

  it('keeps a debt as it is', () => {
    expect(
      rowsOf(stateWith({ prepaid: known({ ...prepaid, balance: '-2.50', nextExpiresAtMs: null }, nowMs) })),
    ).toEqual(['Prepaid: -€2.50']);
  });

  it('0(d): a grant on offer is never part of it, nor of a total', () => {
    const grant = { available: true, eligible: true, granted: false, amountMinorUnits: 6000, currency: 'EUR' };
    const state = stateWith({
      prepaid: known(prepaid, nowMs),
      grant: known({ ...grant, answeredAtMs: nowMs }, nowMs),
    });
    expect(buildSnapshot([state], defaultSettings, english, nowMs).pool).toMatchObject({
      credits: null,
      money: [{ currency: 'EUR', total: '41.20' }],
    });
  });
});

describe('spend limits', () => {
  const limits = (...items: readonly Partial<SpendReading>[]): AccountState =>
    stateWith({ spendLimits: known(items.map(limit), nowMs) });

  it.each([
    ['individual', 'Individual limit'],
    ['group_default', 'Group limit'],
    ['group_shared', 'Shared group limit'],
    ['workspace_default', 'Workspace limit'],
    ['workspace_shared', 'Shared workspace limit'],
    ['role_budget', 'Role budget'],
    ['extra-usage', 'Extra usage'],
    ['something_new', 'Spend limit'],
  ])('says the scope %s in words', (scope, name) => {
    expect(rowsOf(limits({ scope }))).toEqual([`${name}: 40 credits of 100 credits used`]);
  });

  it('shows every one of them, the one in force first', () => {
    const facts = detailRowsOf(limits({ scope: 'group_default', used: '90' }, { scope: 'individual' }));
    expect(facts.map(({ id, name }) => [id, name])).toEqual([
      ['spend', 'Group limit'],
      ['spend:individual', 'Individual limit'],
    ]);
  });

  it('keeps its own age, and says it once it is old', () => {
    const atMs = nowMs - 3 * 3_600_000;
    const old = stateWith({ spend: known(limit({}), atMs), spendLimits: known([limit({})], atMs) });
    expect(accountOf(old)).toMatchObject({ state: 'fresh', spend: { stale: true, asOf: '2026-03-02T10:00:00.000Z' } });
    expect(rowsOf(old)).toEqual(['Individual limit: 40 credits of 100 credits used · 3 hours old']);
    expect(detailRowsOf(old)[0]).toMatchObject({ stale: true });
    expect(accountOf(limits({})).spendLimits).toMatchObject([{ stale: false, asOf: '2026-03-02T13:00:00.000Z' }]);
  });

  it('tells the source and age of the one in force', () => {
    const list = known([limit({}), limit({ scope: 'group_shared' })], nowMs - 5 * minuteMs);
    const newer = { value: limit({ used: '41' }), asOfMs: nowMs - minuteMs, source: 'app-server' } as const;
    const state = stateWith({ spendLimits: list, spend: { said: newer, unknownSinceMs: null } });
    expect(provenanceOf(state).spend).toEqual({ source: 'app-server', asOfMs: nowMs - minuteMs });
  });

  it('one that the service now calls unknown is the last known one', () => {
    const withdrawn = stateWith({ spend: known(limit({ used: '100' }), nowMs - minuteMs, nowMs) });
    expect(accountOf(withdrawn)).toMatchObject({ state: 'fresh', spend: { used: '100', stale: true } });
    expect(detailRowsOf(withdrawn)[0]).toMatchObject({ stale: true });
  });

  it('past its reset the old figure stands for nothing but itself', () => {
    const over = limits({ used: '100', resetsAtMs: nowMs - 1 });
    expect(rowsOf(over)).toEqual(['Individual limit: 100 credits of 100 credits used · should be back · checking']);
    expect(detailRowsOf(over)[0]).toMatchObject({ stale: true, bar: { fillPercent: null, level: 'unknown' } });
  });

  it('a limit in force that was told of later takes its place in the list', () => {
    const later = limit({ used: '55' });
    const state = stateWith({
      spendLimits: known([limit({}), limit({ scope: 'role_budget' })], nowMs - minuteMs),
      spend: known(later, nowMs),
    });
    expect(accountOf(state).spendLimits.map(({ scope, used }) => [scope, used])).toEqual([
      ['individual', '55'],
      ['role_budget', '40'],
    ]);
    expect(accountOf({ ...state, facts: { ...state.facts, spend: known(null, nowMs) } }).spendLimits).toEqual([]);
  });

  it('shows what a question of its own told, where the usage answer names no limit', () => {
    const facts = { spend: known(null, nowMs), spendLimits: known([], nowMs) };
    const monthly = known(limit({ used: '12.5' }), nowMs - minuteMs);
    const state = stateWith({ ...facts, monthlySpend: monthly });
    expect(rowsOf(state)).toEqual(['Individual limit: 12.5 credits of 100 credits used']);
    expect(accountOf(state).spend?.used).toBe('12.5');
    expect(rowsOf(stateWith({ ...facts, monthlySpend: known(null, nowMs) }))).toEqual([]);
    const named = stateWith({ spend: known(limit({ used: '70' }), nowMs - minuteMs), monthlySpend: monthly });
    expect(accountOf(named).spend?.used).toBe('70');
  });

  it.each<[string, Partial<SpendReading>, string, 'normal' | 'attention', DetailRow['bar']]>([
    ['within', {}, '40 credits of 100 credits used', 'normal', { fillPercent: 60, level: 'fine' }],
    ['warned', { used: '80' }, '80 credits of 100 credits used', 'normal', { fillPercent: 20, level: 'low' }],
    ['low', { used: '90.5' }, '90.5 credits of 100 credits used', 'normal', { fillPercent: 9.5, level: 'low' }],
    [
      'reached',
      { used: '100.00' },
      '100 credits of 100 credits used · limit reached',
      'attention',
      { fillPercent: 0, level: 'used-up' },
    ],
    [
      'over',
      { used: '140' },
      '140 credits of 100 credits used · over the limit',
      'attention',
      { fillPercent: 0, level: 'used-up' },
    ],
    ['uncapped', { limit: null, remaining: null }, '40 credits used, no limit', 'normal', null],
    [
      'unknown',
      { used: null, remaining: null },
      '– of 100 credits used',
      'normal',
      { fillPercent: null, level: 'unknown' },
    ],
  ])('is drawn and said as it is: %s', (_what, more, text, tone, bar) => {
    expect(detailRowsOf(limits(more))[0]).toMatchObject({
      ...{ text, bar, stale: false },
      attention: tone === 'attention',
    });
  });

  it('shows the costs of this month and of today without a limit, where a service states no budget', () => {
    const costs = { limit: null, remaining: null, isCapUnknown: true, resetsAtMs: null } as const;
    const [month, today] = [
      limit({ ...costs, scope: 'month', used: '9' }),
      limit({ ...costs, scope: 'today', used: '2' }),
    ];
    const rows = detailRowsOf(stateWith({ spend: known(month, nowMs), spendLimits: known([month, today], nowMs) }));
    expect(rows.map(({ name, bar }) => [name, bar])).toEqual([
      ['This month', null],
      ['Today', null],
    ]);
    expect(rows.map(({ text }) => text).join()).not.toContain('no limit');
  });

  it('draws what is used where meters show that', () => {
    expect(detailRowsOf(limits({ used: '25' }), { meterShows: 'used' })[0]?.bar).toEqual({
      fillPercent: 25,
      level: 'fine',
    });
  });

  it('says money in its own currency', () => {
    expect(
      rowsOf(limits({ unit: 'money', currency: 'EUR', scope: 'extra-usage', used: '7.63', limit: '20.00' })),
    ).toEqual(['Extra usage: €7.63 of €20.00 used']);
  });
});

describe('banked resets', () => {
  const resets = (current: number | null, listed: number, expiresInMs: number): AccountSnapshot['resetCredits'] =>
    accountOf(
      stateWith({
        ...(current === null ? {} : { resetCredits: known({ available: current, nextExpiresAtMs: null }, nowMs) }),
        resetCreditList: known({ available: listed, nextExpiresAtMs: nowMs + expiresInMs }, nowMs - dayMs),
      }),
    ).resetCredits;

  it('take their expiry from the list, while it speaks of as many and of a moment to come', () => {
    expect(resets(2, 2, dayMs)).toMatchObject({ available: 2, nextExpiresAt: '2026-03-03T13:00:00.000Z' });
    expect(resets(1, 2, dayMs)).toMatchObject({ available: 1, nextExpiresAt: null });
    expect(resets(2, 2, -1)).toMatchObject({ available: 2, nextExpiresAt: null });
    expect(resets(null, 3, dayMs)).toMatchObject({ available: 3, nextExpiresAt: '2026-03-03T13:00:00.000Z' });
  });

  it('tell those that cannot be used now from the others', () => {
    const rowOf = (available: number, unusable?: number) =>
      rowsOf(
        stateWith({
          resetCredits: known(
            { available, nextExpiresAtMs: null, ...(unusable === undefined ? {} : { unusable }) },
            nowMs,
          ),
        }),
      );
    expect(rowOf(3)).toEqual(['Banked resets: 3 available']);
    expect(rowOf(3, 1)).toEqual(['Banked resets: 3 available · 1 cannot be used now']);
    expect(rowOf(0, 1)).toEqual(['Banked resets: 1 cannot be used now']);
    expect(rowOf(0)).toEqual([]);
  });

  it('take what cannot be used from another source if the tool counts all, while nothing is used up', () => {
    const all = { available: 1, nextExpiresAtMs: null };
    const list = known({ available: 0, unusable: 1, nextExpiresAtMs: null }, nowMs - 30 * minuteMs);
    const splitOf = (source: 'poll' | 'app-server', more: Partial<Facts> = {}) => {
      const resetCredits = { said: { value: all, asOfMs: nowMs, source }, unknownSinceMs: null };
      const shown = accountOf(stateWith({ resetCredits, usableResets: list, ...more })).resetCredits;
      return [shown?.available, shown?.unusable];
    };
    expect(splitOf('app-server')).toEqual([0, 1]);
    expect(splitOf('poll')).toEqual([1, undefined]);
    expect(splitOf('app-server', { blocked: known({ code: 'unknown', endsAtMs: null }, nowMs) })).toEqual([
      1,
      undefined,
    ]);
    const two = known({ available: 1, unusable: 1, nextExpiresAtMs: null }, nowMs);
    expect(splitOf('app-server', { usableResets: two })).toEqual([1, undefined]);
    const old = known({ available: 0, unusable: 1, nextExpiresAtMs: null }, nowMs - dayMs);
    expect(splitOf('app-server', { usableResets: old })).toEqual([1, undefined]);
  });

  it('are old by their own age, whatever the age of the account is', () => {
    const ageOf = (current: number | null, agoMs: number, listAgoMs: number) =>
      accountOf(
        stateWith({
          ...(current === null
            ? {}
            : { resetCredits: known({ available: current, nextExpiresAtMs: null }, nowMs - agoMs) }),
          resetCreditList: known({ available: 2, nextExpiresAtMs: nowMs + dayMs }, nowMs - listAgoMs),
        }),
      ).resetCredits?.stale;
    expect([ageOf(2, minuteMs, dayMs), ageOf(2, 3 * 60 * minuteMs, 0)]).toEqual([false, true]);
    expect([ageOf(null, 0, 90 * minuteMs), ageOf(null, 0, 3 * 60 * minuteMs)]).toEqual([false, true]);
    const old = stateWith({ resetCredits: known({ available: 2, nextExpiresAtMs: null }, nowMs - 3 * 60 * minuteMs) });
    expect(rowsOf(old).join()).toContain('3 hours old');
  });
});
