import { balanceOf, heldCredits, isJobPaid, holdsCredit, planCall } from './balance.ts';
import {
  type Backend,
  blankRow,
  type Changes,
  chargeRow,
  type Decision,
  type InstallRow,
  type InstallState,
  isJobId,
  noChanges,
  parseUuid,
  type Reservation,
  rolledForward,
} from './install.ts';
import type {
  CommitAnswer,
  CommitRequest,
  InvalidRequest,
  PlanAnswer,
  PlanRequest,
  ReleaseAnswer,
  ReleaseRequest,
  ReserveAnswer,
  ReserveRequest,
} from './store.ts';
import { type CountedPer, tierByName, type Tiers } from './tiers.ts';

/** The request with its id in lower case, or the part of it that is invalid. */
export function parsePlanRequest<Request extends PlanRequest>(
  request: Request,
  tiers: Tiers,
): (Request & { readonly kind?: never }) | InvalidRequest {
  const installId = parseUuid(request.installId);
  if (installId === null) return { kind: 'invalid', what: 'install-id' };
  return tierByName(tiers, request.tier) === null ? { kind: 'invalid', what: 'tier' } : { ...request, installId };
}

/** Decides where a call may go now. It stores a blank row on the tier of the request for an unknown install. */
export function decidePlan(
  state: InstallState,
  request: PlanRequest,
  tiers: Tiers,
  nowMs: number,
): Decision<PlanAnswer> {
  const tier = tierByName(tiers, request.tier);
  if (tier === null) return { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
  const row = rolledForward(state.row ?? blankRow(request.installId, nowMs, request.tier), nowMs);
  const balance = balanceOf(row, tier, heldCredits(state.reservations, state.jobs, tier.countedPer, nowMs));
  const plan = planCall(balance, request.hasHardware);
  return {
    answer: plan.allowed
      ? { kind: 'allowed', backend: plan.backend, balance }
      : { kind: 'denied', reason: plan.reason, balance },
    changes: { ...noChanges, row: state.row === null ? row : null },
  };
}

/** For how long a reservation holds its credit if the request does not say. */
export const defaultTtlSeconds = 15 * 60;
/** The longest time for which a reservation may hold its credit. */
export const maxTtlSeconds = 24 * 60 * 60;

/** The request with its id in lower case, or the part of it that is invalid. */
export function parseReserveRequest(
  request: ReserveRequest,
  tiers: Tiers,
): (ReserveRequest & { readonly kind?: never }) | InvalidRequest {
  const { jobId, ttlSeconds } = request;
  if (jobId !== null && !isJobId(jobId)) return { kind: 'invalid', what: 'job-id' };
  const isTtl = ttlSeconds === null || (ttlSeconds > 0 && ttlSeconds <= maxTtlSeconds);
  return isTtl ? parsePlanRequest(request, tiers) : { kind: 'invalid', what: 'ttl' };
}

/**
 * Reserves a credit for a call. If the job of the call holds or has paid a credit already, the call needs no
 * further one and goes to the same backend. An install that was never charged takes the tier of the request,
 * so that the list of installs shows what is left on that tier.
 */
export function decideReserve(
  state: InstallState,
  request: ReserveRequest,
  tiers: Tiers,
  nowMs: number,
  reservationId: string,
): Decision<ReserveAnswer> {
  const tier = tierByName(tiers, request.tier);
  if (tier === null) return { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
  const plan = decidePlan(state, request, tiers, nowMs);
  const jobBackend = backendOfJob(state, request, tier.countedPer, nowMs);
  const backend = jobBackend ?? (plan.answer.kind === 'allowed' ? plan.answer.backend : null);
  if (backend === null) return plan as Decision<ReserveAnswer>;
  const expiresAtMs = Math.round(nowMs + (request.ttlSeconds ?? defaultTtlSeconds) * 1000);
  const { installId, jobId } = request;
  const reservation: Reservation = {
    ...{ reservationId, installId, tier: request.tier, countedPer: tier.countedPer },
    ...{ backend, jobId, createdAtMs: nowMs, expiresAtMs, state: 'open' },
  };
  const known = rolledForward(state.row ?? blankRow(installId, nowMs, request.tier), nowMs);
  const row = known.lastActiveAtMs === null ? { ...known, tier: request.tier } : known;
  const isChanged = state.row === null || state.row.tier !== row.tier;
  const held = heldCredits([...state.reservations, reservation], state.jobs, tier.countedPer, nowMs);
  return {
    answer: { kind: 'reserved', reservationId, backend, expiresAtMs, balance: balanceOf(row, tier, held) },
    changes: { ...noChanges, row: isChanged ? row : null, reservation },
  };
}

/** The backend of a job that holds or has paid a credit; null: the call needs a credit of its own. */
function backendOfJob(
  { reservations, jobs }: InstallState,
  { jobId, hasHardware }: ReserveRequest,
  countedPer: Reservation['countedPer'],
  nowMs: number,
): Backend | null {
  if (jobId === null) return null;
  const paid = jobs.find((job) => job.jobId === jobId && isJobPaid(job, nowMs));
  const holding = reservations.find(
    (other) => other.jobId === jobId && other.countedPer === countedPer && holdsCredit(other, nowMs),
  );
  const backend = (paid ?? holding)?.backend ?? null;
  return backend === 'hardware' && !hasHardware ? null : backend;
}

type CallRequest = Extract<CommitRequest, { by: 'call' }>;

/** The request with its ids in lower case, or the part of it that is invalid. */
export function parseCommitRequest(
  request: CommitRequest,
  tiers: Tiers,
): (CommitRequest & { readonly kind?: never }) | InvalidRequest {
  const installId = request.installId === null ? null : parseUuid(request.installId);
  if (request.installId !== null && installId === null) return { kind: 'invalid', what: 'install-id' };
  if (request.by === 'reservation') {
    const reservationId = parseUuid(request.reservationId);
    return reservationId === null
      ? { kind: 'invalid', what: 'reservation-id' }
      : { by: 'reservation', reservationId, installId };
  }
  if (installId === null) return { kind: 'invalid', what: 'install-id' };
  if (request.jobId !== null && !isJobId(request.jobId)) return { kind: 'invalid', what: 'job-id' };
  return tierByName(tiers, request.tier) === null ? { kind: 'invalid', what: 'tier' } : { ...request, installId };
}

/** Charges a call that had no reservation. A job that was charged within the hour is not charged again. */
export function decideCallCommit(
  state: InstallState,
  { installId, tier, backend, jobId }: CallRequest,
  tiers: Tiers,
  nowMs: number,
): Decision<CommitAnswer> {
  const countedPer = tierByName(tiers, tier)?.countedPer;
  if (countedPer === undefined) return { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
  return book(state, { installId, tier, countedPer, backend, jobId }, null, tiers, nowMs);
}

/**
 * Charges the call of a reservation on the terms of the reservation. A reservation that has expired is charged
 * too, because the call was served. The state must be that of the reservation's install and must contain it.
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
    (jobId !== null && state.jobs.some((job) => job.jobId === jobId && isJobPaid(job, nowMs)));
  const changes: Changes = {
    row: wasPaid ? null : chargeRow(before, booking, nowMs),
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
  return balanceOf(row, tierByName(tiers, tier), heldCredits(others, paid, countedPer, nowMs));
}

/** The request with its ids in lower case, or the part of it that is invalid. */
export function parseReleaseRequest(
  request: ReleaseRequest,
): (ReleaseRequest & { readonly kind?: never }) | InvalidRequest {
  const reservationId = parseUuid(request.reservationId);
  if (reservationId === null) return { kind: 'invalid', what: 'reservation-id' };
  if (request.installId === null) return { reservationId, installId: null };
  const installId = parseUuid(request.installId);
  return installId === null ? { kind: 'invalid', what: 'install-id' } : { reservationId, installId };
}

/** Gives the credit of a reservation back. A reservation that was charged stays charged. */
export function decideRelease(reservation: Reservation): Decision<ReleaseAnswer> {
  switch (reservation.state) {
    case 'committed':
      return { answer: { kind: 'was-committed' }, changes: noChanges };
    case 'released':
      return { answer: { kind: 'released' }, changes: noChanges };
    case 'open':
      return {
        answer: { kind: 'released' },
        changes: { ...noChanges, reservation: { ...reservation, state: 'released' } },
      };
  }
}
