import { pollDueAtMs } from './transitions.ts';
import { type GateRules, type GateState, gateTimes } from './state.ts';
import { countOf, earliestIn } from './timetable.ts';

/** When time alone will change what is to be done; null: it will not. To be asked after a step at the same time. */
export function gateWakeAtMs(state: GateState, rules: GateRules, nowMs: number): number | null {
  const { slots, cooling, waiting, deadlines, poll, pausedUntilMs, silentUntilMs } = state;
  const { pollTimeoutMs } = gateTimes;
  const whileWaiting = [
    earliestIn(deadlines)?.atMs ?? null,
    earliestIn(cooling)?.atMs ?? null,
    pausedUntilMs,
    silentUntilMs !== null && silentUntilMs > nowMs ? silentUntilMs : null,
    pollDueAtMs(state, rules, nowMs),
  ];
  const times = [
    earliestIn(slots)?.atMs ?? null,
    poll === null ? null : poll.startedAtMs + pollTimeoutMs,
    ...(countOf(waiting) > 0 ? whileWaiting : []),
  ].filter((atMs) => atMs !== null);
  return times.length === 0 ? null : times.reduce((soonest, atMs) => Math.min(soonest, atMs));
}
