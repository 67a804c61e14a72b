import type { EndpointState } from './link.ts';
import { dueBy } from './endpoint.ts';

/**
 * The pace became faster (power is back, the screen is unlocked, the user chose a shorter interval):
 * the turn is where the new pace would have put it, never later than it was. A pace that became
 * slower counts from the next answer on.
 *
 * @param measuredAtMs When the newest figure was true; null: never.
 */
export function replanned(endpoint: EndpointState, measuredAtMs: number | null, plannedMs: number): EndpointState {
  const { fetchedAtMs, link } = endpoint;
  if (link.kind !== 'idle' || fetchedAtMs === null) return endpoint;
  return dueBy(endpoint, Math.max(fetchedAtMs, measuredAtMs ?? 0) + plannedMs);
}

/** After sleep or a jump of the clock each turn that was missed is taken once, some time within the spread. */
export function caughtUp(endpoint: EndpointState, spreadMs: number, nowMs: number, random: number): EndpointState {
  if (endpoint.nextDueAtMs > nowMs) return endpoint;
  return { ...endpoint, nextDueAtMs: Math.round(nowMs + random * spreadMs) };
}
