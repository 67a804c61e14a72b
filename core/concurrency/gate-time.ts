import { type GateState, gateTimes } from './gate-state.ts';

/**
 * The state at a moment, by what time alone does: cooled slots no longer count, slots without a sign of
 * life are taken back (S2-16), a pause ends, a question without an answer is given up (S2-6). A clock
 * that was set back moves everything with it, so that nobody waits longer for it.
 */
export function atTime(state: GateState, cooldownMs: number, nowMs: number): GateState {
  const { reclaimAfterMs, rememberEndedMs, pollTimeoutMs } = gateTimes;
  const told = nowMs < state.atMs ? shifted(state, nowMs - state.atMs) : { ...state, atMs: nowMs };
  const lost = told.slots.filter(({ renewedAtMs }) => renewedAtMs + reclaimAfterMs <= nowMs);
  const { poll, pausedUntilMs } = told;
  const next: GateState = {
    ...told,
    slots: lost.length === 0 ? told.slots : told.slots.filter((slot) => !lost.includes(slot)),
    cooling: [
      ...told.cooling.filter((untilMs) => untilMs > nowMs),
      ...lost.map(({ renewedAtMs }) => renewedAtMs + reclaimAfterMs + cooldownMs).filter((untilMs) => untilMs > nowMs),
    ],
    ended: [
      ...told.ended.filter(({ endedAtMs }) => endedAtMs + rememberEndedMs > nowMs),
      ...lost.map(({ id, admittedAtMs }) => ({ id, admittedAtMs, endedAtMs: nowMs })),
    ],
    pausedUntilMs: pausedUntilMs !== null && pausedUntilMs <= nowMs ? null : pausedUntilMs,
  };
  return poll !== null && poll.startedAtMs + pollTimeoutMs <= nowMs ? silenced(next, null, nowMs) : next;
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
  return {
    ...state,
    atMs: state.atMs + byMs,
    slots: state.slots.map((slot) => ({
      ...slot,
      admittedAtMs: slot.admittedAtMs + byMs,
      renewedAtMs: slot.renewedAtMs + byMs,
    })),
    cooling: state.cooling.map((untilMs) => untilMs + byMs),
    ended: state.ended.map((slot) => ({
      ...slot,
      admittedAtMs: slot.admittedAtMs + byMs,
      endedAtMs: slot.endedAtMs + byMs,
    })),
    waiting: state.waiting.map((waiter) => ({
      ...waiter,
      startedAtMs: waiter.startedAtMs + byMs,
      sinceMs: waiter.sinceMs + byMs,
    })),
    poll: poll === null ? null : { ...poll, startedAtMs: poll.startedAtMs + byMs },
    lastPollAtMs: moved(state.lastPollAtMs),
    nextPollAtMs: state.nextPollAtMs + byMs,
    silentUntilMs: moved(state.silentUntilMs),
    pausedUntilMs: moved(state.pausedUntilMs),
    countedAtMs: moved(state.countedAtMs),
    reported: reported === null ? null : { ...reported, asOfMs: reported.asOfMs + byMs },
  };
}
