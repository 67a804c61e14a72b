import { type GateRules, type GateState, gateTimes, limitOf } from './state.ts';
import type { GateStep } from './gate-step.ts';
import { itemOf } from './timetable.ts';

/**
 * The service refused the holder of a slot (S2-15): nobody goes in for as long as it said, and one fewer
 * may go in from then on. A refusal of a slot from before the last counted one says nothing about the
 * limit that holds since, so a burst counts once (S2-17), but its wait holds. A slot that is not known
 * changes nothing.
 */
export function limited(
  state: GateState,
  id: string,
  retryAfterMs: number | null,
  rules: GateRules,
  nowMs: number,
): GateStep {
  const slot = itemOf(state.slots, id) ?? itemOf(state.ended, id);
  if (slot === undefined) return { state, effects: [] };
  const { pauseMs, longestPauseMs } = gateTimes;
  const isHint = retryAfterMs !== null && Number.isFinite(retryAfterMs) && retryAfterMs > 0;
  const untilMs = nowMs + Math.min(isHint ? retryAfterMs : pauseMs, longestPauseMs);
  const paused = { ...state, pausedUntilMs: Math.max(state.pausedUntilMs ?? 0, untilMs) };
  if (!isNews(state, slot.admittedAtMs, nowMs)) return { state: paused, effects: [] };
  const counted = { ...paused, countedAtMs: nowMs };
  const limit = limitOf(state, rules);
  if (limit === null || limit === 1) return { state: counted, effects: [] };
  const reduction = { from: state.reduction?.from ?? limit, to: limit - 1, atMs: nowMs };
  return { state: { ...counted, reduction }, effects: [{ kind: 'reduction' }] };
}

function isNews({ countedAtMs, pausedUntilMs }: GateState, admittedAtMs: number, nowMs: number): boolean {
  if (countedAtMs === null || admittedAtMs > countedAtMs) return true;
  return pausedUntilMs === null && nowMs - countedAtMs >= gateTimes.burstMs;
}
