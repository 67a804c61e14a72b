import type { Failure } from '../polling/failure.ts';
import { type EndpointState, serviceWaitUntilMs, settledStatus, type SettledPollStatus } from '../polling/endpoint.ts';
import type { AccountDataState } from '../snapshot/schema.ts';
import { assertNever } from '../assert-never.ts';
import type { AccountState } from './account-state.ts';
import { clockToleranceMs, latestOf, lastMeasuredAtMs } from '../usage/freshness.ts';
import { signInState } from './sign-in.ts';

/** How an account's data and its link stand at a moment. */
export interface DataStateJudgement {
  readonly state: AccountDataState;
  /** The failure behind the state, when there is one. */
  readonly failure: Failure | null;
  /** When the newest figure was true; null: never. */
  readonly measuredAtMs: number | null;
  readonly nextRefreshAtMs: number | null;
  /** Until when the service itself asked us to wait; null: it did not. */
  readonly serviceWaitUntilMs: number | null;
  /** The sign-in ended, and its tool renews it with its next use. */
  readonly signInAsleep: boolean;
  readonly fetching: boolean;
}

/**
 * @param staleAfterMs Age at which a figure no longer counts as fresh: twice the refresh interval.
 * @param asked False when the user has turned off asking this provider.
 */
export function judgeDataState(
  account: AccountState,
  staleAfterMs: number,
  asked: boolean,
  nowMs: number,
): DataStateJudgement {
  const usage = account.endpoints['usage'];
  const measuredAtMs = latestOf([usage?.fetchedAtMs ?? null, lastMeasuredAtMs(account.facts, nowMs)], nowMs);
  const link: SettledPollStatus = usage === undefined ? { kind: 'idle' } : settledStatus(usage);
  const signIn = link.kind === 'needs-sign-in' ? 'valid' : signInState(account.signIn, nowMs);
  const common = { measuredAtMs, signInAsleep: signIn === 'asleep', fetching: usage?.link.kind === 'fetching' };
  if (signIn !== 'valid') {
    const isEnded = signIn === 'ended';
    return {
      ...common,
      state: isEnded ? 'signed-out' : stateOf({ kind: 'idle' }, measuredAtMs, staleAfterMs, nowMs),
      failure: isEnded ? { kind: 'credential-expired', expiredAtMs: account.signIn?.expiresAtMs ?? 0 } : null,
      nextRefreshAtMs: null,
      serviceWaitUntilMs: null,
    };
  }
  return {
    ...common,
    state: stateOf(link, measuredAtMs, staleAfterMs, nowMs),
    failure: link.kind === 'retrying' || link.kind === 'needs-sign-in' ? link.failure : null,
    nextRefreshAtMs: asked && link.kind !== 'needs-sign-in' ? nextTry(usage, link) : null,
    serviceWaitUntilMs: serviceWaitUntilMs(link, nowMs),
  };
}

function stateOf(
  link: SettledPollStatus,
  measuredAtMs: number | null,
  staleAfterMs: number,
  nowMs: number,
): AccountDataState {
  switch (link.kind) {
    case 'needs-sign-in':
      return isUnidentified(link.failure) ? 'error' : 'signed-out';
    case 'limited':
      return 'rate-limited';
    case 'retrying':
      return link.failure.kind === 'network' || link.failure.kind === 'timeout' ? 'offline' : 'error';
    case 'idle':
      if (measuredAtMs === null) return 'not-measured';
      return isTooOld(measuredAtMs, staleAfterMs, nowMs) ? 'stale' : 'fresh';
    default:
      return assertNever(link);
  }
}

/** A sign-in is there, and whose it is shows soon: there is nothing for a person to do. */
function isUnidentified(failure: Failure): boolean {
  return failure.kind === 'credential' && failure.problem === 'unidentified';
}

/** Whether a figure no longer counts as one of now. One from the future was read before the clock was set back. */
export function isTooOld(asOfMs: number, staleAfterMs: number, nowMs: number): boolean {
  return nowMs - asOfMs >= staleAfterMs || asOfMs - nowMs > clockToleranceMs;
}

function nextTry(usage: EndpointState | undefined, link: SettledPollStatus): number | null {
  if (link.kind === 'limited' || link.kind === 'retrying') return link.untilMs;
  return usage?.nextDueAtMs ?? null;
}
