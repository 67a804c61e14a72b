import { toIso } from '../units/time.ts';
import { type Balance, balanceOf } from './balance.ts';
import { heldBy } from './held.ts';
import type { InstallState } from './install-state.ts';
import { blankRow, type InstallRow } from './install.ts';
import { rolledForward } from './month.ts';
import { tierNamed, type Tiers } from './tiers.ts';

/** An install as other programs see it (interfaces.md). */
export interface LedgerRow extends Omit<InstallRow, 'lastActiveAtMs'>, Balance {
  /** Credits that are held for calls under way, of either kind. */
  readonly reserved: number;
  /** ISO 8601 UTC. */
  readonly lastActiveAt: string | null;
}

/** What is shown of an install now: rolled forward, with reservations taken off (S3-16, S3-20). */
export function ledgerRow(installId: string, state: InstallState, tiers: Tiers, nowMs: number): LedgerRow {
  const { lastActiveAtMs, ...row } = rolledForward(state.row ?? blankRow(installId, nowMs), nowMs);
  const tier = tierNamed(tiers, row.tier);
  const held = (['lifetime', 'month'] as const).map((countedPer) => ({
    countedPer,
    ...heldBy(state.reservations, state.jobs, countedPer, nowMs),
  }));
  const counted = held.find(({ countedPer }) => countedPer === tier?.countedPer) ?? { credits: 0, gemini: 0 };
  return {
    ...row,
    reserved: held.reduce((sum, { credits }) => sum + credits, 0),
    lastActiveAt: lastActiveAtMs === null ? null : toIso(lastActiveAtMs),
    ...balanceOf({ ...row, lastActiveAtMs }, tier, counted),
  };
}
