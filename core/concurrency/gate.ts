import { assertNever } from '../assert-never.ts';
import { admitFirst, pollSooner, settled, spacedAtMs } from './admit.ts';
import { atTime, silenced } from './gate-time.ts';
import { type GateRules, type GateState, gateTimes, hasRoom, limitOf } from './gate-state.ts';
import type { GateEvent, GateStep } from './gate-step.ts';
import { limited } from './limited.ts';
import { sessionCount } from './slot-limit.ts';

/**
 * One step of an account's concurrency gate (S2-10 .. S2-17): what happened, in the state it happened in,
 * gives the next state and what is to be done. Never more slots than the limit are given, an answer of
 * the service lets in one at the most, and whoever waits is let in or told within the wait they named,
 * whatever the service does.
 */
export function gateStep(state: GateState, event: GateEvent, rules: GateRules, nowMs: number): GateStep {
  const happened = after(atTime(state, rules.cooldownMs, nowMs), event, rules, nowMs);
  const { state: next, effects } = settled(happened.state, rules, nowMs);
  return { state: next, effects: [...happened.effects, ...effects] };
}

function after(state: GateState, event: GateEvent, rules: GateRules, nowMs: number): GateStep {
  switch (event.kind) {
    case 'tick':
      return { state, effects: [] };
    case 'request':
      return requested(state, event, rules, nowMs);
    case 'leave':
      return { state: { ...state, waiting: state.waiting.filter(({ id }) => id !== event.id) }, effects: [] };
    case 'release':
      return { state: released(state, event.id, rules, nowMs), effects: [] };
    case 'renew':
      return { state: renewed(state, event.id, nowMs), effects: [] };
    case 'limited': {
      const step = limited(state, event.id, event.retryAfterMs, rules, nowMs);
      return { ...step, state: renewed(step.state, event.id, nowMs) };
    }
    case 'polled':
      return polled(state, event, rules, nowMs);
    case 'restore':
      return state.reduction === null
        ? { state, effects: [] }
        : { state: { ...state, reduction: null }, effects: [{ kind: 'reduction' }] };
    default:
      return assertNever(event);
  }
}

function requested(
  state: GateState,
  { id, label, startedAtMs, waitMs }: Extract<GateEvent, { kind: 'request' }>,
  rules: GateRules,
  nowMs: number,
): GateStep {
  const isFree = limitOf(state, rules) === null || (state.waiting.length === 0 && state.poll === null);
  if (state.pausedUntilMs === null && isFree && hasRoom(state, rules)) {
    const slots = [...state.slots, { id, label, admittedAtMs: nowMs, renewedAtMs: nowMs }];
    return { state: { ...state, slots }, effects: [{ kind: 'admitted', id, queued: false }] };
  }
  const later = state.waiting.findIndex((waiter) => waiter.startedAtMs > startedAtMs);
  const index = later === -1 ? state.waiting.length : later;
  const waiter = { id, label, startedAtMs, sinceMs: nowMs, waitMs };
  const waiting = [...state.waiting.slice(0, index), waiter, ...state.waiting.slice(index)];
  return { state: pollSooner({ ...state, waiting }, rules, nowMs), effects: [] };
}

/** Twice is once (S2-12); without a limit nothing cools down (S2-10). */
function released(state: GateState, id: string, rules: GateRules, nowMs: number): GateState {
  const slot = state.slots.find((each) => each.id === id);
  if (slot === undefined) return state;
  const isCounted = limitOf(state, rules) !== null && rules.cooldownMs > 0;
  const next = {
    ...state,
    slots: state.slots.filter((each) => each !== slot),
    cooling: isCounted ? [...state.cooling, nowMs + rules.cooldownMs] : state.cooling,
    ended: [...state.ended, { id, admittedAtMs: slot.admittedAtMs, endedAtMs: nowMs }],
  };
  return pollSooner(next, rules, nowMs);
}

function renewed(state: GateState, id: string, nowMs: number): GateState {
  const slots = state.slots.map((slot) => (slot.id === id ? { ...slot, renewedAtMs: nowMs } : slot));
  return { ...state, slots };
}

/** A late answer of a question that was given up says nothing. */
function polled(
  state: GateState,
  { sequence, count: stated, silentMs }: Extract<GateEvent, { kind: 'polled' }>,
  rules: GateRules,
  nowMs: number,
): GateStep {
  const { poll, pollAgain } = state;
  if (poll?.sequence !== sequence) return { state, effects: [] };
  const count = sessionCount(stated);
  if (count === null) return { state: silenced(state, silentMs, nowMs), effects: [] };
  const next: GateState = {
    ...state,
    poll: null,
    pollAgain: false,
    silences: 0,
    silentUntilMs: null,
    nextPollAtMs: pollAgain ? spacedAtMs(state, rules.cooldownMs, nowMs) : nowMs + gateTimes.pollEveryMs,
    reported: { count, asOfMs: poll.startedAtMs },
  };
  const limit = limitOf(next, rules);
  const mayEnter = next.pausedUntilMs === null && hasRoom(next, rules) && limit !== null && count < limit;
  return mayEnter ? admitFirst(next, nowMs) : { state: next, effects: [] };
}
