import path from 'node:path';

import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';

import type { CommitAnswer, LedgerStore } from '../../core/ledger/store.ts';
import type { GraceEvent } from '../../main/node/ledger/outbox/reconciliation.ts';
import type { GraceLedger } from '../../main/node/ledger/outbox/grace-ledger.ts';
import { createServer, type LedgerServer } from '../../main/node/ledger/postgres/server.ts';
import {
  commitCall,
  commitMany,
  commitReservation,
  freshId,
  plan,
  reserve,
  reserved,
  rowOf,
} from '../support/ledger/desk.ts';
import { type Fate, flakyServer, Killed, openGrace, openOutbox } from '../support/ledger/grace-desk.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const unavailable = { kind: 'unavailable', reason: 'unreachable' };
const unknown = { remaining: null, capped: 'unknown', geminiRemaining: null };
const startMs = Date.parse('2026-11-22T00:05:00Z');

interface Desk {
  readonly ledger: GraceLedger;
  readonly events: readonly GraceEvent[];
  readonly setAway: (isAway: boolean) => void;
  readonly setTime: (iso: string) => void;
  readonly setGrace: (credits: number) => void;
  /** Another process with the same outbox. */
  readonly reopen: () => Promise<GraceLedger>;
}

describeOnPostgres('the grace while the server is away', (cluster) => {
  async function open(credits: number): Promise<Desk> {
    const server = createServer({ url: await cluster().createDatabase('grace') });
    let isAway = false;
    let nowMs = startMs;
    let grace = credits;
    const events: GraceEvent[] = [];
    const file = path.join(temporaryFolder(), 'outbox.db');
    const opening = (): Promise<GraceLedger> =>
      openGrace({
        ...{ file, nowMs: () => nowMs, graceCredits: () => grace },
        server: flakyServer(server, () => (isAway ? 'lost-before' : 'well')),
        report: (event) => void events.push(event),
      });
    onTestFinished(() => server.close());
    return {
      ledger: await opening(),
      events,
      reopen: opening,
      setAway: (away) => void (isAway = away),
      setTime: (iso) => void (nowMs = Date.parse(iso)),
      setGrace: (given) => void (grace = given),
    };
  }

  it('without one everything is denied as unavailable, and nothing is free', async () => {
    const { ledger, setAway } = await open(0);
    const installId = freshId();
    const reservationId = await reserved(ledger, installId);
    setAway(true);
    expect(await plan(ledger, installId)).toEqual(unavailable);
    expect(await reserve(ledger, installId)).toEqual(unavailable);
    expect(await commitCall(ledger, installId)).toEqual(unavailable);
    expect(await commitReservation(ledger, reservationId)).toEqual(unavailable);
    expect(await ledger.release({ reservationId, installId })).toEqual(unavailable);
    expect(await ledger.row(installId)).toEqual(unavailable);
    setAway(false);
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 0, reserved: 1 });
  });

  it('accepts so many calls of each install, says that what is left is unknown, and books them when the server is back', async () => {
    const { ledger, setAway, events, reopen } = await open(2);
    const installId = freshId();
    const other = freshId();
    setAway(true);
    expect(await plan(ledger, installId, 'core', true)).toEqual({
      kind: 'allowed',
      backend: 'hardware',
      balance: unknown,
    });
    const accepted = { kind: 'committed', charged: true, tier: 'core', balance: unknown };
    expect(await commitCall(ledger, installId)).toEqual(accepted);
    expect(await commitCall(ledger, installId, 'core', 'gemini', 'job')).toEqual(accepted);
    expect(await commitCall(ledger, installId, 'core', 'gemini', 'job')).toEqual({ ...accepted, charged: false });
    expect(await commitCall(await reopen(), installId)).toEqual(unavailable);
    expect(await plan(ledger, installId)).toEqual(unavailable);
    expect(await reserve(ledger, installId)).toEqual(unavailable);
    expect(await commitCall(ledger, other)).toEqual(accepted);
    expect(events).toEqual([{ kind: 'begun' }]);
    setAway(false);
    await ledger.reconcile();
    expect(events.at(-1)).toEqual({ kind: 'reconciled', end: 'done', booked: 3, alreadyBooked: 0, refused: 0 });
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 2, remaining: 3 });
    expect(await rowOf(ledger, other)).toMatchObject({ lifetimeConsumed: 1 });
    expect(await commitCall(ledger, installId, 'core', 'gemini', 'job')).toMatchObject({ charged: false });
    setAway(true);
    expect(await commitCall(ledger, installId)).toEqual(accepted);
  });

  it('reservations of the grace hold it, are given back, and are booked once, also when they are committed after the return', async () => {
    const { ledger, setAway, setTime, reopen } = await open(2);
    const installId = freshId();
    setAway(true);
    const first = await reserved(ledger, installId, { ttlSeconds: 60 });
    const second = await reserved(ledger, installId);
    expect(await reserve(ledger, installId)).toEqual(unavailable);
    expect(await ledger.release({ reservationId: second, installId })).toEqual({ kind: 'released' });
    expect(await commitReservation(ledger, second)).toEqual({ kind: 'was-released' });
    const third = await reserved(await reopen(), installId);
    expect(await commitReservation(ledger, third)).toMatchObject({ kind: 'committed', charged: true });
    expect(await ledger.release({ reservationId: third, installId })).toEqual({ kind: 'was-committed' });
    setTime('2026-11-22T00:10:00Z');
    expect(await plan(ledger, installId)).toMatchObject({ kind: 'allowed' });
    setAway(false);
    expect(await commitReservation(ledger, first)).toMatchObject({ kind: 'committed', charged: true });
    expect(await commitReservation(ledger, first)).toMatchObject({ kind: 'committed', charged: false });
    expect(await commitReservation(ledger, third)).toMatchObject({ kind: 'committed', charged: false });
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 2, reserved: 0 });
  });

  it('tells each outage once, and none while the server is there', async () => {
    const { ledger, events, setAway } = await open(5);
    const installId = freshId();
    setAway(true);
    const held = await reserved(ledger, installId);
    const later = await reserved(ledger, installId);
    await commitReservation(ledger, held);
    expect(events).toEqual([{ kind: 'begun' }]);
    setAway(false);
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 1 });
    expect(await commitReservation(ledger, later)).toMatchObject({ kind: 'committed', charged: true });
    const booked = { kind: 'reconciled', end: 'done', booked: 1, alreadyBooked: 0, refused: 0 };
    expect(events).toEqual([{ kind: 'begun' }, booked, booked]);
    setAway(true);
    await reserved(ledger, installId);
    expect(events.slice(3)).toEqual([{ kind: 'begun' }]);
    setAway(false);
    await plan(ledger, installId);
    setAway(true);
    await commitCall(ledger, installId);
    expect(events.slice(3)).toEqual([{ kind: 'begun' }, { kind: 'begun' }]);
  });

  it('a reservation that the server holds is committed without it, within the grace', async () => {
    const { ledger, setAway, setGrace } = await open(1);
    const installId = freshId();
    const first = await reserved(ledger, installId);
    const second = await reserved(ledger, installId);
    setAway(true);
    expect(await commitReservation(ledger, first, freshId())).toEqual(unavailable);
    expect(await commitReservation(ledger, first)).toMatchObject({ charged: true, balance: unknown });
    expect(await commitReservation(ledger, first)).toMatchObject({ charged: false });
    expect(await commitReservation(ledger, second)).toEqual(unavailable);
    setAway(false);
    setGrace(0);
    expect(await commitReservation(ledger, second)).toMatchObject({ charged: true, balance: { remaining: 3 } });
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 2, reserved: 0 });
  });

  it("a call of November that is booked in December is November's, unless December has begun there", async () => {
    const { ledger, setAway, setTime } = await open(5);
    const early = freshId();
    const late = freshId();
    await commitMany(2, ledger, early, 'pro', 'hardware');
    await commitMany(2, ledger, late, 'pro', 'hardware');
    setTime('2026-11-30T23:59:59.999Z');
    setAway(true);
    await commitMany(1, ledger, early, 'pro', 'hardware');
    setTime('2026-12-01T00:00:00Z');
    await commitMany(1, ledger, late, 'pro', 'hardware');
    setAway(false);
    expect(await rowOf(ledger, early)).toMatchObject({ month: '2026-12', monthlyConsumed: 0 });
    expect(await rowOf(ledger, late)).toMatchObject({ month: '2026-12', monthlyConsumed: 1 });
  });

  it('an answer that is lost on the way is charged once', async () => {
    const server = createServer({ url: await cluster().createDatabase('lost') });
    onTestFinished(() => server.close());
    const fates: Fate[] = [];
    const ledger = await openGrace({
      ...{ file: path.join(temporaryFolder(), 'outbox.db'), nowMs: () => startMs, graceCredits: () => 3 },
      server: flakyServer(server, () => fates.shift() ?? 'well'),
    });
    const installId = freshId();
    fates.push('lost-after');
    expect(await commitCall(ledger, installId)).toMatchObject({ kind: 'committed', balance: unknown });
    fates.push('lost-after');
    expect(await commitCall(ledger, installId)).toMatchObject({ kind: 'committed', balance: unknown });
    expect(await rowOf(ledger, installId)).toMatchObject({ lifetimeConsumed: 2 });
  });

  const fate = fc.oneof(
    { weight: 8, arbitrary: fc.constant<Fate>('well') },
    { weight: 6, arbitrary: fc.constant<Fate>('lost-before') },
    { weight: 3, arbitrary: fc.constant<Fate>('lost-after') },
    { weight: 1, arbitrary: fc.constantFrom<Fate>('killed-before', 'killed-after') },
  );
  const step = fc.record({
    what: fc.constantFrom('call', 'call', 'same-job', 'reserve', 'reserve', 'release', 'reconcile'),
    install: fc.nat({ max: 1 }),
    fates: fc.array(fate, { maxLength: 4 }),
  });

  it('whatever is lost and whenever the process is killed, each accepted call is booked once and the grace is kept', async () => {
    const server = createServer({ url: await cluster().createDatabase('property') });
    onTestFinished(() => server.close());
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), fc.nat({ max: 3 }), async (steps, grace) => {
        await liveThrough(server, path.join(folder, `${freshId()}.db`), steps, grace);
      }),
      { numRuns: 50 },
    );
  });

  interface Step {
    readonly what: string;
    readonly install: number;
    readonly fates: readonly Fate[];
  }

  async function liveThrough(server: LedgerServer, file: string, steps: readonly Step[], grace: number): Promise<void> {
    const installs = [freshId(), freshId()] as const;
    const accepted = installs.map(() => ({
      charged: 0,
      unsure: [] as ((store: LedgerStore) => Promise<CommitAnswer>)[],
    }));
    const outbox = await openOutbox(file, () => startMs);
    let fates: Fate[] = [];
    const start = (): Promise<GraceLedger> =>
      openGrace({
        ...{ file, nowMs: () => startMs, graceCredits: () => grace },
        server: flakyServer(server, () => fates.shift() ?? 'well'),
      });
    let ledger = await start();

    async function commit(index: 0 | 1, asking: (store: LedgerStore) => Promise<CommitAnswer>): Promise<void> {
      const answer = await asking(ledger).catch((error: unknown) => {
        accepted[index]?.unsure.push(asking);
        throw error;
      });
      if (answer.kind === 'unavailable') accepted[index]?.unsure.push(asking);
      if (answer.kind === 'committed' && answer.charged) accepted[index]!.charged += 1;
    }

    async function take({ what, install }: Step): Promise<void> {
      const index = install === 0 ? 0 : 1;
      const installId = installs[index];
      if (what === 'reconcile') return ledger.reconcile();
      if (what === 'call') {
        const jobId = freshId();
        return commit(index, (store) => commitCall(store, installId, 'max', 'gemini', jobId));
      }
      if (what === 'same-job') return commit(index, (store) => commitCall(store, installId, 'max', 'gemini', 'same'));
      const made = await reserve(ledger, installId, { tier: 'max', hasHardware: true });
      if (made.kind !== 'reserved') return;
      const { reservationId } = made;
      if (what === 'reserve') return commit(index, (store) => commitReservation(store, reservationId));
      await ledger.release({ reservationId, installId });
    }

    for (const each of steps) {
      fates = [...each.fates];
      try {
        await take(each);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        ledger = await start();
      }
      for (const installId of installs) expect(outbox.used(installId, startMs)).toBeLessThanOrEqual(grace);
    }
    outbox.close();
    fates = [];
    ledger = await start();
    await ledger.reconcile();
    for (const [index, installId] of installs.entries()) {
      const booked = (await rowOf(ledger, installId)).monthlyConsumed;
      const { charged, unsure } = accepted[index]!;
      expect(booked).toBeGreaterThanOrEqual(charged);
      expect(booked).toBeLessThanOrEqual(charged + unsure.length);
      // Each has a job or a reservation: asking again charges what was not charged, and nothing else.
      let more = 0;
      for (const asking of unsure) {
        const answer = await asking(ledger);
        expect(['committed', 'was-released']).toContain(answer.kind);
        if (answer.kind === 'committed' && answer.charged) more += 1;
      }
      expect((await rowOf(ledger, installId)).monthlyConsumed).toBe(booked + more);
      for (const asking of unsure) expect(await asking(ledger)).not.toMatchObject({ charged: true });
    }
    await ledger.close();
  }
});
