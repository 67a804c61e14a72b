import { describe, expect, it } from 'vitest';

import { newGate } from '../../../../core/concurrency/state.ts';
import { countOf, itemsOf } from '../../../../core/concurrency/timetable.ts';
import { accountSlotLimit, isSlotLimit, parseSessionCount, slotStatus } from '../../../../core/concurrency/slots.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { admittedIn, gateStartMs, gateWorld, pollsIn } from '../../../support/gate-world.ts';

describe('without a count of the service', () => {
  it('without a limit every caller is admitted at once, and a release changes nothing', () => {
    const world = gateWorld({ limit: null });
    for (let caller = 0; caller < 100; caller += 1) {
      expect(world.ask(`${caller}`)).toEqual([{ kind: 'admitted', id: `${caller}`, queued: false }]);
    }
    world.tell({ kind: 'release', id: '7' });
    expect(world.inFlight()).toBe(99);
    expect(countOf(world.state().cooling)).toBe(0);
  });

  it('at the limit callers wait', () => {
    const world = gateWorld({ limit: 2 });
    expect(admittedIn([...world.ask('a'), ...world.ask('b'), ...world.ask('c')])).toEqual(['a', 'b']);
    expect(itemsOf(world.state().waiting).map(({ id }) => id)).toEqual(['c']);
  });

  it('no caller is admitted while the gate is paused, also without a limit', () => {
    for (const limit of [3, null]) {
      const world = gateWorld({ limit });
      world.ask('a');
      world.tell({ kind: 'limited', id: 'a', retryAfterMs: 5_000 });
      expect(world.ask('b')).toEqual([]);
      expect(admittedIn(world.advance(4_999))).toEqual([]);
      expect(admittedIn(world.advance(1))).toEqual(['b']);
    }
  });

  it('the caller with the oldest task is admitted first, and only callers that waited are marked as queued', () => {
    const world = gateWorld({ limit: 1 });
    world.ask('a');
    world.ask('late', { startedAtMs: gateStartMs - 10 });
    world.ask('old', { startedAtMs: gateStartMs - 500 });
    world.ask('same', { startedAtMs: gateStartMs - 500 });
    expect(itemsOf(world.state().waiting).map(({ id }) => id)).toEqual(['old', 'same', 'late']);
    world.tell({ kind: 'release', id: 'a' });
    expect(world.advance(350)).toEqual([{ kind: 'admitted', id: 'old', queued: true }]);
    expect(world.effects[0]).toEqual({ kind: 'admitted', id: 'a', queued: false });
  });

  it('a released slot counts until its cooldown ends, and a second release frees no further slot', () => {
    const world = gateWorld({ limit: 2 });
    for (const id of ['a', 'b', 'c', 'd']) world.ask(id);
    world.tell({ kind: 'release', id: 'a' });
    world.tell({ kind: 'release', id: 'a' });
    expect(world.inFlight()).toBe(2);
    expect(admittedIn(world.advance(349))).toEqual([]);
    expect(admittedIn(world.advance(1))).toEqual(['c']);
    expect(admittedIn(world.advance(10_000))).toEqual([]);
  });
});

