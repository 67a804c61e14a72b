import { balanceOf } from './balance.ts';
import { heldBy } from './held.ts';
import { readUuidLike } from './identifiers.ts';
import { type Decision, type InstallState, noChanges } from './install-state.ts';
import { blankRow } from './install.ts';
import type { InvalidRequest, PlanAnswer, PlanRequest } from './store.ts';
import { rolledForward } from './month.ts';
import { planned } from './plan.ts';
import { tierNamed, type Tiers } from './tiers.ts';

/** The request with its id in its one spelling, or what is wrong with it (S3-14, S3-18). */
export function readPlanRequest<Request extends PlanRequest>(
  request: Request,
  tiers: Tiers,
): (Request & { readonly kind?: never }) | InvalidRequest {
  const installId = readUuidLike(request.installId);
  if (installId === null) return { kind: 'invalid', what: 'install-id' };
  return tierNamed(tiers, request.tier) === null ? { kind: 'invalid', what: 'tier' } : { ...request, installId };
}

/** Where a call may go now. An install that was never seen is stored as a blank row on the tier of the request. */
export function decidePlan(
  state: InstallState,
  request: PlanRequest,
  tiers: Tiers,
  nowMs: number,
): Decision<PlanAnswer> {
  const tier = tierNamed(tiers, request.tier);
  if (tier === null) return { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
  const row = rolledForward(state.row ?? blankRow(request.installId, nowMs, request.tier), nowMs);
  const balance = balanceOf(row, tier, heldBy(state.reservations, state.jobs, tier.countedPer, nowMs));
  const plan = planned(balance, request.hasHardware);
  return {
    answer: plan.allowed
      ? { kind: 'allowed', backend: plan.backend, balance }
      : { kind: 'denied', reason: plan.reason, balance },
    changes: { ...noChanges, row: state.row === null ? row : null },
  };
}
