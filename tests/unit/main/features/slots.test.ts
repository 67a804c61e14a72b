import { expect, it } from 'vitest';

import type { TakeOutcome } from '../../../../core/concurrency/slots.ts';
import { settle } from '../../../support/clock.ts';
import { accountTelling, slotWorld, type SlotWorld } from '../../../support/slot-world.ts';

const accountId = 'codex:work';

/** Callers of one account and what they were told so far. */
function callers({ slots }: SlotWorld, more: { readonly waitMs?: number } = {}) {
  const told: TakeOutcome[] = [];
  return {
    told,
    admitted: () => told.flatMap((outcome) => (outcome.kind === 'admitted' ? [outcome.slot.slotId] : [])),
    come: (count = 1) =>
      Array.from({ length: count }, () => {
        const taking = slots.take({ accountId, label: 'test', startedAtMs: null, waitMs: more.waitMs ?? 600_000 });
        void taking.outcome.then((outcome) => told.push(outcome));
        return taking;
      }),
  };
}

const telling = (limit: number, current = 0) => [accountTelling(accountId, { current, limit, hardCap: 2 * limit })];

it('an account without a limit lets everybody in and asks nobody', async () => {
  const world = slotWorld();
  const crowd = callers(world);
  crowd.come(20);
  await settle();
  expect(crowd.admitted()).toHaveLength(20);
  expect(world.askedAtMs).toEqual([]);
});

it('2(d): the soft limit of the service gates, not its hard cap', async () => {
  const world = slotWorld({ accounts: telling(2), count: () => ({ count: 2, silentMs: null }) });
  const crowd = callers(world);
  crowd.come(3);
  await settle();
  expect(crowd.admitted()).toHaveLength(2);
  expect(world.slots.status()).toMatchObject([{ limit: 2, inFlight: 2, queued: 1 }]);
});

it('while callers queue the service is asked once a second, and each answer lets one in', async () => {
  const world = slotWorld({ accounts: telling(3), count: () => ({ count: 0, silentMs: null }) });
  const crowd = callers(world);
  crowd.come(6);
  await settle();
  for (const slotId of crowd.admitted()) world.slots.release(slotId);
  await world.time.advance(350);
  expect(crowd.admitted()).toHaveLength(4);
  await world.time.advance(1_000);
  expect(crowd.admitted()).toHaveLength(5);
  await world.time.advance(1_000);
  expect(crowd.admitted()).toHaveLength(6);
  expect(world.askedAtMs).toHaveLength(3);
  await world.time.advance(60_000);
  expect(world.askedAtMs).toHaveLength(3);
});

it('a source that throws is caught, and callers go in by the cooldown', async () => {
  const world = slotWorld({ accounts: telling(1), count: () => Promise.reject(new Error('broken')) });
  const crowd = callers(world);
  crowd.come(3);
  await settle();
  for (let turn = 0; turn < 2; turn += 1) {
    world.slots.release(crowd.admitted().at(-1) ?? '');
    await world.time.advance(350);
  }
  expect(crowd.admitted()).toHaveLength(3);
});

it('a service that hangs holds callers up for ten seconds at most, and is not asked twice at a time', async () => {
  const world = slotWorld({ accounts: telling(2), count: () => new Promise(() => undefined) });
  const crowd = callers(world);
  crowd.come(4);
  await settle();
  for (const slotId of crowd.admitted()) world.slots.release(slotId);
  await world.time.advance(350 + 9_999);
  expect(crowd.admitted()).toHaveLength(2);
  expect(world.askedAtMs).toHaveLength(1);
  await world.time.advance(1);
  expect(crowd.admitted()).toHaveLength(4);
});

it('slots of callers that died are taken back after five minutes, and those who wait go in', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 2 } } });
  const crowd = callers(world);
  crowd.come(4);
  await settle();
  const [first = ''] = crowd.admitted();
  await world.time.advance(200_000);
  expect(world.slots.renew(first)).toMatchObject({ slotId: first, inFlight: 2, limit: 2 });
  await world.time.advance(100_349);
  expect(crowd.admitted()).toHaveLength(2);
  await world.time.advance(1);
  expect(crowd.admitted()).toHaveLength(3);
  expect(world.slots.renew(first)).not.toBeNull();
});

it('a slot is given back once; a minute later it is not known any more', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 1 } } });
  const crowd = callers(world);
  crowd.come();
  await settle();
  const [slotId = ''] = crowd.admitted();
  expect([world.slots.release(slotId), world.slots.release(slotId)]).toEqual([true, true]);
  expect(world.slots.renew(slotId)).toBeNull();
  expect(world.slots.release('nobody')).toBe(false);
  await world.time.advance(60_000);
  expect(world.slots.release(slotId)).toBe(false);
});

