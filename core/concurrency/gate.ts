import { assertNever } from '../assert-never.ts';
import { parseSessionCount } from './slots.ts';
import { type GateEvent, type GateRules, type GateState, type GateStep, gateTimes, hasRoom, limitOf } from './state.ts';
import { countOf, earliestIn, itemOf, withItem, withoutItem } from './timetable.ts';
import {
  admitFirst,
  advanceTo,
  applyRefusal,
  nextPollMs,
  requestPoll,
  applyConsequences,
  backOffPolling,
  nextAllowedPollMs,
  withoutWaiter,
  withSlot,
  withWaiter,
} from './transitions.ts';

/**
 * One step of an account's concurrency gate: an event and the state give the next state and the effects to carry
 * out. The gate never gives more slots than the limit. One answer of the service admits at most one caller. Every
 * waiting caller is admitted or refused within the wait that it named, whatever the service does.
 */
export function gateStep(state: GateState, event: GateEvent, rules: GateRules, nowMs: number): GateStep {
  const advanced = advanceTo(state, rules.cooldownMs, nowMs);
  const applied = applyEvent(advanced.state, event, rules, nowMs);
  const { state: next, effects } = applyConsequences(applied.state, rules, nowMs);
  return { state: next, effects: [...advanced.effects, ...applied.effects, ...effects] };
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
      const step = applyRefusal(state, event.id, event.retryAfterMs, rules, nowMs);
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

/** Releases a slot. A second release changes nothing. Without a limit there is no cooldown. */
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

/** Takes the answer of a poll. The late answer of an abandoned poll is ignored. */
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

/**
 * When the gate needs its next `tick`; null: it needs none until another event. Call it after a step, with the
 * same time.
 */
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
