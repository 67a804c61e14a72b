import { describe, expect, it } from 'vitest';

import type { InstallRow } from '../../../core/ledger/install.ts';
import { defaultTiers } from '../../../core/ledger/tiers.ts';
import { commitCall, commitMany, freshId, hostileIds, type LedgerDesk, plan, reserve, rowOf, rowsOf } from './desk.ts';

/** Tiers, months, plans and charges. */
export function describeLedgerAccounts(name: string, openDesk: () => Promise<LedgerDesk>): void {
  describe(`${name}: plans and charges`, () => {
    it('begins empty', async () => {
      expect(await rowsOf((await openDesk()).store)).toEqual([]);
    });

    it('an unknown install is a blank row on core, stored once by its first plan', async () => {
      const { store, reopen } = await openDesk();
      const installId = freshId();
      const blank = {
        ...{ installId, tier: 'core', lifetimeConsumed: 0, lifetimeGeminiConsumed: 0 },
        ...{ month: '2026-11', monthlyConsumed: 0, monthlyGeminiConsumed: 0, reserved: 0, lastActiveAt: null },
        ...{ remaining: 5, capped: 'lifetime', geminiRemaining: null },
      };
      expect(await rowOf(store, installId)).toEqual(blank);
      expect(await rowsOf(store)).toEqual([]);
      await plan(store, installId);
      await plan(store, installId, 'max');
      expect(await rowsOf(await reopen())).toEqual([blank]);
    });

    it.each(hostileIds.map((id) => [JSON.stringify(id).slice(0, 60), id]))(
      'refuses %s as an install id everywhere and stores nothing',
      async (_, installId) => {
        const { store } = await openDesk();
        const refused = { kind: 'invalid', what: 'install-id' };
        expect(await plan(store, installId)).toEqual(refused);
        expect(await reserve(store, installId)).toEqual(refused);
        expect(await commitCall(store, installId)).toEqual(refused);
        expect(await store.row(installId)).toEqual(refused);
        expect(await store.release({ reservationId: freshId(), installId })).toEqual(refused);
        expect(await store.commit({ by: 'reservation', reservationId: installId, installId: null })).toEqual({
          kind: 'invalid',
          what: 'reservation-id',
        });
        expect(await rowsOf(store)).toEqual([]);
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    );

    it('an id in capital letters is the same install', async () => {
      const { store } = await openDesk();
      const installId = 'abcdef01-2345-4678-9abc-def012345678';
      await commitCall(store, installId.toUpperCase());
      expect((await rowOf(store, installId)).lifetimeConsumed).toBe(1);
      expect(await rowsOf(store)).toHaveLength(1);
    });

    it.each(['gold', '', 'Core', 'constructor', '__proto__'])('refuses the unknown tier "%s"', async (tier) => {
      const { store } = await openDesk();
      const refused = { kind: 'invalid', what: 'tier' };
      expect(await plan(store, freshId(), tier)).toEqual(refused);
      expect(await reserve(store, freshId(), { tier })).toEqual(refused);
      expect(await commitCall(store, freshId(), tier)).toEqual(refused);
      expect(await rowsOf(store)).toEqual([]);
    });

    it.each([0, 1, 4, 5, 7])('core with %i of 5 used', async (used) => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(used, store, installId);
      const balance = { remaining: Math.max(0, 5 - used), capped: 'lifetime', geminiRemaining: null };
      expect(await plan(store, installId)).toEqual(
        used < 5
          ? { kind: 'allowed', backend: 'gemini', balance }
          : { kind: 'denied', reason: 'out_of_credits', balance },
      );
    });

    it('pro goes to Gemini until its sub-cap, then to hardware, and is denied without any', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(24, store, installId, 'pro', 'gemini');
      expect(await plan(store, installId, 'pro', true)).toMatchObject({ kind: 'allowed', backend: 'gemini' });
      await commitMany(1, store, installId, 'pro', 'gemini');
      const balance = { remaining: 25, capped: 'monthly', geminiRemaining: 0 };
      expect(await plan(store, installId, 'pro', true)).toEqual({ kind: 'allowed', backend: 'hardware', balance });
      expect(await plan(store, installId, 'pro', false)).toEqual({
        kind: 'denied',
        reason: 'gemini_cap_exceeded_no_hardware',
        balance,
      });
      await commitMany(25, store, installId, 'pro', 'hardware');
      expect(await plan(store, installId, 'pro', true)).toMatchObject({ kind: 'denied', reason: 'out_of_credits' });
    });

    it('plans a brand-new install with the tier of the request', async () => {
      const { store } = await openDesk();
      expect(await plan(store, freshId(), 'pro')).toMatchObject({
        kind: 'allowed',
        balance: { remaining: 50, capped: 'monthly', geminiRemaining: 25 },
      });
    });

    it('max is capped by none, with a sub-cap', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(51, store, installId, 'max', 'gemini');
      const balance = { remaining: null, capped: 'none', geminiRemaining: 0 };
      expect(await plan(store, installId, 'max', true)).toEqual({ kind: 'allowed', backend: 'hardware', balance });
      expect(await rowOf(store, installId)).toMatchObject(balance);
    });

    it('configured tiers count on their own counters and sub-caps', async () => {
      const { store, setTiers } = await openDesk();
      const installId = freshId();
      setTiers({ ...defaultTiers, trial: { countedPer: 'lifetime', cap: 3, geminiCap: 1 } });
      await commitMany(1, store, installId, 'trial', 'gemini');
      expect(await plan(store, installId, 'trial', true)).toEqual({
        kind: 'allowed',
        backend: 'hardware',
        balance: { remaining: 2, capped: 'lifetime', geminiRemaining: 0 },
      });
      setTiers(defaultTiers);
      expect(await rowOf(store, installId)).toMatchObject({
        remaining: null,
        capped: 'unknown',
        geminiRemaining: null,
      });
    });

    it('a charge says what is left, sets the tier and the time, and is there after a restart', async () => {
      const { store, reopen } = await openDesk();
      const installId = freshId();
      expect(await commitCall(store, installId)).toEqual({
        kind: 'committed',
        charged: true,
        tier: 'core',
        balance: { remaining: 4, capped: 'lifetime', geminiRemaining: null },
      });
      await commitCall(store, installId, 'pro', 'hardware');
      await commitCall(store, installId, 'pro', 'gemini');
      expect(await rowOf(await reopen(), installId)).toEqual({
        ...{ installId, tier: 'pro', lifetimeConsumed: 1, lifetimeGeminiConsumed: 1 },
        ...{ month: '2026-11', monthlyConsumed: 2, monthlyGeminiConsumed: 1, reserved: 0 },
        ...{ lastActiveAt: '2026-11-22T00:05:00.000Z', remaining: 48, capped: 'monthly', geminiRemaining: 24 },
      });
    });

    it('a change of tier forgets nothing in either direction', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(3, store, installId, 'core');
      await commitMany(2, store, installId, 'pro');
      expect(await plan(store, installId, 'pro')).toMatchObject({ balance: { remaining: 48 } });
      expect(await plan(store, installId, 'core')).toMatchObject({ balance: { remaining: 2 } });
      await commitMany(1, store, installId, 'core');
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 4, monthlyConsumed: 2, remaining: 1 });
    });

    it('the month ends at midnight UTC, also for what is only shown', async () => {
      const { store, setTime } = await openDesk();
      const installId = freshId();
      setTime('2026-11-30T23:59:59.999Z');
      await commitMany(40, store, installId, 'pro', 'hardware');
      await commitMany(2, store, installId, 'core');
      await commitMany(1, store, installId, 'pro', 'gemini');
      expect(await rowOf(store, installId)).toMatchObject({ month: '2026-11', monthlyConsumed: 41, remaining: 9 });
      setTime('2026-12-01T00:00:00Z');
      const rolled = {
        ...{ month: '2026-12', monthlyConsumed: 0, monthlyGeminiConsumed: 0 },
        ...{ lifetimeConsumed: 2, remaining: 50, geminiRemaining: 25 },
      };
      expect(await rowOf(store, installId)).toMatchObject(rolled);
      expect(await rowsOf(store)).toMatchObject([rolled]);
      expect(await plan(store, installId, 'pro')).toMatchObject({ balance: { remaining: 50 } });
      await commitCall(store, installId, 'pro');
      expect(await rowOf(store, installId)).toMatchObject({ month: '2026-12', monthlyConsumed: 1 });
    });

    it('a clock set back and forth forgets no use', async () => {
      const { store, setTime } = await openDesk();
      const installId = freshId();
      setTime('2026-12-01T00:00:00Z');
      await commitMany(7, store, installId, 'pro');
      setTime('2026-11-30T12:00:00Z');
      expect(await rowOf(store, installId)).toMatchObject({ month: '2026-12', monthlyConsumed: 7 });
      await commitMany(1, store, installId, 'pro');
      setTime('2026-12-01T12:00:00Z');
      expect(await rowOf(store, installId)).toMatchObject({ month: '2026-12', monthlyConsumed: 8, remaining: 42 });
    });

    it("rows come by id and are the caller's own", async () => {
      const { store } = await openDesk();
      const first = freshId();
      const second = freshId();
      await commitCall(store, second);
      await commitCall(store, first);
      const rows = await rowsOf(store);
      expect(rows.map(({ installId }) => installId)).toEqual([first, second]);
      Object.assign(rows[0] ?? {}, { lifetimeConsumed: 0 });
      expect((await rowOf(store, first)).lifetimeConsumed).toBe(1);
    });

    it('gives a long list in pages, each install once and with what it holds', async () => {
      const { store } = await openDesk();
      const ids = Array.from({ length: 7 }, () => freshId());
      for (const installId of ids) await commitCall(store, installId);
      await reserve(store, ids[4] ?? '', { jobId: 'job' });
      expect(await store.rows({ after: null, limit: 3 })).toMatchObject({ rows: { length: 3 }, next: ids[2] });
      expect(await store.rows({ after: ids[3] ?? '', limit: 3 })).toMatchObject({ rows: { length: 3 }, next: null });
      expect(await store.rows({ after: ids[6] ?? '', limit: 3 })).toEqual({ kind: 'rows', rows: [], next: null });
      const all = await rowsOf(store, 2);
      expect(all.map(({ installId }) => installId)).toEqual(ids);
      expect(all.map(({ reserved, remaining }) => [reserved, remaining])).toEqual(
        ids.map((_, index) => (index === 4 ? [1, 3] : [0, 4])),
      );
      expect(all).toEqual(await rowsOf(store));
    });

    it('gives the installs that were charged last, without those that have no limit, and counts the rest', async () => {
      const { store, passSeconds, setTiers } = await openDesk();
      const [first, second, third, unlimited] = [freshId(), freshId(), freshId(), freshId()];
      for (const [installId, tier] of [
        [first, 'core'],
        [second, 'pro'],
        [third, 'core'],
        [unlimited, 'max'],
      ] as const) {
        passSeconds(1);
        await commitCall(store, installId, tier);
      }
      passSeconds(1);
      await commitCall(store, first);
      await reserve(store, third);
      const listed = [
        { installId: first, remaining: 3 },
        { installId: third, remaining: 3, reserved: 1 },
      ];
      expect(await store.recent(2)).toMatchObject({ kind: 'recent', omitted: 1 });
      const answer = await store.recent(2);
      const rows = answer.kind === 'recent' ? [...answer.rows] : [];
      expect(rows.toSorted((a, b) => a.installId.localeCompare(b.installId))).toMatchObject(listed);
      expect(await store.recent(3)).toMatchObject({ rows: { length: 3 }, omitted: 0 });
      setTiers({ core: defaultTiers.core });
      expect(await store.recent(3)).toMatchObject({ rows: { length: 2 }, omitted: 0 });
    });

    it('takes over rows of another ledger; again changes nothing, and no use is forgotten', async () => {
      const { store, reopen } = await openDesk();
      const known = freshId();
      const unknown = freshId();
      await commitMany(3, store, known, 'core', 'hardware');
      const imported = (installId: string, lifetimeConsumed: number): InstallRow => ({
        ...{ installId, tier: 'pro', lifetimeConsumed, lifetimeGeminiConsumed: 1, month: '2026-11' },
        ...{ monthlyConsumed: 9, monthlyGeminiConsumed: 4, lastActiveAtMs: Date.parse('2026-11-20T10:00:00Z') },
      });
      const rows = [imported(known, 2), imported(unknown, 4)];
      expect(await store.importRows(rows)).toEqual({ kind: 'imported', added: 1, merged: 1 });
      const expected = [
        { installId: known, tier: 'core', lifetimeConsumed: 3, lifetimeGeminiConsumed: 1, monthlyConsumed: 9 },
        { installId: unknown, tier: 'pro', lifetimeConsumed: 4, monthlyGeminiConsumed: 4, remaining: 41 },
      ];
      expect(await rowsOf(store)).toMatchObject(expected);
      expect(await store.importRows(rows)).toEqual({ kind: 'imported', added: 0, merged: 2 });
      expect(await rowsOf(await reopen())).toMatchObject(expected);
    });
  });
}
