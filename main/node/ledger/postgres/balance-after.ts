import { type Balance, balanceOf, heldCredits } from '../../../../core/ledger/balance.ts';
import {
  blankRow,
  type ChargedJob,
  type InstallRow,
  type InstallState,
  type Reservation,
  rolledForward,
} from '../../../../core/ledger/install.ts';
import { type CountedPer, tierByName, type Tiers } from '../../../../core/ledger/tiers.ts';

export interface Booked {
  readonly installId: string;
  readonly tier: string;
  readonly countedPer: CountedPer;
  /** The row after it; null: nothing was charged. */
  readonly row: InstallRow | null;
  /** What was settled by it or made. */
  readonly settled: Reservation | null;
  readonly made: Reservation | null;
  readonly charged: ChargedJob | null;
}

/** What is left after a booking, of the state that the booking's own statement saw. */
export function balanceAfter(state: InstallState, booked: Booked, tiers: Tiers, nowMs: number): Balance {
  const { installId, tier, countedPer, settled, made, charged } = booked;
  const row = rolledForward(booked.row ?? state.row ?? blankRow(installId, nowMs), nowMs);
  const others = state.reservations.filter(
    ({ reservationId }) => reservationId !== settled?.reservationId && reservationId !== made?.reservationId,
  );
  const reservations = made === null ? others : [...others, made];
  const jobs = charged === null ? state.jobs : [...state.jobs, charged];
  return balanceOf(row, tierByName(tiers, tier), heldCredits(reservations, jobs, countedPer, nowMs));
}
