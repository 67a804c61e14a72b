import { balanceOf } from './balance.ts';
import { decidePlan, readPlanRequest } from './decide-plan.ts';
import { heldBy, isCovered, isHolding } from './held.ts';
import { isJobId } from './identifiers.ts';
import { type Decision, type InstallState, noChanges } from './install-state.ts';
import { type Backend, blankRow, type Reservation } from './install.ts';
import type { InvalidRequest, ReserveAnswer, ReserveRequest } from './store.ts';
import { rolledForward } from './month.ts';
import { tierNamed, type Tiers } from './tiers.ts';

export const defaultTtlSeconds = 15 * 60;
export const longestTtlSeconds = 24 * 60 * 60;

/** The request with its id in its one spelling, or what is wrong with it. */
export function readReserveRequest(
  request: ReserveRequest,
  tiers: Tiers,
): (ReserveRequest & { readonly kind?: never }) | InvalidRequest {
  const { jobId, ttlSeconds } = request;
  if (jobId !== null && !isJobId(jobId)) return { kind: 'invalid', what: 'job-id' };
  const isTtl = ttlSeconds === null || (ttlSeconds > 0 && ttlSeconds <= longestTtlSeconds);
  return isTtl ? readPlanRequest(request, tiers) : { kind: 'invalid', what: 'ttl' };
}

/**
 * Holds a credit for a call. A call of a job that holds or has paid its credit already needs no further
 * one, and goes where that job goes. An install that was never charged takes the tier of the request, so
 * that a list shows what is left on that tier.
 */
export function decideReserve(
  state: InstallState,
  request: ReserveRequest,
  tiers: Tiers,
  nowMs: number,
  reservationId: string,
): Decision<ReserveAnswer> {
  const tier = tierNamed(tiers, request.tier);
  if (tier === null) return { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
  const plan = decidePlan(state, request, tiers, nowMs);
  const joined = backendOfJob(state, request, tier.countedPer, nowMs);
  const backend = joined ?? (plan.answer.kind === 'allowed' ? plan.answer.backend : null);
  if (backend === null) return plan as Decision<ReserveAnswer>;
  const expiresAtMs = Math.round(nowMs + (request.ttlSeconds ?? defaultTtlSeconds) * 1000);
  const { installId, jobId } = request;
  const reservation: Reservation = {
    ...{ reservationId, installId, tier: request.tier, countedPer: tier.countedPer },
    ...{ backend, jobId, createdAtMs: nowMs, expiresAtMs, state: 'open' },
  };
  const known = rolledForward(state.row ?? blankRow(installId, nowMs, request.tier), nowMs);
  const row = known.lastActiveAtMs === null ? { ...known, tier: request.tier } : known;
  const isNews = state.row === null || state.row.tier !== row.tier;
  const held = heldBy([...state.reservations, reservation], state.jobs, tier.countedPer, nowMs);
  return {
    answer: { kind: 'reserved', reservationId, backend, expiresAtMs, balance: balanceOf(row, tier, held) },
    changes: { ...noChanges, row: isNews ? row : null, reservation },
  };
}

/** Where the calls of this job go that were paid or are held already; null: it needs a credit of its own. */
function backendOfJob(
  { reservations, jobs }: InstallState,
  { jobId, hasHardware }: ReserveRequest,
  countedPer: Reservation['countedPer'],
  nowMs: number,
): Backend | null {
  if (jobId === null) return null;
  const paid = jobs.find((job) => job.jobId === jobId && isCovered(job, nowMs));
  const holding = reservations.find(
    (other) => other.jobId === jobId && other.countedPer === countedPer && isHolding(other, nowMs),
  );
  const backend = (paid ?? holding)?.backend ?? null;
  return backend === 'hardware' && !hasHardware ? null : backend;
}
