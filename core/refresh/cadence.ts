import type { Endpoint } from '../providers/provider.ts';
import type { Facts } from '../quota/facts.ts';
import { currentValue } from '../quota/fact.ts';

const jitterShare = 0.1;
const afterResetMs = 60_000;

/** The user's interval, but never below what the endpoint bears. */
export function intervalMs(endpoint: Endpoint, refreshMinutes: number): number {
  return Math.max(refreshMinutes * 60_000, endpoint.cadence.minimumMs);
}

/**
 * When to ask next after a good answer: the interval with ± 10 % jitter, or a minute after the
 * earliest reset if that is sooner (S4-10), never earlier than the endpoint's minimum.
 *
 * @param random 0 <= random < 1.
 */
export function nextDueAtMs(
  facts: Facts,
  endpoint: Endpoint,
  refreshMinutes: number,
  nowMs: number,
  random: number,
): number {
  const regular = nowMs + intervalMs(endpoint, refreshMinutes) * (1 - jitterShare + 2 * jitterShare * random);
  const resets = facts.windows
    .map((window) => currentValue(window.resetsAtMs))
    .filter((resetsAtMs): resetsAtMs is number => resetsAtMs !== null && resetsAtMs > nowMs)
    .map((resetsAtMs) => resetsAtMs + afterResetMs);
  const soonest = Math.min(regular, ...resets);
  return Math.round(Math.max(soonest, nowMs + endpoint.cadence.minimumMs * (1 - jitterShare)));
}
