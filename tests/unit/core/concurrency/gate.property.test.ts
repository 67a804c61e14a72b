import fc from 'fast-check';
import { expect, it } from 'vitest';

import { type GateEffect, type GateEvent, newGate } from '../../../../core/concurrency/state.ts';
import { countOf, itemsOf } from '../../../../core/concurrency/timetable.ts';
import { admittedIn, gateStartMs, gateWorld, type GateWorld } from '../../../support/gate-world.ts';

type Move =
  | { readonly do: 'ask'; readonly ageMs: number; readonly waitMs: number }
  | { readonly do: 'release' | 'release-again' | 'renew' | 'leave'; readonly pick: number }
  | { readonly do: 'limited'; readonly pick: number; readonly retryAfterMs: number | null }
  | { readonly do: 'count'; readonly count: number | null }
  | { readonly do: 'advance'; readonly byMs: number }
  | { readonly do: 'source'; readonly hasSource: boolean }
  | { readonly do: 'clock'; readonly backMs: number };

const pick = fc.nat(1_000);
const stated = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, -1, Number.NaN, Number.POSITIVE_INFINITY) },
);
const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('ask' as const), ageMs: fc.nat(5_000), waitMs: fc.nat(20_000) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('release', 'release-again', 'renew', 'leave'), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), pick }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('count' as const), count: stated }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('advance' as const), byMs: fc.nat(900) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('advance' as const), byMs: fc.nat(400_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('limited' as const),
      pick,
      retryAfterMs: fc.option(fc.integer({ min: -5, max: 5_000 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('source' as const), hasSource: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), backMs: fc.nat(100_000) }) },
);

const cooldownMs = 350;

/** What the callers know, from the effects alone. */
interface Book {
  readonly held: Set<string>;
  readonly waiting: Map<string, { startedAtMs: number; readonly order: number }>;
  over: string[];
  /** When each slot was released. */
  freed: number[];
  /** The user's limit, minus what refusals took from it. */
  limit: number;
  polling: number | null;
}

const one = <T>(from: Iterable<T>, index: number): T | undefined => {
  const list = [...from];
  return list[index % Math.max(1, list.length)];
};

function play(world: GateWorld, book: Book, move: Move, order: number): void {
  switch (move.do) {
    case 'ask':
      world.ask(`${order}`, { startedAtMs: world.nowMs() - move.ageMs, waitMs: move.waitMs });
      return;
    case 'release':
    case 'renew': {
      const id = one(book.held, move.pick);
      if (id !== undefined) world.tell({ kind: move.do, id });
      return;
    }
    case 'release-again':
      world.tell({ kind: 'release', id: one(book.over, move.pick) ?? 'nobody' });
      return;
    case 'leave': {
      const id = one(book.waiting.keys(), move.pick);
      if (id !== undefined) world.tell({ kind: 'leave', id });
      return;
    }
    case 'limited':
      world.tell({ kind: 'limited', id: one(book.held, move.pick) ?? 'nobody', retryAfterMs: move.retryAfterMs });
      return;
    case 'count':
      world.count(move.count);
      return;
    case 'advance':
      world.advance(move.byMs);
      return;
    case 'source':
      world.rules({ hasSource: move.hasSource });
      world.tell({ kind: 'tick' });
      return;
    case 'clock':
      for (const waiter of book.waiting.values()) waiter.startedAtMs -= move.backMs;
      book.freed = book.freed.map((atMs) => atMs - move.backMs);
      world.setClock(world.nowMs() - move.backMs);
      world.tell({ kind: 'tick' });
  }
}

