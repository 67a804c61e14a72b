import { describe, expect, it } from 'vitest';

import { defaultTiers } from '../../../core/ledger/tiers.ts';

import {
  commitCall,
  commitMany,
  commitReservation,
  freshId,
  type LedgerDesk,
  plan,
  reserve,
  reserved,
  rowOf,
} from './desk.ts';

/** Reservations and jobs. */
export function describeLedgerReservations(name: string, openDesk: () => Promise<LedgerDesk>): void {
  describe(`${name}: reservations and jobs`, () => {
    it('a reservation takes its credit off what is left until it is committed', async () => {
      const { store, reopen } = await openDesk();
      const installId = freshId();
      await commitMany(3, store, installId);
      const answer = await reserve(store, installId, { ttlSeconds: 60 });
      expect(answer).toMatchObject({
        kind: 'reserved',
        backend: 'gemini',
        expiresAtMs: Date.parse('2026-11-22T00:06:00Z'),
        balance: { remaining: 1, capped: 'lifetime', geminiRemaining: null },
      });
      const reservationId = answer.kind === 'reserved' ? answer.reservationId : '';
      const other = await reopen();
      expect(await rowOf(other, installId)).toMatchObject({ reserved: 1, remaining: 1, lifetimeConsumed: 3 });
      expect(await plan(other, installId)).toMatchObject({ balance: { remaining: 1 } });
      const balance = { remaining: 1, capped: 'lifetime', geminiRemaining: null };
      expect(await commitReservation(other, reservationId, installId)).toEqual({
        kind: 'committed',
        charged: true,
        tier: 'core',
        balance,
      });
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 0, remaining: 1, lifetimeConsumed: 4 });
      expect(await commitReservation(store, reservationId)).toEqual({
        kind: 'committed',
        charged: false,
        tier: 'core',
        balance,
      });
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 4 });
    });

    it('an install that only reserved shows what is left on the tier it reserved on', async () => {
      const { store, passSeconds } = await openDesk();
      const installId = freshId();
      const onPro = { tier: 'pro', remaining: 49, capped: 'monthly', geminiRemaining: 24, reserved: 1 };
      const reservationId = await reserved(store, installId, { tier: 'pro', ttlSeconds: 60 });
      expect(await rowOf(store, installId)).toMatchObject(onPro);
      await store.release({ reservationId, installId });
      expect(await rowOf(store, installId)).toMatchObject({
        ...onPro,
        remaining: 50,
        geminiRemaining: 25,
        reserved: 0,
      });
      await reserved(store, installId, { tier: 'core', ttlSeconds: 60 });
      expect(await rowOf(store, installId)).toMatchObject({ tier: 'core', remaining: 4, capped: 'lifetime' });
      passSeconds(61);
      await commitCall(store, installId, 'core');
      await reserved(store, installId, { tier: 'pro' });
      expect(await rowOf(store, installId)).toMatchObject({ tier: 'core', remaining: 4, reserved: 1 });
    });

    it('an install that only planned shows what is left on the tier it planned on', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await plan(store, installId, 'pro');
      expect(await rowOf(store, installId)).toMatchObject({ tier: 'pro', remaining: 50, capped: 'monthly' });
    });

    it('a release gives the credit back, once or twice, and cannot be committed after', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(4, store, installId);
      const reservationId = await reserved(store, installId);
      expect(await reserve(store, installId)).toMatchObject({ kind: 'denied', reason: 'out_of_credits' });
      expect(await store.release({ reservationId, installId })).toEqual({ kind: 'released' });
      expect(await store.release({ reservationId, installId: null })).toEqual({ kind: 'released' });
      expect(await commitReservation(store, reservationId)).toEqual({ kind: 'was-released' });
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 0, remaining: 1, lifetimeConsumed: 4 });
    });

    it('what was committed cannot be released', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      const reservationId = await reserved(store, installId);
      await commitReservation(store, reservationId);
      expect(await store.release({ reservationId, installId })).toEqual({ kind: 'was-committed' });
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 1 });
    });

    it('an unknown reservation, and that of another install, is told', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      const reservationId = await reserved(store, installId);
      const unknown = { kind: 'unknown-reservation' };
      expect(await commitReservation(store, freshId())).toEqual(unknown);
      expect(await commitReservation(store, reservationId, freshId())).toEqual(unknown);
      expect(await store.release({ reservationId: freshId(), installId: null })).toEqual(unknown);
      expect(await store.release({ reservationId, installId: freshId() })).toEqual(unknown);
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 1, lifetimeConsumed: 0 });
    });

    it('a reservation whose time is over holds nothing; the call it was made for is still booked', async () => {
      const { store, passSeconds } = await openDesk();
      const installId = freshId();
      await commitMany(4, store, installId);
      const reservationId = await reserved(store, installId, { ttlSeconds: 30 });
      passSeconds(29);
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 1, remaining: 0 });
      passSeconds(1);
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 0, remaining: 1 });
      await reserved(store, installId);
      expect(await commitReservation(store, reservationId)).toMatchObject({ kind: 'committed', charged: true });
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 5, reserved: 1, remaining: 0 });
    });

    it('a reservation without a time holds its credit for a quarter of an hour', async () => {
      const { store } = await openDesk();
      expect(await reserve(store, freshId())).toMatchObject({ expiresAtMs: Date.parse('2026-11-22T00:20:00Z') });
    });

    it.each([0, -1, Number.NaN, 24 * 60 * 60 + 1, Number.POSITIVE_INFINITY])(
      'refuses %s as the seconds of a reservation',
      async (ttlSeconds) => {
        const { store } = await openDesk();
        expect(await reserve(store, freshId(), { ttlSeconds })).toEqual({ kind: 'invalid', what: 'ttl' });
      },
    );

    it('reservations of the month leave the lifetime alone and count for Gemini too', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(24, store, installId, 'pro', 'gemini');
      const reservationId = await reserved(store, installId, { tier: 'pro' });
      expect(await plan(store, installId, 'pro')).toMatchObject({ reason: 'gemini_cap_exceeded_no_hardware' });
      expect(await reserve(store, installId, { tier: 'pro', hasHardware: true })).toMatchObject({
        kind: 'reserved',
        backend: 'hardware',
        balance: { remaining: 24, geminiRemaining: 0 },
      });
      expect(await plan(store, installId, 'core')).toMatchObject({ balance: { remaining: 5 } });
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 2 });
      await store.release({ reservationId, installId });
      expect(await plan(store, installId, 'pro')).toMatchObject({ kind: 'allowed', backend: 'gemini' });
    });

    it("a reservation of November that is committed in December is December's", async () => {
      const { store, setTime } = await openDesk();
      const installId = freshId();
      setTime('2026-11-30T23:59:00Z');
      await commitMany(2, store, installId, 'pro');
      const reservationId = await reserved(store, installId, { tier: 'pro' });
      setTime('2026-12-01T00:01:00Z');
      await commitReservation(store, reservationId);
      expect(await rowOf(store, installId)).toMatchObject({ month: '2026-12', monthlyConsumed: 1 });
    });

    it('the calls of one job cost one credit for an hour, and one more after it', async () => {
      const { store, passSeconds, reopen } = await openDesk();
      const installId = freshId();
      expect(await commitCall(store, installId, 'core', 'gemini', 'job 1')).toMatchObject({ charged: true });
      passSeconds(3599);
      expect(await commitCall(await reopen(), installId, 'core', 'gemini', 'job 1')).toEqual({
        kind: 'committed',
        charged: false,
        tier: 'core',
        balance: { remaining: 4, capped: 'lifetime', geminiRemaining: null },
      });
      expect(await commitCall(store, installId, 'core', 'gemini', 'job 2')).toMatchObject({ charged: true });
      expect(await commitCall(store, freshId(), 'core', 'gemini', 'job 1')).toMatchObject({ charged: true });
      passSeconds(1);
      expect(await commitCall(store, installId, 'core', 'gemini', 'job 1')).toMatchObject({ charged: true });
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 3 });
    });

    it('a clock set back does not charge a job again', async () => {
      const { store, setTime } = await openDesk();
      const installId = freshId();
      await commitCall(store, installId, 'core', 'gemini', 'job');
      setTime('2026-11-20T00:00:00Z');
      expect(await commitCall(store, installId, 'core', 'gemini', 'job')).toMatchObject({ charged: false });
    });

    it('the reservations of one job hold one credit, which the second keeps when the first is released', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(4, store, installId);
      const first = await reserved(store, installId, { jobId: 'job' });
      const second = await reserved(store, installId, { jobId: 'job' });
      expect(second).not.toBe(first);
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 1, remaining: 0 });
      await store.release({ reservationId: first, installId });
      expect(await reserve(store, installId, { jobId: 'other' })).toMatchObject({ kind: 'denied' });
      expect(await commitReservation(store, second)).toMatchObject({ charged: true });
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 0, lifetimeConsumed: 5 });
    });

    it('a job that was charged may go on with nothing left, without a further charge', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      await commitMany(4, store, installId);
      await commitReservation(store, await reserved(store, installId, { jobId: 'job' }));
      expect(await reserve(store, installId)).toMatchObject({ kind: 'denied' });
      const again = await reserve(store, installId, { jobId: 'job' });
      expect(again).toMatchObject({ kind: 'reserved', balance: { remaining: 0 } });
      expect(await rowOf(store, installId)).toMatchObject({ reserved: 0 });
      const reservationId = again.kind === 'reserved' ? again.reservationId : '';
      expect(await commitReservation(store, reservationId)).toMatchObject({ kind: 'committed', charged: false });
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 5 });
    });

    it('a job that went to hardware goes on there only where there is some', async () => {
      const { store, setTiers } = await openDesk();
      setTiers({ ...defaultTiers, core: { countedPer: 'lifetime', cap: 5, geminiCap: 0 } });
      const installId = freshId();
      await commitCall(store, installId, 'core', 'hardware', 'job');
      expect(await reserve(store, installId, { jobId: 'job', hasHardware: false })).toMatchObject({ kind: 'denied' });
      const onHardware = { kind: 'reserved', backend: 'hardware', balance: { remaining: 4 } };
      expect(await reserve(store, installId, { jobId: 'job', hasHardware: true })).toMatchObject(onHardware);
    });

    it('what a job holds of the lifetime pays nothing of a month', async () => {
      const { store, setTiers } = await openDesk();
      setTiers({ ...defaultTiers, pro: { countedPer: 'month', cap: 0, geminiCap: null } });
      const installId = freshId();
      await reserved(store, installId, { jobId: 'job' });
      expect(await reserve(store, installId, { jobId: 'job', tier: 'pro' })).toMatchObject({ kind: 'denied' });
      expect(await reserve(store, installId, { jobId: 'job' })).toMatchObject({ balance: { remaining: 4 } });
    });

    it.each(['', 'x'.repeat(201), 'a\u0000b', 'a\nb', '\u009b'])('refuses a job id such as %j', async (jobId) => {
      const { store } = await openDesk();
      const refused = { kind: 'invalid', what: 'job-id' };
      expect(await reserve(store, freshId(), { jobId })).toEqual(refused);
      expect(await commitCall(store, freshId(), 'core', 'gemini', jobId)).toEqual(refused);
    });

    it('a job may have the name of what every object has', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      expect(await commitCall(store, installId, 'core', 'gemini', '__proto__')).toMatchObject({ charged: true });
      expect(await commitCall(store, installId, 'core', 'gemini', 'constructor')).toMatchObject({ charged: true });
      expect(await commitCall(store, installId, 'core', 'gemini', '__proto__')).toMatchObject({ charged: false });
    });
  });
}
