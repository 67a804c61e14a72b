import { type GateRules, type GateState, gateTimes, goesBySource, hasRoom, limitOf } from './gate-state.ts';
import type { GateEffect, GateStep } from './gate-step.ts';

const fullRetryMs = 5_000;

/** Lets the first of the queue in, whatever the limit says; the caller has looked. */
export function admitFirst(state: GateState, nowMs: number): GateStep {
  const [first, ...waiting] = state.waiting;
  if (first === undefined) return { state, effects: [] };
  const { id, label } = first;
  const slots = [...state.slots, { id, label, admittedAtMs: nowMs, renewedAtMs: nowMs }];
  return { state: { ...state, waiting, slots }, effects: [{ kind: 'admitted', id, queued: true }] };
}

/**
 * What follows from the state: without a word of the service those who wait go in as far as there is
 * room (S2-13); whoever has waited long enough is told; the service is asked when somebody waits, there
 * is room here and its turn has come (S2-14).
 */
export function settled(state: GateState, rules: GateRules, nowMs: number): GateStep {
  const effects: GateEffect[] = [];
  let next = state;
  const isOpen = (): boolean =>
    next.pausedUntilMs === null &&
    hasRoom(next, rules) &&
    (limitOf(next, rules) === null || !goesBySource(next, rules, nowMs));
  while (next.waiting.length > 0 && isOpen()) {
    const admitted = admitFirst(next, nowMs);
    next = admitted.state;
    effects.push(...admitted.effects);
  }
  const isOver = ({ sinceMs, waitMs }: GateState['waiting'][number]): boolean => sinceMs + waitMs <= nowMs;
  if (next.waiting.some(isOver)) {
    const retryAfterMs = retryAfterOf(next, nowMs);
    next.waiting.forEach((waiter, index) => {
      if (isOver(waiter)) effects.push({ kind: 'refused', id: waiter.id, place: index + 1, retryAfterMs });
    });
    next = { ...next, waiting: next.waiting.filter((waiter) => !isOver(waiter)) };
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
    waiting.length > 0 &&
    poll === null &&
    pausedUntilMs === null &&
    limitOf(state, rules) !== null &&
    hasRoom(state, rules) &&
    goesBySource(state, rules, nowMs);
  return isWanted ? Math.max(nextPollAtMs, nowMs) : null;
}

/**
 * Something changed, so what the service counts is wanted anew: after the present question (S2-14), and
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
  return cooling.length > 0 ? gateTimes.pollEveryMs : fullRetryMs;
}
