import { type Failure, isTransient } from './failure.ts';

const minuteMs = 60_000;
const firstWaitMs = minuteMs;
const longestWaitMs = 15 * minuteMs;
const notUnderstoodWaitMs = 5 * minuteMs;
const firstForbiddenWaitMs = 15 * minuteMs;
const longestForbiddenWaitMs = 60 * minuteMs;
const jitterShare = 0.1;

/**
 * How long to wait after the n-th failure in a row. Transient ones: 60 s · 2^(n−1) up to 15 min. A closed
 * way: 15 min · 2^(n−1) up to 1 h. Others: 5 min. Up to a tenth of jitter is added. A longer wait that
 * the service asked for goes before.
 *
 * @param attempt 1 for the first failure.
 * @param random 0 <= random < 1.
 */
export function backoffMs(failure: Failure, attempt: number, random: number): number {
  const waitMs = Math.round(stepMs(failure, attempt) * (1 + jitterShare * random));
  return Math.max(waitMs, askedWaitMs(failure) ?? 0);
}

/** How long the service itself asked to wait; null: it did not say. */
export function askedWaitMs(failure: Failure): number | null {
  return failure.kind === 'limited' || failure.kind === 'server' ? (failure.retryAfterMs ?? null) : null;
}

function stepMs(failure: Failure, attempt: number): number {
  const doubled = 2 ** Math.min(attempt - 1, 10);
  if (isTransient(failure)) return Math.min(firstWaitMs * doubled, longestWaitMs);
  if (failure.kind === 'forbidden') return Math.min(firstForbiddenWaitMs * doubled, longestForbiddenWaitMs);
  return notUnderstoodWaitMs;
}
