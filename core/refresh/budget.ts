/** A little more than the interval: turns a jitter apart just keep to it. */
const shareOfInterval = 1.04;
/** What may be asked ahead of the even pace: retries after faults, turns brought forward. */
const aheadMs = 40 * 60_000;

/** How far apart requests are on average, and how far ahead of that they may run. */
export interface Budget {
  readonly periodMs: number;
  readonly aheadMs: number;
}

/**
 * The budget of an endpoint: at the default interval of 5 minutes no 24 hours hold more than 285
 * requests, at 15 minutes no more than 95, whatever the service answers.
 */
export function budgetOf(baseMs: number): Budget {
  return { periodMs: shareOfInterval * baseMs, aheadMs };
}

/** When the next request is within the budget. `evenAtMs`: where an even pace stands; null: nothing was asked. */
export function affordableAtMs(evenAtMs: number | null, budget: Budget, nowMs: number): number {
  const known = withoutSetback(evenAtMs, budget, nowMs);
  return known === null ? nowMs : known - budget.aheadMs;
}

/** Where the even pace stands after a request now. */
export function spent(evenAtMs: number | null, budget: Budget, nowMs: number): number {
  const known = withoutSetback(evenAtMs, budget, nowMs) ?? nowMs;
  return Math.min(Math.max(known, nowMs), nowMs + budget.aheadMs) + budget.periodMs;
}

/** Further ahead than a request can put it, the even pace is of a time before the clock was set back. */
function withoutSetback(evenAtMs: number | null, { aheadMs: ahead, periodMs }: Budget, nowMs: number): number | null {
  return evenAtMs === null || evenAtMs > nowMs + ahead + periodMs ? null : evenAtMs;
}
