import type { Balance } from '../../../../core/ledger/balance.ts';
import type { Backend } from '../../../../core/ledger/install.ts';

/** While the server is away nobody knows what is left; the grace is no balance. */
export const unknownBalance: Balance = { remaining: null, capped: 'unknown', geminiRemaining: null };

/** Whether the sub-cap of Gemini is open is not known either, so the install's own hardware goes first. */
export function graceBackend(hasHardware: boolean): Backend {
  return hasHardware ? 'hardware' : 'gemini';
}