describe('with a count of the service', () => {
  const queued = (limit = 3) => {
    const world = gateWorld({ limit, hasSource: true });
    for (let caller = 0; caller < limit; caller += 1) world.ask(`held ${caller}`);
    for (const id of ['a', 'b', 'c']) world.ask(id);
    for (let caller = 0; caller < limit; caller += 1) world.tell({ kind: 'release', id: `held ${caller}` });
    return world;
  };

  it('one answer below the limit admits exactly one caller', () => {
    const world = queued();
    expect(pollsIn(world.advance(350))).toBe(1);
    expect(admittedIn(world.count(0))).toEqual(['a']);
    expect(world.advance(999)).toEqual([]);
    expect(pollsIn(world.advance(1))).toBe(1);
    expect(admittedIn(world.count(2))).toEqual(['b']);
    world.advance(1_000);
    expect(world.count(3)).toEqual([]);
  });

  it('without an answer the cooldown alone decides', () => {
    const world = queued();
    world.advance(350);
    expect(admittedIn(world.count(null))).toEqual(['a', 'b', 'c']);
  });

  it('a wait that the service asked for delays polls, and callers are admitted meanwhile', () => {
    const world = queued(1);
    world.advance(350);
    expect(admittedIn(world.count(null, 120_000))).toEqual(['a']);
    world.tell({ kind: 'release', id: 'a' });
    const later = world.advance(59_000);
    expect(admittedIn(later)).toEqual(['b']);
    expect(pollsIn(later)).toBe(0);
  });

  it.each([[-1], [Number.NaN], [Number.POSITIVE_INFINITY], [null]])('a count of %s is no count', (count) => {
    const world = queued();
    world.advance(350);
    expect(admittedIn(world.count(count))).toEqual(['a', 'b', 'c']);
    expect(world.state().reported).toBeNull();
  });

  it('a count far above the limit means full', () => {
    const world = queued();
    world.advance(350);
    expect(world.count(1e9)).toEqual([]);
  });

  it('polls never overlap; a change during a poll causes another one, a cooldown later', () => {
    const world = queued();
    world.advance(350);
    expect(world.ask('d')).toEqual([]);
    expect(world.state().pollAgain).toBe(true);
    world.count(3);
    const again = world.advance(350);
    expect(pollsIn(again)).toBe(1);
    world.count(3);
    expect(pollsIn(world.advance(999))).toBe(0);
    expect(pollsIn(world.advance(1))).toBe(1);
  });

  it('a slot that is released during a poll still counts', () => {
    const world = gateWorld({ limit: 2, hasSource: true });
    world.ask('a');
    world.ask('b');
    world.ask('c');
    world.tell({ kind: 'release', id: 'a' });
    world.advance(350);
    world.tell({ kind: 'release', id: 'b' });
    expect(world.inFlight()).toBe(1);
    expect(admittedIn(world.count(0))).toEqual(['c']);
    expect(world.ask('d')).toEqual([]);
  });

  it('during a poll a new caller waits', () => {
    const world = queued();
    world.advance(350);
    expect(world.ask('new')).toEqual([]);
    expect(itemsOf(world.state().waiting).at(-1)?.id).toBe('new');
  });

  it('a poll without an answer is abandoned, and its late answer is ignored', () => {
    const world = queued();
    world.advance(350);
    const sequence = world.state().poll?.sequence ?? 0;
    expect(admittedIn(world.advance(9_999))).toEqual([]);
    expect(admittedIn(world.advance(1))).toEqual(['a', 'b', 'c']);
    world.ask('d');
    expect(world.tell({ kind: 'polled', sequence, count: 0, silentMs: null })).toEqual([]);
  });

  it('the late answer of an abandoned poll is not taken for the answer of the next poll', () => {
    const world = gateWorld({ limit: 1, hasSource: true });
    world.ask('a');
    world.ask('b');
    world.tell({ kind: 'release', id: 'a' });
    world.advance(350);
    const late = world.state().poll?.sequence ?? 0;
    expect(admittedIn(world.advance(10_000))).toEqual(['b']);
    world.ask('c');
    world.advance(1_000);
    world.tell({ kind: 'release', id: 'b' });
    world.advance(350);
    const next = world.state().poll?.sequence ?? 0;
    expect(next).toBeGreaterThan(late);
    expect(world.tell({ kind: 'polled', sequence: late, count: 0, silentMs: null })).toEqual([]);
    expect(admittedIn(world.tell({ kind: 'polled', sequence: next, count: 0, silentMs: null }))).toEqual(['c']);
  });
});

