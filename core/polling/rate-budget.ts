/** A little more than the interval: turns a jitter apart just keep to it. */
const shareOfInterval = 1.04;
/** What may be asked ahead of the even pace: retries after faults, turns brought forward. */
const aheadMs = 40 * 60_000;

/** With all its endpoints together an account is asked like one whose usage is asked at the default. */
const accountBaseMs = 5 * 60_000;
/** Two hours apart on average: what the endpoints beside usage may take even where usage leaves no room. */
const besideUsage: RateBudget = { periodMs: 2 * 60 * 60_000, aheadMs };

/** How far apart requests are on average, and how far ahead of that they may run. */
export interface RateBudget {
  readonly periodMs: number;
  readonly aheadMs: number;
}

/**
 * The budget of an endpoint: at the default interval of 5 minutes no 24 hours hold more than 285
 * requests, at 15 minutes no more than 95, whatever the service answers.
 */
export function rateBudgetOf(baseMs: number): RateBudget {
  return { periodMs: shareOfInterval * baseMs, aheadMs };
}

/** What one account may be asked, over all its endpoints. */
export interface AccountRateBudget {
  readonly all: RateBudget;
  /** The endpoints beside usage, together. */
  readonly besideUsage: RateBudget;
}

/**
 * The budget of an account over all its endpoints: no 24 hours hold more than 285 requests. A user
 * who wants usage more often than at the default has the budget that goes with it.
 */
export function accountRateBudgetOf(usageBaseMs: number): AccountRateBudget {
  return { all: rateBudgetOf(Math.min(usageBaseMs, accountBaseMs)), besideUsage };
}

/** Where the even paces of an account stand; null: nothing was asked. */
export interface AccountSpending {
  readonly allEvenAtMs: number | null;
  readonly besideUsageEvenAtMs: number | null;
}

/**
 * When the account's budget bears a request. Usage may run ahead of the even pace. Another endpoint
 * goes where usage has left room for it, else seldom enough that usage does not feel it.
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

/** When the next request is within the budget. `evenAtMs`: where an even pace stands; null: nothing was asked. */
export function affordableAtMs(evenAtMs: number | null, budget: RateBudget, nowMs: number): number {
  const known = withoutSetback(evenAtMs, budget, nowMs);
  return known === null ? nowMs : known - budget.aheadMs;
}

/** Where the even pace stands after a request now. */
export function evenAtMsAfterRequest(evenAtMs: number | null, budget: RateBudget, nowMs: number): number {
  const known = withoutSetback(evenAtMs, budget, nowMs) ?? nowMs;
  return Math.min(Math.max(known, nowMs), nowMs + budget.aheadMs) + budget.periodMs;
}

/** Further ahead than a request can put it, the even pace is of a time before the clock was set back. */
function withoutSetback(
  evenAtMs: number | null,
  { aheadMs: ahead, periodMs }: RateBudget,
  nowMs: number,
): number | null {
  return evenAtMs === null || evenAtMs > nowMs + ahead + periodMs ? null : evenAtMs;
}
