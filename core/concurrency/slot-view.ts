import { type GateRules, type GateState, gateTimes, inFlight, limitOf } from './state.ts';
import type { SlotView } from './slots.ts';
import { itemOf } from './timetable.ts';

/** A slot as its holder sees it; null: nobody holds it. */
export function slotView(state: GateState, rules: GateRules, accountId: string, slotId: string): SlotView | null {
  const slot = itemOf(state.slots, slotId);
  return slot === undefined
    ? null
    : {
        slotId,
        accountId,
        expiresAtMs: slot.renewedAtMs + gateTimes.reclaimAfterMs,
        inFlight: inFlight(state),
        limit: limitOf(state, rules),
      };
}
