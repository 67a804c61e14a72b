import type { EndpointState } from './link.ts';
import { dueBy, refusal } from './endpoint.ts';

const youngMs = 60_000;

/**
 * When the panel opens, anything older than a minute is due now, unless its endpoint was asked within its minimum
 * interval or waits. A figure from another source counts.
 *
 * @param measuredAtMs When the newest figure was true; null: never.
 */
export function dueForOpening(
  endpoint: EndpointState,
  measuredAtMs: number | null,
  minimumMs: number,
  nowMs: number,
): EndpointState {
  const { fetchedAtMs } = endpoint;
  // A figure that lies further ahead was read by a clock that has been set back since.
  const isYoung = measuredAtMs !== null && Math.abs(nowMs - measuredAtMs) < youngMs;
  const isTooSoon = fetchedAtMs !== null && nowMs - fetchedAtMs < Math.max(minimumMs, youngMs);
  return isYoung || isTooSoon || refusal(endpoint, nowMs) !== null ? endpoint : dueBy(endpoint, nowMs);
}
