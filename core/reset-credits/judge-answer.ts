import { assertNever } from '../assert-never.ts';
import type { HttpOutcome } from '../ports.ts';
import { parseConsumeAnswer } from '../providers/codex/reset-credits.ts';
import { type Failure, needsSignIn } from '../polling/failure.ts';
import type { RedemptionState } from './redemption.ts';

/** What an attempt came to, and why in the cases that a person can do something about. */
export interface Attempted {
  readonly state: Exclude<RedemptionState, 'written'>;
  readonly because: 'answer' | 'sign-in' | 'limited' | 'not-sent' | 'turned-away';
}

/**
 * What the answer to a request means. Only the service's own code says that a reset was used; a good
 * status without one, a fault of the server and a lost connection leave it open (S1(b)).
 *
 * @param wasUncertain An earlier attempt with the same id may have been carried out.
 */
export function judgeAnswer(outcome: HttpOutcome, wasUncertain: boolean): Attempted {
  if (outcome.kind === 'failure') return afterFailure(outcome.failure, wasUncertain);
  const answer = parseConsumeAnswer(outcome.body);
  switch (answer) {
    case 'reset':
    case 'already-redeemed':
      return { state: 'redeemed', because: 'answer' };
    case 'nothing-to-reset':
      return { state: 'nothing-to-reset', because: 'answer' };
    case 'no-credit':
      return { state: wasUncertain ? 'settled' : 'no-credit', because: 'answer' };
    case null:
      return { state: 'not-known', because: 'answer' };
    default:
      return assertNever(answer);
  }
}

/** A request that was turned away used nothing, but says nothing about an earlier attempt. */
function afterFailure(failure: Failure, wasUncertain: boolean): Attempted {
  const because = turnedAway(failure);
  if (because === null) return { state: 'not-known', because: 'answer' };
  return { state: wasUncertain ? 'not-known' : 'refused', because };
}

function turnedAway(failure: Failure): Exclude<Attempted['because'], 'answer'> | null {
  if (needsSignIn(failure)) return 'sign-in';
  if (failure.kind === 'limited') return 'limited';
  if (failure.kind === 'network') return failure.cause === 'reset' || failure.cause === 'other' ? null : 'not-sent';
  if (failure.kind === 'unexpected-status' || failure.kind === 'forbidden')
    return isRefusal(failure.status) ? 'turned-away' : null;
  return null;
}

/** A conflict and a time-out of the server may be about a request that is being carried out. */
function isRefusal(status: number): boolean {
  return status >= 400 && status <= 499 && status !== 408 && status !== 409 && status !== 425;
}
