import { type GateRules, type GateState, gateTimes, inFlight, limitOf } from './gate-state.ts';
import type { SlotView } from './slots.ts';

/** A slot as its holder sees it; null: nobody holds it. */
export function slotView(state: GateState, rules: GateRules, accountId: string, slotId: string): SlotView | null {
  const slot = state.slots.find(({ id }) => id === slotId);
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