describe('refusals', () => {
  it('a 429 pauses the gate and lowers the limit by one, never below one; only the user undoes it', () => {
    const world = gateWorld({ limit: 3 });
    for (let round = 0; round < 5; round += 1) {
      world.ask(`${round}`);
      world.tell({ kind: 'limited', id: `${round}`, retryAfterMs: null });
      expect(world.state().pausedUntilMs).toBe(world.nowMs() + 30_000);
      world.tell({ kind: 'release', id: `${round}` });
      world.advance(30_001);
    }
    expect(world.state().reduction).toMatchObject({ from: 3, to: 1 });
    expect(world.effects.filter(({ kind }) => kind === 'reduction')).toHaveLength(2);
    world.advance(86_400_000);
    expect(world.state().reduction).toMatchObject({ to: 1 });
    expect(world.tell({ kind: 'restore' })).toEqual([{ kind: 'reduction' }]);
    expect(world.state().reduction).toBeNull();
  });

  it('the refusals of one burst count once, also those that arrive after the pause', () => {
    const world = gateWorld({ limit: 4 });
    for (const id of ['a', 'b', 'c', 'd']) world.ask(id);
    world.advance(10);
    world.tell({ kind: 'limited', id: 'a', retryAfterMs: 1_000 });
    world.tell({ kind: 'release', id: 'a' });
    world.tell({ kind: 'limited', id: 'a', retryAfterMs: 1_000 });
    world.tell({ kind: 'limited', id: 'b', retryAfterMs: 1_000 });
    world.tell({ kind: 'release', id: 'b' });
    world.tell({ kind: 'release', id: 'c' });
    world.advance(2_000);
    world.tell({ kind: 'limited', id: 'c', retryAfterMs: 3_000 });
    expect(world.state().reduction).toMatchObject({ from: 4, to: 3 });
    expect(world.state().pausedUntilMs).toBe(world.nowMs() + 3_000);
    world.advance(3_001);
    world.ask('e');
    world.advance(1);
    world.tell({ kind: 'limited', id: 'e', retryAfterMs: null });
    expect(world.state().reduction).toMatchObject({ from: 4, to: 2 });
  });

  it('a refused caller gets the wait that the service asked for', () => {
    const world = gateWorld({ limit: 2 });
    world.ask('a');
    world.tell({ kind: 'limited', id: 'a', retryAfterMs: 90_000 });
    expect(world.ask('b', { waitMs: 0 })).toEqual([{ kind: 'refused', id: 'b', place: 1, retryAfterMs: 90_000 }]);
  });

  it('a refusal after a restart counts, also if the clock was set back since the stored one', () => {
    const kept = { from: 4, to: 3, atMs: gateStartMs + 86_400_000 };
    const world = gateWorld({ limit: 4 }, newGate(kept, gateStartMs));
    world.advance(1);
    world.ask('a');
    world.tell({ kind: 'limited', id: 'a', retryAfterMs: null });
    expect(world.state().reduction).toMatchObject({ from: 4, to: 2 });
  });

  it('a lowered limit survives a restart', () => {
    const world = gateWorld({ limit: 4 }, newGate({ from: 4, to: 1, atMs: gateStartMs - 1 }, gateStartMs));
    world.ask('a');
    expect(world.ask('b')).toEqual([]);
    const who = { accountId: 'a', providerId: 'codex', label: 'a' };
    expect(slotStatus(world.state(), { limit: 4, hasSource: false, cooldownMs: 350 }, who)).toMatchObject({
      limit: 1,
      autoReduced: true,
      autoReducedFrom: 4,
      notice: expect.stringContaining('at most 1 instead of 4'),
    });
  });

  it('a 429 of an unknown slot changes nothing', () => {
    const world = gateWorld();
    expect(world.tell({ kind: 'limited', id: 'nobody', retryAfterMs: 1 })).toEqual([]);
    expect(world.state().pausedUntilMs).toBeNull();
  });
});

