import type { RunState, WarmupRun } from './run.ts';
import type { Slot } from './schedule.ts';

/** The first row of a slot. */
export function runOfSlot(slot: Slot, state: RunState, reason: WarmupRun['reason'], nowMs: number): WarmupRun {
  const { warmup, atMs, date, key, timeZone } = slot;
  return {
    ...{ key, accountId: warmup.accountId, slotAtMs: atMs, slotDate: date, slotTime: warmup.time, timeZone },
    ...{ byHand: false, state, reason, claimedAtMs: nowMs, startedAtMs: null, endedAtMs: null, resetsAtMs: null },
  };
}

/** The row of a run that the user asks for in person. */
export function runByHand(
  accountId: string,
  { date, time, timeZone }: { readonly date: string; readonly time: string; readonly timeZone: string },
  nowMs: number,
): WarmupRun {
  return {
    ...{ key: `${accountId}|by-hand|${nowMs}`, accountId, slotAtMs: nowMs, slotDate: date, slotTime: time, timeZone },
    ...{ byHand: true, state: 'claimed', reason: null, claimedAtMs: nowMs },
    ...{ startedAtMs: null, endedAtMs: null, resetsAtMs: null },
  };
}
