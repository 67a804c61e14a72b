import {
  type GateEffect,
  type GateRules,
  type GateState,
  type GateStep,
  gateTimes,
  usesServiceCount,
  hasRoom,
  limitOf,
  type Waiter,
} from './state.ts';
import { countOf, earliestIn, itemOf, shiftedBy, placeIn, takeDue, withItem, withoutItem } from './timetable.ts';

const fullRetryMs = 5_000;

/** Admits the first caller of the queue. It does not check the limit; its caller has done that. */
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

/** The state with one more waiting caller. */
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

/** The state without this waiting caller. */
export function withoutWaiter(state: GateState, id: string): GateState {
  return { ...state, waiting: withoutItem(state.waiting, id), deadlines: withoutItem(state.deadlines, id) };
}

/**
 * Does what the state allows at this moment. It admits waiting callers while the gate has room and the count of
 * the service does not decide. It refuses callers whose wait is over. It starts a poll if a caller waits,
 * the gate has room, and a poll is due.
 */
export function applyConsequences(before: GateState, rules: GateRules, nowMs: number): GateStep {
  const effects: GateEffect[] = [];
  let next = before;
  const isOpen = (): boolean =>
    next.pausedUntilMs === null &&
    hasRoom(next, rules) &&
    (limitOf(next, rules) === null || !usesServiceCount(next, rules, nowMs));
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
  if (nextPollMs(next, rules, nowMs) === nowMs) {
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

/** When the service must be polled, now at the earliest; null: in this state it is not polled. */
export function nextPollMs(state: GateState, rules: GateRules, nowMs: number): number | null {
  const { waiting, poll, pausedUntilMs, nextPollAtMs } = state;
  const isWanted =
    countOf(waiting) > 0 &&
    poll === null &&
    pausedUntilMs === null &&
    limitOf(state, rules) !== null &&
    hasRoom(state, rules) &&
    usesServiceCount(state, rules, nowMs);
  return isWanted ? Math.max(nextPollAtMs, nowMs) : null;
}

/**
 * Moves the next poll forward, because something changed. A poll in flight ends first, and two polls are at
 * least a cooldown apart. So many callers do not cause many polls.
 */
export function requestPoll(state: GateState, { cooldownMs }: GateRules, nowMs: number): GateState {
  if (state.poll !== null) return { ...state, pollAgain: true };
  return { ...state, nextPollAtMs: Math.min(state.nextPollAtMs, nextAllowedPollMs(state, cooldownMs, nowMs)) };
}

/** The earliest time of the next poll. */
export function nextAllowedPollMs({ lastPollAtMs }: GateState, cooldownMs: number, nowMs: number): number {
  return lastPollAtMs === null ? nowMs : Math.max(nowMs, lastPollAtMs + Math.max(cooldownMs, minPollSpacingMs));
}

/** Two polls are at least this far apart, also without a cooldown, so that the app is no load on a service. */
const minPollSpacingMs = 250;

/** When a refused caller may try again: after the pause, else after a cooldown, else after a few seconds. */
function retryAfterOf({ pausedUntilMs, cooling }: GateState, nowMs: number): number {
  if (pausedUntilMs !== null) return pausedUntilMs - nowMs;
  return countOf(cooling) > 0 ? gateTimes.pollEveryMs : fullRetryMs;
}

/**
 * The state after the passing of time. Cooldowns and pauses end. Slots that were not renewed are taken back. Ended
 * slots are forgotten, and a poll without an answer is abandoned. If the clock was set back, all times move
 * with it, so that no caller waits longer.
 */
export function advanceTo(state: GateState, cooldownMs: number, nowMs: number): GateStep {
  const { reclaimAfterMs, rememberEndedMs, pollTimeoutMs } = gateTimes;
  const current = nowMs < state.atMs ? shiftTimes(state, nowMs - state.atMs) : { ...state, atMs: nowMs };
  const { due: lost, rest: slots } = takeDue(current.slots, nowMs);
  const { due: forgotten, rest: remembered } = takeDue(current.ended, nowMs);
  let cooling = takeDue(current.cooling, nowMs).rest;
  let ended = remembered;
  for (const { id, admittedAtMs, renewedAtMs, sequence } of lost) {
    const untilMs = renewedAtMs + reclaimAfterMs + cooldownMs;
    if (untilMs > nowMs) cooling = withItem(cooling, { id, sequence }, [untilMs, sequence]);
    ended = withItem(ended, { id, admittedAtMs, endedAtMs: nowMs, sequence }, [nowMs + rememberEndedMs, sequence]);
  }
  const { poll, pausedUntilMs } = current;
  const next: GateState = {
    ...current,
    ...{ slots, cooling, ended },
    pausedUntilMs: pausedUntilMs !== null && pausedUntilMs <= nowMs ? null : pausedUntilMs,
  };
  const isUnanswered = poll !== null && poll.startedAtMs + pollTimeoutMs <= nowMs;
  return {
    state: isUnanswered ? backOffPolling(next, null, nowMs) : next,
    effects: forgotten.map(({ id }) => ({ kind: 'forgotten', id })),
  };
}

/**
 * The state after a poll without a count. The service is not polled for a while: longer each time, or as long
 * as the service asked.
 */
export function backOffPolling(state: GateState, silentMs: number | null, nowMs: number): GateState {
  const { pollEveryMs, longestSilenceMs, longestPauseMs } = gateTimes;
  const ownMs = Math.min(pollEveryMs * 2 ** Math.min(state.silences, 10), longestSilenceMs);
  const silentUntilMs = nowMs + Math.min(Math.max(ownMs, silentMs ?? 0), longestPauseMs);
  return {
    ...state,
    poll: null,
    pollAgain: false,
    silences: state.silences + 1,
    silentUntilMs,
    nextPollAtMs: silentUntilMs,
  };
}

function shiftTimes(state: GateState, byMs: number): GateState {
  const moved = (atMs: number | null): number | null => (atMs === null ? null : atMs + byMs);
  const { poll, reported } = state;
  const later = (waiting: GateState['waiting']): GateState['waiting'] =>
    shiftedBy(waiting, byMs, (waiter) => ({
      ...waiter,
      startedAtMs: waiter.startedAtMs + byMs,
      sinceMs: waiter.sinceMs + byMs,
    }));
  return {
    ...state,
    atMs: state.atMs + byMs,
    slots: shiftedBy(state.slots, byMs, (slot) => ({
      ...slot,
      admittedAtMs: slot.admittedAtMs + byMs,
      renewedAtMs: slot.renewedAtMs + byMs,
    })),
    cooling: shiftedBy(state.cooling, byMs, (slot) => slot),
    ended: shiftedBy(state.ended, byMs, (slot) => ({
      ...slot,
      admittedAtMs: slot.admittedAtMs + byMs,
      endedAtMs: slot.endedAtMs + byMs,
    })),
    waiting: later(state.waiting),
    deadlines: later(state.deadlines),
    poll: poll === null ? null : { ...poll, startedAtMs: poll.startedAtMs + byMs },
    lastPollAtMs: moved(state.lastPollAtMs),
    nextPollAtMs: state.nextPollAtMs + byMs,
    silentUntilMs: moved(state.silentUntilMs),
    pausedUntilMs: moved(state.pausedUntilMs),
    countedAtMs: moved(state.countedAtMs),
    reported: reported === null ? null : { ...reported, asOfMs: reported.asOfMs + byMs },
  };
}

/**
 * The state after the service refused the holder of a slot. The gate pauses for as long as the service asked, and
 * the limit falls by one. A slot that was admitted before the last counted refusal only pauses the gate: it says
 * nothing about the lowered limit. So the refusals of one burst count once. An unknown slot changes nothing.
 */
export function applyRefusal(
  state: GateState,
  id: string,
  retryAfterMs: number | null,
  rules: GateRules,
  nowMs: number,
): GateStep {
  const slot = itemOf(state.slots, id) ?? itemOf(state.ended, id);
  if (slot === undefined) return { state, effects: [] };
  const { pauseMs, longestPauseMs } = gateTimes;
  const isStated = retryAfterMs !== null && Number.isFinite(retryAfterMs) && retryAfterMs > 0;
  const untilMs = nowMs + Math.min(isStated ? retryAfterMs : pauseMs, longestPauseMs);
  const paused = { ...state, pausedUntilMs: Math.max(state.pausedUntilMs ?? 0, untilMs) };
  if (!isNewRefusal(state, slot.admittedAtMs, nowMs)) return { state: paused, effects: [] };
  const counted = { ...paused, countedAtMs: nowMs };
  const limit = limitOf(state, rules);
  if (limit === null || limit === 1) return { state: counted, effects: [] };
  const reduction = { from: state.reduction?.from ?? limit, to: limit - 1, atMs: nowMs };
  return { state: { ...counted, reduction }, effects: [{ kind: 'reduction' }] };
}

function isNewRefusal({ countedAtMs, pausedUntilMs }: GateState, admittedAtMs: number, nowMs: number): boolean {
  if (countedAtMs === null || admittedAtMs > countedAtMs) return true;
  return pausedUntilMs === null && nowMs - countedAtMs >= gateTimes.burstMs;
}
