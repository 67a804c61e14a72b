import { assertNever } from '../assert-never.ts';
import { type Failure, isTransient } from './failure.ts';

const minuteMs = 60_000;
const firstWaitMs = minuteMs;
const longestWaitMs = 15 * minuteMs;
const notUnderstoodWaitMs = 5 * minuteMs;
const jitterShare = 0.1;

/**
 * How long to wait after the n-th failure in a row (X-8, S4-5): transient ones 60 s · 2^(n−1) up to
 * 15 min, others 5 min, plus up to a tenth of jitter. A longer hint of the service goes before (S4-22).
 *
 * @param attempt 1 for the first failure.
 * @param random 0 <= random < 1.
 */
export function backoffMs(failure: Failure, attempt: number, random: number): number {
  const base = isTransient(failure)
    ? Math.min(firstWaitMs * 2 ** Math.min(attempt - 1, 10), longestWaitMs)
    : notUnderstoodWaitMs;
  const waitMs = Math.round(base * (1 + jitterShare * random));
  return Math.max(waitMs, hintMs(failure));
}

function hintMs(failure: Failure): number {
  switch (failure.kind) {
    case 'limited':
      return failure.retryAfterMs ?? 0;
    case 'server':
    case 'network':
    case 'timeout':
    case 'credential':
    case 'credential-expired':
    case 'unauthorised':
    case 'unexpected-status':
    case 'redirect-refused':
    case 'too-large':
    case 'not-json':
    case 'schema':
      return 0;
    default:
      return assertNever(failure);
  }
}
