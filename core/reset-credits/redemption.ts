import { assertNever } from '../assert-never.ts';
import { type Failure, needsSignIn } from '../polling/failure.ts';
import type { HttpOutcome } from '../ports.ts';
import { parseConsumeAnswer, type RedeemableCredit } from '../providers/codex/reset-credits.ts';

/**
 * One request to use a banked reset, from before it is first sent. `written`: it may have been sent;
 * `not-known`: it was, and nobody said what came of it; `removalFailed`: it was turned away before anything
 * happened; `settled`: its reset vanished, so it was used or has expired. The others are the service's word.
 */
export type RedemptionState =
  | 'written'
  | 'not-known'
  | 'refused'
  | 'redeemed'
  | 'nothing-to-reset'
  | 'no-credit'
  | 'settled';

export interface Redemption {
  /** A UUID of version 4, the same for every attempt at this reset until the service says what happened. */
  readonly requestId: string;
  readonly accountId: string;
  readonly creditId: string;
  readonly state: RedemptionState;
  readonly firstAtMs: number;
  /** When it was last sent, or was about to be. */
  readonly lastAtMs: number;
}

/** Requests over restarts. Nothing here throws. */
export interface Redemptions {
  /** Those of an account, oldest first; null: they cannot be read. */
  readonly of: (accountId: string) => readonly Redemption[] | null;
  /** Keeps it in place of what had its request id. True once it is on the disk, so that it outlives a crash. */
  readonly write: (redemption: Redemption) => boolean;
}

const apartMs = 30_000;

/** True while a reset may have been used without anybody having said so. */
export function isUncertain({ state }: Redemption): boolean {
  return state === 'written' || state === 'not-known';
}

/** Whether the last attempt is less than 30 seconds ago. A time of the future is of a clock that was set back. */
export function isTooSoon(redemptions: readonly Redemption[], nowMs: number): boolean {
  return redemptions.some(({ lastAtMs }) => lastAtMs <= nowMs && nowMs - lastAtMs < apartMs);
}

/**
 * The request to send for a reset: the one that was never answered, with its id, or a new one.
 *
 * @param newId Random, a UUID of version 4; used only where there is nothing to repeat.
 */
export function nextAttempt(
  redemptions: readonly Redemption[],
  { accountId, creditId }: Pick<Redemption, 'accountId' | 'creditId'>,
  newId: string,
  nowMs: number,
): Redemption {
  const open = redemptions.find(
    (each) => each.creditId === creditId && (isUncertain(each) || each.state === 'refused'),
  );
  return open === undefined
    ? { requestId: newId, accountId, creditId, state: 'written', firstAtMs: nowMs, lastAtMs: nowMs }
    : { ...open, state: 'written', lastAtMs: nowMs };
}

type ResetChoice =
  /** `repeats`: an earlier try at the same one was never confirmed. */
  | { readonly kind: 'use'; readonly credit: RedeemableCredit; readonly repeats: boolean }
  /** What was tried earlier is no longer in the list: it was used, or has expired. */
  | { readonly kind: 'settled'; readonly redemptions: readonly Redemption[] }
  /** The list counts more than it names, so that nothing can be said about what was tried earlier. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'none' };

/**
 * Which banked reset to use: the one that was tried and never confirmed, so that one wish takes one
 * reset; else the soonest to expire.
 *
 * @param redeemable Those that can be used, the soonest to expire first.
 * @param available How many the service says there are.
 */
export function chooseReset(
  redeemable: readonly RedeemableCredit[],
  available: number,
  redemptions: readonly Redemption[],
): ResetChoice {
  const uncertain = redemptions.filter(isUncertain);
  const again = redeemable.find(({ id }) => uncertain.some(({ creditId }) => creditId === id));
  if (again !== undefined) return { kind: 'use', credit: again, repeats: true };
  if (uncertain.length > 0) {
    return available > redeemable.length ? { kind: 'incomplete' } : { kind: 'settled', redemptions: uncertain };
  }
  const used = new Set(redemptions.filter(({ state }) => state === 'redeemed').map(({ creditId }) => creditId));
  const first = redeemable.find(({ id }) => !used.has(id));
  return first === undefined ? { kind: 'none' } : { kind: 'use', credit: first, repeats: false };
}

/** The user's leave to use one certain banked reset: random, short-lived, good once. */
export interface Confirmation {
  readonly id: string;
  readonly accountId: string;
  readonly creditId: string;
  readonly madeAtMs: number;
}

const goodForMs = 120_000;

/** Whether what a page sent is this very confirmation, for this account and still in time. */
export function isConfirmed(
  confirmation: Confirmation | undefined,
  sent: { readonly accountId: string; readonly id: string },
  nowMs: number,
): confirmation is Confirmation {
  if (confirmation === undefined || confirmation.id !== sent.id || confirmation.accountId !== sent.accountId) {
    return false;
  }
  return confirmation.madeAtMs <= nowMs && nowMs - confirmation.madeAtMs <= goodForMs;
}

/** What an attempt came to, and why in the cases that a person can do something about. */
export interface AttemptResult {
  readonly state: Exclude<RedemptionState, 'written'>;
  readonly because: 'answer' | 'sign-in' | 'limited' | 'not-sent' | 'turned-away';
}

/**
 * What the answer to a request means. Only the service's own code says that a reset was used; a good
 * status without one, a fault of the server and a lost connection leave it open (S1(b)).
 *
 * @param wasUncertain An earlier attempt with the same id may have been carried out.
 */
export function judgeConsumeAnswer(outcome: HttpOutcome, wasUncertain: boolean): AttemptResult {
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
function afterFailure(failure: Failure, wasUncertain: boolean): AttemptResult {
  const because = turnedAway(failure);
  if (because === null) return { state: 'not-known', because: 'answer' };
  return { state: wasUncertain ? 'not-known' : 'refused', because };
}

function turnedAway(failure: Failure): Exclude<AttemptResult['because'], 'answer'> | null {
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