describe('time', () => {
  it('a slot that is not renewed for five minutes is taken back, a renewed one stays', () => {
    const world = gateWorld({ limit: 2 });
    world.ask('alive');
    world.ask('dead');
    world.ask('next', { waitMs: 600_000 });
    for (let minute = 0; minute < 4; minute += 1) {
      world.advance(60_000);
      world.tell({ kind: 'renew', id: 'alive' });
    }
    expect(admittedIn(world.advance(59_999))).toEqual([]);
    expect(admittedIn(world.advance(351))).toEqual(['next']);
    expect(itemsOf(world.state().slots).map(({ id }) => id)).toEqual(['alive', 'next']);
  });

  it('a caller whose wait is over gets its place in the queue', () => {
    const world = gateWorld({ limit: 1 });
    world.ask('a');
    world.ask('b');
    world.ask('c', { waitMs: 1_000 });
    expect(world.advance(1_000)).toEqual([{ kind: 'refused', id: 'c', place: 2, retryAfterMs: 5_000 }]);
  });

  it('a clock that is set back makes no caller wait longer', () => {
    const world = gateWorld({ limit: 1 });
    world.ask('a');
    world.ask('b', { waitMs: 5_000 });
    world.advance(1_000);
    world.setClock(gateStartMs - 86_400_000);
    world.tell({ kind: 'tick' });
    expect(world.advance(4_000).map(({ kind }) => kind)).toEqual(['refused']);
    expect(countOf(world.state().slots)).toBe(1);
    world.advance(295_000);
    expect(countOf(world.state().slots)).toBe(0);
  });
});

describe('limits', () => {
  const told = (limit: number | null, hardCap: number | null = null) => ({
    ...noFacts,
    concurrency: {
      said: { value: { current: 1, limit, hardCap }, asOfMs: gateStartMs, source: 'poll' as const },
      unknownSinceMs: null,
    },
  });

  it.each([[0], [-1], [Number.NaN], [1.5], [Number.POSITIVE_INFINITY], ['3'], [null]])('%s is no limit', (value) =>
    expect(isSlotLimit(value)).toBe(false),
  );

  it.each([
    ['the soft limit of the service', told(4, 8), undefined, 4],
    ["the user's own", told(4, 8), 6, 6],
    ['never above the hard cap', told(4, 8), 20, 8],
    ["the user's own where the service says nothing", noFacts, 3, 3],
    ['none if there is none', noFacts, undefined, null],
    ['none if the service states none', told(null, null), undefined, null],
    ['none if the stated limit is invalid', told(0), undefined, null],
  ])('the limit of an account is %s', (_, facts, chosen, limit) => {
    expect(accountSlotLimit(facts, chosen)).toBe(limit);
  });

  it.each([
    [2.9, 2],
    [0.5, 0],
    [-0, 0],
    [-1, null],
    [null, null],
  ])('a stated count of %s is %s', (stated, count) => {
    expect(Object.is(parseSessionCount(stated), count)).toBe(true);
  });

  it('the status lists the app’s own slots and the count of the service separately', () => {
    const world = gateWorld({ limit: 2, hasSource: true });
    for (const id of ['a', 'b', 'c']) world.ask(id);
    world.tell({ kind: 'release', id: 'a' });
    world.advance(350);
    world.count(5);
    const who = { accountId: 'codex:a', providerId: 'codex', label: 'work' };
    const status = slotStatus(world.state(), { limit: 2, hasSource: true, cooldownMs: 350 }, who);
    expect(status).toEqual({
      ...who,
      limit: 2,
      inFlight: 1,
      queued: 1,
      paused: false,
      cooldownMs: 350,
      autoReduced: false,
      reported: { current: 5, asOf: '2026-11-22T00:00:00.350Z' },
      holders: [{ label: null, since: '2026-11-22T00:00:00.000Z', expiresAt: '2026-11-22T00:05:00.000Z' }],
    });
  });
});
