import type { WarmupCap } from './settings.ts';
import type { RunState, WarmupRun } from './run.ts';

/** What decides over a claim: only `claimed` may run. `taken`: somebody else has this slot, or one beside it. */
export type ClaimOutcome = 'claimed' | 'taken' | 'cap-day' | 'cap-week' | 'failed';

/**
 * What happened to each slot, on the disk before anything is started and shared by all processes of this
 * user. Nothing throws; what cannot be kept does not happen.
 */
export interface WarmupLedger {
  /** Runs whose slot is not before a moment, oldest first; null: it cannot be read. */
  readonly since: (slotAtMs: number) => readonly WarmupRun[] | null;
  /** Takes the slot of a run that is about to begin, in one step with the counting of the caps; null: no caps. */
  readonly claim: (run: WarmupRun, cap: WarmupCap | null) => ClaimOutcome;
  /** Keeps that nothing was run for a slot; false where something is kept for it already. */
  readonly note: (run: WarmupRun) => boolean;
  /** Changes a run that is still in one of these states. */
  readonly change: (run: WarmupRun, from: readonly RunState[]) => boolean;
  /** Keeps when a sign-in was first seen, and gives the moment that is kept. `anew`: it replaces an earlier one. */
  readonly signInSeen: (accountId: string, atMs: number, anew: boolean) => number;
}
