import { type GateRules, type GateState, gateTimes, goesBySource, hasRoom, limitOf, type Waiter } from './state.ts';
import type { GateEffect, GateStep } from './gate-step.ts';
import { countOf, earliestIn, placeIn, takeDue, withItem, withoutItem } from './timetable.ts';

const fullRetryMs = 5_000;

/** Lets the first of the queue in, whatever the limit says; the caller has looked. */
export function admitFirst(state: GateState, nowMs: number): GateStep {
  const first = earliestIn(state.waiting)?.item;
  if (first === undefined) return { state, effects: [] };
  const { id } = first;
  return { state: withSlot(withoutWaiter(state, id), first, nowMs), effects: [{ kind: 'admitted', id, queued: true }] };
}

/** The state with a new slot. */
export function withSlot(
  state: GateState,
  { id, label }: { readonly id: string; readonly label: string | null },
  nowMs: number,
): GateState {
  const { sequence } = state;
  const slot = { id, label, admittedAtMs: nowMs, renewedAtMs: nowMs, sequence };
  const slots = withItem(state.slots, slot, [nowMs + gateTimes.reclaimAfterMs, sequence]);
  return { ...state, sequence: sequence + 1, slots };
}

/** The state with one more who waits. */
export function withWaiter(state: GateState, caller: Omit<Waiter, 'sequence'>): GateState {
  const { sequence } = state;
  const waiter = { ...caller, sequence };
  return {
    ...state,
    sequence: sequence + 1,
    waiting: withItem(state.waiting, waiter, [waiter.startedAtMs, sequence]),
    deadlines: withItem(state.deadlines, waiter, [waiter.sinceMs + waiter.waitMs, sequence]),
  };
}

/** The state without this caller in the queue. */
export function withoutWaiter(state: GateState, id: string): GateState {
  return { ...state, waiting: withoutItem(state.waiting, id), deadlines: withoutItem(state.deadlines, id) };
}

/**
 * What follows from the state: without a word of the service those who wait go in as far as there is
 * room; whoever has waited long enough is told; the service is asked when somebody waits, there is room
 * here and its turn has come.
 */
export function settled(before: GateState, rules: GateRules, nowMs: number): GateStep {
  const effects: GateEffect[] = [];
  let next = before;
  const isOpen = (): boolean =>
    next.pausedUntilMs === null &&
    hasRoom(next, rules) &&
    (limitOf(next, rules) === null || !goesBySource(next, rules, nowMs));
  while (countOf(next.waiting) > 0 && isOpen()) {
    const admitted = admitFirst(next, nowMs);
    next = admitted.state;
    effects.push(...admitted.effects);
  }
  const { due } = takeDue(next.deadlines, nowMs);
  if (due.length > 0) {
    const queue = next.waiting;
    const retryAfterMs = retryAfterOf(next, nowMs);
    const refused = due.map(({ id }) => ({
      kind: 'refused' as const,
      id,
      place: placeIn(queue, id) + 1,
      retryAfterMs,
    }));
    effects.push(...refused.sort((one, other) => one.place - other.place));
    next = due.reduce((state, { id }) => withoutWaiter(state, id), next);
  }
  if (pollDueAtMs(next, rules, nowMs) === nowMs) {
    const sequence = next.polls + 1;
    next = {
      ...next,
      poll: { sequence, startedAtMs: nowMs },
      polls: sequence,
      lastPollAtMs: nowMs,
      pollAgain: false,
    };
    effects.push({ kind: 'poll', sequence });
  }
  return { state: next, effects };
}

/** When the service is to be asked, not before now; null: as things are it is not. */
export function pollDueAtMs(state: GateState, rules: GateRules, nowMs: number): number | null {
  const { waiting, poll, pausedUntilMs, nextPollAtMs } = state;
  const isWanted =
    countOf(waiting) > 0 &&
    poll === null &&
    pausedUntilMs === null &&
    limitOf(state, rules) !== null &&
    hasRoom(state, rules) &&
    goesBySource(state, rules, nowMs);
  return isWanted ? Math.max(nextPollAtMs, nowMs) : null;
}

/**
 * Something changed, so what the service counts is wanted anew: after the present question, and
 * questions are a cooldown apart, so that a crowd of callers is no crowd of questions.
 */
export function pollSooner(state: GateState, { cooldownMs }: GateRules, nowMs: number): GateState {
  if (state.poll !== null) return { ...state, pollAgain: true };
  return { ...state, nextPollAtMs: Math.min(state.nextPollAtMs, spacedAtMs(state, cooldownMs, nowMs)) };
}

/** The soonest time of another question. */
export function spacedAtMs({ lastPollAtMs }: GateState, cooldownMs: number, nowMs: number): number {
  return lastPollAtMs === null ? nowMs : Math.max(nowMs, lastPollAtMs + Math.max(cooldownMs, leastSpacingMs));
}

/** Also with no cooldown at all: the app is no load on a service. */
const leastSpacingMs = 250;

/** The rest of a pause; else when a slot has cooled down; else a few seconds. */
function retryAfterOf({ pausedUntilMs, cooling }: GateState, nowMs: number): number {
  if (pausedUntilMs !== null) return pausedUntilMs - nowMs;
  return countOf(cooling) > 0 ? gateTimes.pollEveryMs : fullRetryMs;
}