/** Checks one step against the record of the callers, and records it. */
function enter(world: GateWorld, book: Book, event: GateEvent, effects: readonly GateEffect[]): void {
  const nowMs = world.nowMs();
  const admitted = admittedIn(effects);
  if (event.kind === 'request') {
    book.waiting.set(event.id, { startedAtMs: event.startedAtMs, order: Number(event.id) });
  }
  if (event.kind === 'leave') book.waiting.delete(event.id);
  if (event.kind === 'release' && book.held.delete(event.id)) {
    book.over.push(event.id);
    book.freed.push(nowMs);
  }
  if (event.kind === 'polled' && event.sequence === book.polling) {
    book.polling = null;
    if (event.count !== null && Number.isFinite(event.count) && event.count >= 0) {
      expect(admitted.length, 'one per answer').toBeLessThanOrEqual(event.count < book.limit ? 1 : 0);
    }
  }
  for (const effect of effects) {
    if (effect.kind === 'admitted') {
      const oldest = [...book.waiting].sort(
        ([, a], [, b]) => a.startedAtMs - b.startedAtMs || a.order - b.order,
      )[0]?.[0];
      expect(effect.id, 'the oldest goes first').toBe(oldest);
      book.held.add(effect.id);
    }
    if (effect.kind === 'admitted' || effect.kind === 'refused') {
      expect(book.waiting.delete(effect.id), 'told once').toBe(true);
    }
    if (effect.kind === 'poll') {
      expect(world.state().silentUntilMs ?? 0, 'a silent service is left alone').toBeLessThanOrEqual(nowMs);
      book.polling = effect.sequence;
    }
    if (effect.kind === 'reduction') {
      expect(event.kind).toBe('limited');
      book.limit = Math.max(1, book.limit - 1);
    }
  }
  const known = new Set(itemsOf(world.state().slots).map(({ id }) => id));
  const lost = [...book.held].filter((id) => !known.has(id));
  for (const id of lost) book.held.delete(id);
  book.over.push(...lost);
  expect(known, 'what was given is held').toEqual(book.held);
  const cooling = book.freed.filter((atMs) => atMs + cooldownMs > nowMs).length;
  if (admitted.length > 0) expect(book.held.size + cooling).toBeLessThanOrEqual(book.limit);
}

it('whatever callers, clock and service do, the gate keeps its promises', () => {
  const seen = { admitted: 0, polls: 0, refused: 0 };
  const scripts = fc.array(moves, { minLength: 30, maxLength: 120, size: 'max' });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.boolean(), scripts, (limit, hasSource, script) => {
      const book: Book = { held: new Set(), waiting: new Map(), over: [], freed: [], limit, polling: null };
      const world: GateWorld = gateWorld(
        { limit, hasSource, cooldownMs },
        newGate(null, gateStartMs),
        (event, effects) => enter(world, book, event, effects),
      );
      for (const [order, move] of script.entries()) play(world, book, move, order);
      expect(
        itemsOf(world.state().waiting)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...book.waiting.keys()].sort());
      // Every waiting caller gets an answer within the longest wait, also if the service stops answering.
      world.advance(20_000);
      expect(countOf(world.state().waiting)).toBe(0);
      expect(book.waiting.size).toBe(0);
      for (const { kind } of world.effects) {
        if (kind === 'admitted') seen.admitted += 1;
        if (kind === 'refused') seen.refused += 1;
        if (kind === 'poll') seen.polls += 1;
      }
    }),
    { numRuns: 400 },
  );
  // The generated scripts reach the cases that they must test.
  for (const times of [seen.admitted, seen.polls, seen.refused]) expect(times).toBeGreaterThan(500);
});

it.each([
  ['nothing at all', null],
  ['that it is full', 99],
  ['nonsense', -1],
])('a service that answers %s keeps no caller longer than its wait', (what, count) => {
  const world = gateWorld({ limit: 1, hasSource: true });
  world.ask('held');
  for (let caller = 0; caller < 50; caller += 1) world.ask(`${caller}`, { waitMs: 30_000 });
  world.tell({ kind: 'release', id: 'held' });
  for (let second = 0; second < 31; second += 1) {
    world.advance(1_000);
    if (world.state().poll !== null && what !== 'nothing at all') world.count(count);
  }
  expect(countOf(world.state().waiting)).toBe(0);
  expect(world.state().polls).toBeGreaterThan(0);
  expect(world.state().polls).toBeLessThanOrEqual(40);
});
