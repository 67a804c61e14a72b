import { type GateState, gateTimes } from './state.ts';
import type { GateStep } from './gate-step.ts';
import { movedBy, takeDue, withItem } from './timetable.ts';

/**
 * The state at a moment, by what time alone does: cooled slots no longer count, slots without a sign of
 * life are taken back, those that ended long ago are forgotten, a pause ends, a question without an answer
 * is given up. A clock that was set back moves everything with it, so that nobody waits longer for it.
 */
export function atTime(state: GateState, cooldownMs: number, nowMs: number): GateStep {
  const { reclaimAfterMs, rememberEndedMs, pollTimeoutMs } = gateTimes;
  const told = nowMs < state.atMs ? shifted(state, nowMs - state.atMs) : { ...state, atMs: nowMs };
  const { due: lost, rest: slots } = takeDue(told.slots, nowMs);
  const { due: forgotten, rest: remembered } = takeDue(told.ended, nowMs);
  let cooling = takeDue(told.cooling, nowMs).rest;
  let ended = remembered;
  for (const { id, admittedAtMs, renewedAtMs, sequence } of lost) {
    const untilMs = renewedAtMs + reclaimAfterMs + cooldownMs;
    if (untilMs > nowMs) cooling = withItem(cooling, { id, sequence }, [untilMs, sequence]);
    ended = withItem(ended, { id, admittedAtMs, endedAtMs: nowMs, sequence }, [nowMs + rememberEndedMs, sequence]);
  }
  const { poll, pausedUntilMs } = told;
  const next: GateState = {
    ...told,
    ...{ slots, cooling, ended },
    pausedUntilMs: pausedUntilMs !== null && pausedUntilMs <= nowMs ? null : pausedUntilMs,
  };
  const isUnanswered = poll !== null && poll.startedAtMs + pollTimeoutMs <= nowMs;
  return {
    state: isUnanswered ? silenced(next, null, nowMs) : next,
    effects: forgotten.map(({ id }) => ({ kind: 'forgotten', id })),
  };
}

/**
 * The service did not say how many it counts. It is left alone for a while, longer each time, or as long
 * as its own word says.
 */
export function silenced(state: GateState, silentMs: number | null, nowMs: number): GateState {
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

function shifted(state: GateState, byMs: number): GateState {
  const moved = (atMs: number | null): number | null => (atMs === null ? null : atMs + byMs);
  const { poll, reported } = state;
  const later = (waiting: GateState['waiting']): GateState['waiting'] =>
    movedBy(waiting, byMs, (waiter) => ({
      ...waiter,
      startedAtMs: waiter.startedAtMs + byMs,
      sinceMs: waiter.sinceMs + byMs,
    }));
  return {
    ...state,
    atMs: state.atMs + byMs,
    slots: movedBy(state.slots, byMs, (slot) => ({
      ...slot,
      admittedAtMs: slot.admittedAtMs + byMs,
      renewedAtMs: slot.renewedAtMs + byMs,
    })),
    cooling: movedBy(state.cooling, byMs, (slot) => slot),
    ended: movedBy(state.ended, byMs, (slot) => ({
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
