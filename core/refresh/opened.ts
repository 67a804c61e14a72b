import type { EndpointState } from './link.ts';
import { dueBy, refusal } from './endpoint-machine.ts';

const youngMs = 60_000;

/**
 * Somebody looks: what is older than a minute is due now, unless its endpoint bears less, or was
 * told to wait. A figure that came by another way counts.
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
  const isYoung = measuredAtMs !== null && nowMs - measuredAtMs < youngMs;
  const isTooSoon = fetchedAtMs !== null && nowMs - fetchedAtMs < Math.max(minimumMs, youngMs);
  return isYoung || isTooSoon || refusal(endpoint, nowMs) !== null ? endpoint : dueBy(endpoint, nowMs);
}
