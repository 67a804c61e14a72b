import { assertNever } from '../assert-never.ts';
import { type Failure, needsSignIn } from '../polling/failure.ts';
import type { Account } from '../providers/account.ts';
import type { HttpOutcome, ToolResult } from '../ports.ts';
import { type ConsumeAnswer, parseConsumeAnswer } from '../providers/codex/reset-credits.ts';
import type { RedeemableCredit } from '../providers/provider.ts';
import { minuteMs, secondMs } from '../units/time.ts';

/**
 * The state of a request to use a banked reset, stored before the request is first sent. `written`: it may have been
 * sent. `not-known`: it was sent, but its outcome is not known. `refused`: it was refused before anything happened.
 * `settled`: the reset is gone, so it was used or has expired. The other states are answers of the service.
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
  /** A UUID of version 4, the same for every attempt at this reset until the service states the outcome. */
  readonly requestId: string;
  readonly accountId: string;
  readonly creditId: string;
  readonly state: RedemptionState;
  readonly firstAtMs: number;
  /** When it was last sent, or about to be sent, epoch ms. */
  readonly lastAtMs: number;
}

/** Stores the requests over restarts. It never throws. */
export interface Redemptions {
  /** The requests of an account, oldest first; null: they cannot be read. */
  readonly of: (accountId: string) => readonly Redemption[] | null;
  /** Stores a request in place of the one with the same id. True once it is on the disk, so that it outlives a crash. */
  readonly write: (redemption: Redemption) => boolean;
}

/** Uses one banked reset through an account's own tool. The same request id never uses two. Never rejects. */
export type RedeemWithTool = (
  account: Account,
  reset: Pick<Redemption, 'requestId' | 'creditId'>,
) => Promise<ToolResult<ConsumeAnswer>>;

const spacingMs = 30 * secondMs;

/** True while a reset may have been used without an answer that says so. */
export function isUncertain({ state }: Redemption): boolean {
  return state === 'written' || state === 'not-known';
}

/** Whether the last attempt is less than 30 seconds ago. A future time is from before the clock was set back. */
export function isTooSoon(redemptions: readonly Redemption[], nowMs: number): boolean {
  return redemptions.some(({ lastAtMs }) => lastAtMs <= nowMs && nowMs - lastAtMs < spacingMs);
}

/**
 * The request to send for a reset: the unanswered one with its id, or a new one.
 *
 * @param newId A random UUID of version 4, used only where no request is repeated.
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
  /** `repeats`: an earlier attempt at the same reset was never confirmed. */
  | { readonly kind: 'use'; readonly credit: RedeemableCredit; readonly repeats: boolean }
  /** The resets of earlier attempts are no longer in the list: they were used, or have expired. */
  | { readonly kind: 'settled'; readonly redemptions: readonly Redemption[] }
  /** The list names fewer resets than it counts, so the outcome of earlier attempts stays open. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'none' };

/**
 * The banked reset to use: one whose earlier attempt was never confirmed, so that one wish of the user takes one reset;
 * else the one that expires first.
 *
 * @param redeemable The resets that can be used, the one that expires first at the start.
 * @param available How many resets the service counts.
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

/** The user's consent to use one certain banked reset: random, short-lived, valid once. */
export interface Confirmation {
  readonly id: string;
  readonly accountId: string;
  readonly creditId: string;
  readonly madeAtMs: number;
}

const validForMs = 2 * minuteMs;

/** Whether a page sent this confirmation, for this account and in time. */
export function isConfirmed(
  confirmation: Confirmation | undefined,
  sent: { readonly accountId: string; readonly id: string },
  nowMs: number,
): confirmation is Confirmation {
  if (confirmation === undefined || confirmation.id !== sent.id || confirmation.accountId !== sent.accountId) {
    return false;
  }
  return confirmation.madeAtMs <= nowMs && nowMs - confirmation.madeAtMs <= validForMs;
}

/** The outcome of an attempt, and the reason where a person can do something about it. */
export interface AttemptResult {
  readonly state: Exclude<RedemptionState, 'written'>;
  readonly because: 'answer' | 'sign-in' | 'limited' | 'not-sent' | 'turned-away';
}

/**
 * The outcome of a request. Only the service's own code shows that a reset was used. A good status without a code, an
 * error of the server and a lost connection leave the outcome open.
 *
 * @param wasUncertain An earlier attempt with the same id may have used the reset.
 */
export function judgeConsumeAnswer(outcome: HttpOutcome, wasUncertain: boolean): AttemptResult {
  if (outcome.kind === 'failure') return afterFailure(outcome.failure, wasUncertain);
  return afterAnswer(parseConsumeAnswer(outcome.body), wasUncertain);
}

/**
 * The outcome of a request through the account's own tool. Null: the tool was not asked, so the app may send the request
 * itself. A tool that did not answer leaves the outcome open.
 *
 * @param wasUncertain An earlier attempt with the same id may have used the reset.
 */
export function judgeToolAnswer(result: ToolResult<ConsumeAnswer>, wasUncertain: boolean): AttemptResult | null {
  if (result.kind === 'not-asked') return null;
  return afterAnswer(result.kind === 'answer' ? result.value : null, wasUncertain);
}

function afterAnswer(answer: ConsumeAnswer | null, wasUncertain: boolean): AttemptResult {
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

/** The outcome of a failure. A refused request used nothing, but says nothing about an earlier attempt. */
function afterFailure(failure: Failure, wasUncertain: boolean): AttemptResult {
  const because = refusalReason(failure);
  if (because === null) return { state: 'not-known', because: 'answer' };
  return { state: wasUncertain ? 'not-known' : 'refused', because };
}

function refusalReason(failure: Failure): Exclude<AttemptResult['because'], 'answer'> | null {
  if (needsSignIn(failure)) return 'sign-in';
  if (failure.kind === 'limited') return 'limited';
  if (failure.kind === 'network') return failure.cause === 'reset' || failure.cause === 'other' ? null : 'not-sent';
  if (failure.kind === 'unexpected-status' || failure.kind === 'forbidden')
    return isRefusal(failure.status) ? 'turned-away' : null;
  return null;
}

/** True for a refusal. A conflict or a time-out of the server may concern a request that it is carrying out. */
function isRefusal(status: number): boolean {
  return status >= 400 && status <= 499 && status !== 408 && status !== 409 && status !== 425;
}
