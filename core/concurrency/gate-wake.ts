import { pollDueAtMs } from './admit.ts';
import { type GateRules, type GateState, gateTimes } from './gate-state.ts';

/** When time alone will change what is to be done; null: it will not. To be asked after a step at the same time. */
export function gateWakeAtMs(state: GateState, rules: GateRules, nowMs: number): number | null {
  const { slots, cooling, waiting, poll, pausedUntilMs, silentUntilMs } = state;
  const { reclaimAfterMs, pollTimeoutMs } = gateTimes;
  const whileWaiting = [
    ...waiting.map(({ sinceMs, waitMs }) => sinceMs + waitMs),
    ...cooling,
    pausedUntilMs,
    silentUntilMs !== null && silentUntilMs > nowMs ? silentUntilMs : null,
    pollDueAtMs(state, rules, nowMs),
  ];
  const times = [
    ...slots.map(({ renewedAtMs }) => renewedAtMs + reclaimAfterMs),
    poll === null ? null : poll.startedAtMs + pollTimeoutMs,
    ...(waiting.length > 0 ? whileWaiting : []),
  ].filter((atMs) => atMs !== null);
  return times.length === 0 ? null : times.reduce((soonest, atMs) => Math.min(soonest, atMs));
}
