import { assertNever } from '../assert-never.ts';
import { parseSessionCount } from './slots.ts';
import { type GateEvent, type GateRules, type GateState, type GateStep, gateTimes, hasRoom, limitOf } from './state.ts';
import { countOf, earliestIn, itemOf, withItem, withoutItem } from './timetable.ts';
import {
  admitFirst,
  advanceTo,
  limited,
  nextPollMs,
  requestPoll,
  settled,
  backOffPolling,
  nextAllowedPollMs,
  withoutWaiter,
  withSlot,
  withWaiter,
} from './transitions.ts';

/**
 * One step of an account's concurrency gate: what happened, in the state it happened in,
 * gives the next state and what is to be done. Never more slots than the limit are given, an answer of
 * the service lets in one at the most, and whoever waits is let in or told within the wait they named,
 * whatever the service does.
 */
export function gateStep(state: GateState, event: GateEvent, rules: GateRules, nowMs: number): GateStep {
  const timed = advanceTo(state, rules.cooldownMs, nowMs);
  const happened = applyEvent(timed.state, event, rules, nowMs);
  const { state: next, effects } = settled(happened.state, rules, nowMs);
  return { state: next, effects: [...timed.effects, ...happened.effects, ...effects] };
}

function applyEvent(state: GateState, event: GateEvent, rules: GateRules, nowMs: number): GateStep {
  switch (event.kind) {
    case 'tick':
      return { state, effects: [] };
    case 'request':
      return requestSlot(state, event, rules, nowMs);
    case 'leave':
      return { state: withoutWaiter(state, event.id), effects: [] };
    case 'release':
      return { state: releaseSlot(state, event.id, rules, nowMs), effects: [] };
    case 'renew':
      return { state: renewSlot(state, event.id, nowMs), effects: [] };
    case 'limited': {
      const step = limited(state, event.id, event.retryAfterMs, rules, nowMs);
      return { ...step, state: renewSlot(step.state, event.id, nowMs) };
    }
    case 'polled':
      return applyCount(state, event, rules, nowMs);
    case 'restore':
      return state.reduction === null
        ? { state, effects: [] }
        : { state: { ...state, reduction: null }, effects: [{ kind: 'reduction' }] };
    default:
      return assertNever(event);
  }
}

function requestSlot(
  state: GateState,
  { id, label, startedAtMs, waitMs }: Extract<GateEvent, { kind: 'request' }>,
  rules: GateRules,
  nowMs: number,
): GateStep {
  const isFree = limitOf(state, rules) === null || (countOf(state.waiting) === 0 && state.poll === null);
  if (state.pausedUntilMs === null && isFree && hasRoom(state, rules)) {
    return { state: withSlot(state, { id, label }, nowMs), effects: [{ kind: 'admitted', id, queued: false }] };
  }
  const waiter = { id, label, startedAtMs, sinceMs: nowMs, waitMs };
  return { state: requestPoll(withWaiter(state, waiter), rules, nowMs), effects: [] };
}

/** Twice is once; without a limit nothing cools down. */
function releaseSlot(state: GateState, id: string, rules: GateRules, nowMs: number): GateState {
  const slot = itemOf(state.slots, id);
  if (slot === undefined) return state;
  const { admittedAtMs, sequence } = slot;
  const isCounted = limitOf(state, rules) !== null && rules.cooldownMs > 0;
  const next = {
    ...state,
    slots: withoutItem(state.slots, id),
    cooling: isCounted
      ? withItem(state.cooling, { id, sequence }, [nowMs + rules.cooldownMs, sequence])
      : state.cooling,
    ended: withItem(state.ended, { id, admittedAtMs, endedAtMs: nowMs, sequence }, [
      nowMs + gateTimes.rememberEndedMs,
      sequence,
    ]),
  };
  return requestPoll(next, rules, nowMs);
}

function renewSlot(state: GateState, id: string, nowMs: number): GateState {
  const slot = itemOf(state.slots, id);
  if (slot === undefined) return state;
  const moment = [nowMs + gateTimes.reclaimAfterMs, slot.sequence] as const;
  return { ...state, slots: withItem(state.slots, { ...slot, renewedAtMs: nowMs }, moment) };
}

/** A late answer of a question that was given up says nothing. */
function applyCount(
  state: GateState,
  { sequence, count: stated, silentMs }: Extract<GateEvent, { kind: 'polled' }>,
  rules: GateRules,
  nowMs: number,
): GateStep {
  const { poll, pollAgain } = state;
  if (poll?.sequence !== sequence) return { state, effects: [] };
  const count = parseSessionCount(stated);
  if (count === null) return { state: backOffPolling(state, silentMs, nowMs), effects: [] };
  const next: GateState = {
    ...state,
    poll: null,
    pollAgain: false,
    silences: 0,
    silentUntilMs: null,
    nextPollAtMs: pollAgain ? nextAllowedPollMs(state, rules.cooldownMs, nowMs) : nowMs + gateTimes.pollEveryMs,
    reported: { count, asOfMs: poll.startedAtMs },
  };
  const limit = limitOf(next, rules);
  const mayEnter = next.pausedUntilMs === null && hasRoom(next, rules) && limit !== null && count < limit;
  return mayEnter ? admitFirst(next, nowMs) : { state: next, effects: [] };
}

/** When time alone will change what is to be done; null: it will not. To be asked after a step at the same time. */
export function nextGateWakeMs(state: GateState, rules: GateRules, nowMs: number): number | null {
  const { slots, cooling, waiting, deadlines, poll, pausedUntilMs, silentUntilMs } = state;
  const { pollTimeoutMs } = gateTimes;
  const whileWaiting = [
    earliestIn(deadlines)?.atMs ?? null,
    earliestIn(cooling)?.atMs ?? null,
    pausedUntilMs,
    silentUntilMs !== null && silentUntilMs > nowMs ? silentUntilMs : null,
    nextPollMs(state, rules, nowMs),
  ];
  const times = [
    earliestIn(slots)?.atMs ?? null,
    poll === null ? null : poll.startedAtMs + pollTimeoutMs,
    ...(countOf(waiting) > 0 ? whileWaiting : []),
  ].filter((atMs) => atMs !== null);
  return times.length === 0 ? null : times.reduce((soonest, atMs) => Math.min(soonest, atMs));
}