it('a lowered limit is kept, holds after a restart with its notice, and a chosen limit undoes it', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 4 } } });
  const crowd = callers(world);
  crowd.come();
  await settle();
  expect(world.slots.limited(crowd.admitted()[0] ?? '', 7_000)).toMatchObject({
    limit: 3,
    paused: true,
    pausedUntil: '2026-11-22T00:05:07.000Z',
    autoReduced: true,
    autoReducedFrom: 4,
  });
  const restarted = slotWorld({ settings: { slotLimits: { [accountId]: 4 } }, kept: world.kept() });
  expect(restarted.slots.status()).toMatchObject([
    { limit: 3, autoReduced: true, notice: expect.stringContaining('at most 3 instead of 4') },
  ]);
  expect(restarted.slots.setLimit(accountId, 4)?.status).toMatchObject({ limit: 4, autoReduced: false });
  expect(restarted.kept()).toEqual({});
});

it('a limit that is changed in the settings undoes a reduction too', () => {
  const kept = { [accountId]: { from: 4, to: 1, atMs: 0 } };
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 4 } }, kept });
  world.set({ refreshMinutes: 9 });
  expect(world.slots.status()).toMatchObject([{ limit: 1 }]);
  world.set({ slotLimits: { [accountId]: 5 } });
  expect(world.slots.status()).toMatchObject([{ limit: 5, autoReduced: false }]);
  expect(world.kept()).toEqual({});
});

it.each([[0], [-1], [Number.NaN], [1.5]])('%s is refused as a limit', (limit) => {
  const world = slotWorld();
  expect(world.slots.setLimit(accountId, limit)).toBeNull();
  expect(world.slots.status()).toMatchObject([{ limit: null }]);
});

it('a limit that is raised lets those who wait in', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 1 } } });
  const crowd = callers(world);
  crowd.come(3);
  await settle();
  world.slots.setLimit(accountId, 3);
  await settle();
  expect(crowd.admitted()).toHaveLength(3);
});

it('whoever hangs up leaves the queue, or gives back what it was just given', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 1 } } });
  const crowd = callers(world);
  const [holder, , last] = crowd.come(3);
  await settle();
  last?.leave();
  last?.leave();
  await settle();
  expect(crowd.told.map(({ kind }) => kind)).toEqual(['admitted', 'left']);
  holder?.leave();
  await world.time.advance(350);
  expect(crowd.told.map(({ kind }) => kind)).toEqual(['admitted', 'left', 'admitted']);
});

it('a thousand callers: all go in, in their order, never more at once than the limit', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 4 } } });
  const crowd = callers(world);
  crowd.come(1_000);
  await settle();
  let released = 0;
  while (released < 1_000) {
    const held = crowd.admitted().slice(released);
    expect(held.length).toBeGreaterThan(0);
    expect(held.length).toBeLessThanOrEqual(4);
    for (const slotId of held) world.slots.release(slotId);
    released += held.length;
    await world.time.advance(350);
  }
  expect(crowd.admitted()).toEqual(Array.from({ length: 1_000 }, (_, index) => `slot-${index + 1}`));
});

it('a thousand callers and a service that says it is full: each is told when its wait is over', async () => {
  const world = slotWorld({ accounts: telling(1), count: () => ({ count: 9, silentMs: null }) });
  const crowd = callers(world, { waitMs: 30_000 });
  crowd.come(1_001);
  await settle();
  world.slots.release(crowd.admitted()[0] ?? '');
  await world.time.advance(30_000);
  expect(crowd.told.filter(({ kind }) => kind === 'refused')).toHaveLength(1_000);
  expect(world.askedAtMs.length).toBeLessThanOrEqual(31);
});

it('at the end all who wait are told, and nothing is given any more', async () => {
  const world = slotWorld({ settings: { slotLimits: { [accountId]: 1 } } });
  const crowd = callers(world);
  crowd.come(3);
  await settle();
  world.slots.stop();
  crowd.come();
  await settle();
  expect(crowd.told.map(({ kind }) => kind)).toEqual(['admitted', 'stopping', 'stopping', 'stopping']);
});

it('accounts of one name are told apart', () => {
  const twins = ['codex:work', 'codex:home'].map((id) => accountTelling(id, null));
  const accounts = twins.map((state, index) => ({
    ...state,
    account: { ...state.account, label: 'sam@mail.test', workspace: ['Acme', 'Globex'][index] ?? null },
  }));
  const { slots } = slotWorld({ accounts });
  expect(slots.status().map(({ label }) => label)).toEqual(['sam@mail.test (Acme)', 'sam@mail.test (Globex)']);
  expect(slots.setLimit('codex:home', 3)?.status.label).toBe('sam@mail.test (Globex)');
});

it('the status of many accounts makes their names once', () => {
  const readsOf = (count: number): number => {
    let reads = 0;
    const accountLabels = new Proxy<Record<string, string>>({}, { getOwnPropertyDescriptor: () => void (reads += 1) });
    const accounts = Array.from({ length: count }, (_, number) => accountTelling(`codex:${number}`, null));
    const { slots } = slotWorld({ accounts, settings: { accountLabels } });
    expect(slots.status()).toHaveLength(count);
    return reads;
  };
  expect(readsOf(500)).toBeLessThanOrEqual(10 * readsOf(50));
});
