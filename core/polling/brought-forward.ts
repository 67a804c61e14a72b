import { dueBy, refusal } from './endpoint.ts';
import type { EndpointState } from './link.ts';

const leastMs = 60_000;

/**
 * A schedule wants to know: the turn comes some time within the spread, never before what the endpoint bears
 * since it was last asked, never later than it was; a wait holds.
 *
 * @param random 0 <= random < 1.
 */
export function broughtForward(
  endpoint: EndpointState,
  { minimumMs, spreadMs }: { readonly minimumMs: number; readonly spreadMs: number },
  nowMs: number,
  random: number,
): EndpointState {
  if (refusal(endpoint, nowMs) !== null) return endpoint;
  const bearableMs = endpoint.fetchedAtMs === null ? nowMs : endpoint.fetchedAtMs + Math.max(minimumMs, leastMs);
  return dueBy(endpoint, Math.round(Math.max(nowMs + random * spreadMs, bearableMs)));
}
