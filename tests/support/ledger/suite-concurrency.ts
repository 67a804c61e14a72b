import { describe, expect, it } from 'vitest';

import { anyPage, commitCall, commitReservation, freshId, type LedgerDesk, reserve, rowOf, rowsOf } from './desk.ts';

/** Many at once, in one process and on several connections. */
export function describeLedgerConcurrency(name: string, openDesk: () => Promise<LedgerDesk>): void {
  describe(`${name}: many at once`, () => {
    it.each([1, 2, 3, 8, 50])('%i simultaneous commits are all booked, and are on the disk', async (count) => {
      const { store, reopen } = await openDesk();
      const installs = Array.from({ length: count }, freshId);
      const shared = freshId();
      const answers = await Promise.all(
        installs.flatMap((installId) => [commitCall(store, installId), commitCall(store, shared, 'max')]),
      );
      expect(answers.filter((answer) => answer.kind !== 'committed' || !answer.charged)).toEqual([]);
      const onDisk = await rowsOf(await reopen());
      expect(onDisk).toEqual(await rowsOf(store));
      expect(onDisk).toHaveLength(count + 1);
      expect(onDisk.find(({ installId }) => installId === shared)?.monthlyConsumed).toBe(count);
      expect(onDisk.filter(({ lifetimeConsumed }) => lifetimeConsumed === 1)).toHaveLength(count);
    });

    it('staggered commits are on the disk when they are answered', async () => {
      const { store, reopen } = await openDesk();
      const other = await reopen();
      const installId = freshId();
      let booked = 0;
      const wrong: string[] = [];
      await Promise.all(
        Array.from({ length: 30 }, async (_, index) => {
          for (let turn = 0; turn < index % 7; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          const answer = await commitCall(store, installId, 'max');
          booked += 1;
          const before = booked;
          const { monthlyConsumed } = await rowOf(other, installId);
          if (answer.kind !== 'committed' || monthlyConsumed < before) wrong.push(`${monthlyConsumed} of ${before}`);
        }),
      );
      expect(wrong).toEqual([]);
      expect((await rowOf(other, installId)).monthlyConsumed).toBe(30);
    });

    it('of 12 parallel calls on 5 credits 5 are served', async () => {
      const { store } = await openDesk();
      const installId = freshId();
      const answers = await Promise.all(Array.from({ length: 12 }, () => reserve(store, installId)));
      expect(answers.filter(({ kind }) => kind === 'reserved')).toHaveLength(5);
      expect(answers.filter(({ kind }) => kind === 'denied')).toHaveLength(7);
      await Promise.all(
        answers.flatMap((answer) =>
          answer.kind === 'reserved' ? [commitReservation(store, answer.reservationId)] : [],
        ),
      );
      expect(await rowOf(store, installId)).toMatchObject({ lifetimeConsumed: 5, reserved: 0, remaining: 0 });
    });

    it('of 12 parallel calls on several connections 5 are served', async () => {
      const { store, reopen } = await openDesk();
      const stores = [store, await reopen(), await reopen()];
      // Only connections that are open already meet each other.
      for (let round = 0; round < 10; round += 1) {
        const installId = freshId();
        const calls = Array.from({ length: 4 }, () => stores.map((each) => reserve(each, installId))).flat();
        const answers = await Promise.all(calls);
        expect(answers.filter(({ kind }) => kind === 'reserved')).toHaveLength(5);
        expect(answers.filter(({ kind }) => kind === 'denied')).toHaveLength(7);
      }
    });

    it('a job that is committed many times at once, on several connections, is charged once', async () => {
      const { store, reopen } = await openDesk();
      const stores = [store, await reopen()];
      const installId = freshId();
      const commits = Array.from({ length: 8 }, () =>
        stores.map((each) => commitCall(each, installId, 'max', 'gemini', 'job')),
      ).flat();
      const answers = await Promise.all(commits);
      expect(answers.filter((answer) => answer.kind === 'committed' && answer.charged)).toHaveLength(1);
      expect(answers.filter((answer) => answer.kind === 'committed')).toHaveLength(16);
      expect(await rowOf(store, installId)).toMatchObject({ monthlyConsumed: 1, monthlyGeminiConsumed: 1 });
    });

    it('a reservation that is committed and released at once is one or the other', async () => {
      const { store, reopen } = await openDesk();
      const other = await reopen();
      const installId = freshId();
      for (let round = 0; round < 10; round += 1) {
        const before = (await rowOf(store, installId)).monthlyConsumed;
        const made = await reserve(store, installId, { tier: 'max' });
        const reservationId = made.kind === 'reserved' ? made.reservationId : '';
        const [commit, release] = await Promise.all([
          commitReservation(store, reservationId),
          other.release({ reservationId, installId }),
        ]);
        const after = (await rowOf(store, installId)).monthlyConsumed;
        expect([commit.kind, release.kind, after - before]).toEqual(
          commit.kind === 'committed' ? ['committed', 'was-committed', 1] : ['was-released', 'released', 0],
        );
      }
    });

    it('a store that was closed says so and books nothing', async () => {
      const { store, reopen } = await openDesk();
      const other = await reopen();
      const installId = freshId();
      await other.close();
      expect(await commitCall(other, installId)).toEqual({ kind: 'unavailable', reason: 'closed' });
      expect(await other.rows(anyPage)).toEqual({ kind: 'unavailable', reason: 'closed' });
      expect(await rowsOf(store)).toEqual([]);
    });
  });
}
