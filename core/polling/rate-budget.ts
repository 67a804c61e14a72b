import { hourMs, minuteMs } from '../units/time.ts';

/** A little more than the interval, so that polls which differ by the jitter stay within the budget. */
const shareOfInterval = 1.04;
/** How far requests may run ahead of an even rate, for retries after failures and for expedited polls. */
const aheadMs = 40 * minuteMs;

/** The interval by which all endpoints of one account together are limited: the default of usage. */
const accountBaseMs = 5 * minuteMs;
/** What the endpoints beside usage may take although usage leaves no room: a request every two hours on average. */
const besideUsage: RateBudget = { periodMs: 2 * hourMs, aheadMs };

/**
 * A rate limit by the generic cell rate algorithm (GCRA). Its only state is `evenAtMs`, the time up to which an
 * even rate has used the requests that were sent. A request is allowed while that time lies no further ahead of
 * now than `aheadMs`, and each request moves it on by `periodMs`.
 */
export interface RateBudget {
  /** How far apart requests are on average. */
  readonly periodMs: number;
  /** How far ahead of the even rate they may run. */
  readonly aheadMs: number;
}

/**
 * The budget of an endpoint. At the default interval of 5 minutes no 24 hours hold more than 285 requests, at 15
 * minutes no more than 95, whatever the service answers.
 */
export function rateBudgetOf(baseMs: number): RateBudget {
  return { periodMs: shareOfInterval * baseMs, aheadMs };
}

/** How often one account may be polled, over all its endpoints. */
export interface AccountRateBudget {
  readonly all: RateBudget;
  /** The endpoints beside usage, together. */
  readonly besideUsage: RateBudget;
}

/**
 * The budget of an account over all its endpoints: no 24 hours hold more than 285 requests. A user who wants usage
 * more often than by default gets the budget of that interval.
 */
export function accountRateBudgetOf(usageBaseMs: number): AccountRateBudget {
  return { all: rateBudgetOf(Math.min(usageBaseMs, accountBaseMs)), besideUsage };
}

/** The state of an account's budget, epoch ms; null: no request was sent. */
export interface AccountSpending {
  readonly allEvenAtMs: number | null;
  readonly besideUsageEvenAtMs: number | null;
}

/**
 * When the budget of the account allows a request, epoch ms. Usage may run ahead of the even rate. Another endpoint
 * is polled where usage has left room for it, else so seldom that usage is hardly delayed.
 */
export function accountAffordableAtMs(
  isUsage: boolean,
  { allEvenAtMs, besideUsageEvenAtMs }: AccountSpending,
  budget: AccountRateBudget,
  nowMs: number,
): number {
  const aheadAtMs = affordableAtMs(allEvenAtMs, budget.all, nowMs);
  if (isUsage) return aheadAtMs;
  const roomAtMs = allEvenAtMs === null ? nowMs : aheadAtMs + budget.all.aheadMs;
  const seldomAtMs = affordableAtMs(besideUsageEvenAtMs, budget.besideUsage, nowMs);
  return Math.min(roomAtMs, Math.max(aheadAtMs, seldomAtMs));
}

/** When the budget allows the next request, epoch ms. */
export function affordableAtMs(evenAtMs: number | null, budget: RateBudget, nowMs: number): number {
  const known = withoutSetback(evenAtMs, budget, nowMs);
  return known === null ? nowMs : known - budget.aheadMs;
}

/** The state of the budget after a request now, epoch ms. */
export function evenAtMsAfterRequest(evenAtMs: number | null, budget: RateBudget, nowMs: number): number {
  const known = withoutSetback(evenAtMs, budget, nowMs) ?? nowMs;
  return Math.min(Math.max(known, nowMs), nowMs + budget.aheadMs) + budget.periodMs;
}

/** Null for a state further ahead than a request can put it: it is of a time before the clock was set back. */
function withoutSetback(evenAtMs: number | null, budget: RateBudget, nowMs: number): number | null {
  return evenAtMs === null || evenAtMs > nowMs + budget.aheadMs + budget.periodMs ? null : evenAtMs;
}
