import { balanceOf } from './balance.ts';
import { charged } from './charge.ts';
import { heldBy, isCovered } from './held.ts';
import { isJobId, readUuidLike } from './identifiers.ts';
import { type Changes, type Decision, type InstallState, noChanges } from './install-state.ts';
import { type Backend, blankRow, type InstallRow, type Reservation } from './install.ts';
import type { CommitAnswer, CommitRequest, InvalidRequest } from './store.ts';
import { rolledForward } from './month.ts';
import { type CountedPer, tierNamed, type Tiers } from './tiers.ts';

type CallRequest = Extract<CommitRequest, { by: 'call' }>;

/** The request with its ids in their one spelling, or what is wrong with it (S3-14, S3-18). */
export function readCommitRequest(
  request: CommitRequest,
  tiers: Tiers,
): (CommitRequest & { readonly kind?: never }) | InvalidRequest {
  const installId = request.installId === null ? null : readUuidLike(request.installId);
  if (request.installId !== null && installId === null) return { kind: 'invalid', what: 'install-id' };
  if (request.by === 'reservation') {
    const reservationId = readUuidLike(request.reservationId);
    return reservationId === null
      ? { kind: 'invalid', what: 'reservation-id' }
      : { by: 'reservation', reservationId, installId };
  }
  if (installId === null) return { kind: 'invalid', what: 'install-id' };
  if (request.jobId !== null && !isJobId(request.jobId)) return { kind: 'invalid', what: 'job-id' };
  return tierNamed(tiers, request.tier) === null ? { kind: 'invalid', what: 'tier' } : { ...request, installId };
}

/** Books a call that had no reservation. A job that was charged within the hour is not charged again (S3-8, S3-17). */
export function decideCallCommit(
  state: InstallState,
  { installId, tier, backend, jobId }: CallRequest,
  tiers: Tiers,
  nowMs: number,
): Decision<CommitAnswer> {
  const countedPer = tierNamed(tiers, tier)?.countedPer;
  if (countedPer === undefined) return { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
  return book(state, { installId, tier, countedPer, backend, jobId }, null, tiers, nowMs);
}

/**
 * Books the call a reservation was made for, on the terms of the reservation, also when its time is
 * over: it was served. The state is that of the reservation's install and must contain it.
 */
export function decideReservationCommit(
  state: InstallState,
  reservation: Reservation,
  tiers: Tiers,
  nowMs: number,
): Decision<CommitAnswer> {
  return reservation.state === 'released'
    ? { answer: { kind: 'was-released' }, changes: noChanges }
    : book(state, reservation, reservation, tiers, nowMs);
}

interface Booking {
  readonly installId: string;
  readonly tier: string;
  readonly countedPer: CountedPer;
  readonly backend: Backend;
  readonly jobId: string | null;
}

function book(
  state: InstallState,
  booking: Booking,
  reservation: Reservation | null,
  tiers: Tiers,
  nowMs: number,
): Decision<CommitAnswer> {
  const { installId, jobId, backend } = booking;
  const before = state.row ?? blankRow(installId, nowMs);
  const wasPaid =
    reservation?.state === 'committed' ||
    (jobId !== null && state.jobs.some((job) => job.jobId === jobId && isCovered(job, nowMs)));
  const changes: Changes = {
    row: wasPaid ? null : charged(before, booking, nowMs),
    reservation: reservation?.state === 'open' ? { ...reservation, state: 'committed' } : null,
    job: wasPaid || jobId === null ? null : { installId, jobId, backend, chargedAtMs: nowMs },
  };
  const balance = balanceAfter(state, changes, rolledForward(changes.row ?? before, nowMs), booking, tiers, nowMs);
  return { answer: { kind: 'committed', charged: !wasPaid, tier: booking.tier, balance }, changes };
}

function balanceAfter(
  { reservations, jobs }: InstallState,
  { reservation, job }: Changes,
  row: InstallRow,
  { tier, countedPer }: Booking,
  tiers: Tiers,
  nowMs: number,
) {
  const others = reservations.filter(({ reservationId }) => reservationId !== reservation?.reservationId);
  const paid = job === null ? jobs : [...jobs, job];
  return balanceOf(row, tierNamed(tiers, tier), heldBy(others, paid, countedPer, nowMs));
}
