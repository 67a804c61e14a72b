import type { Observation } from '../usage/observation.ts';
import type { EndpointState } from './link.ts';

const longestPostponement = 4;

/**
 * A figure that came by itself spares a request: the next turn waits an interval from then, but not
 * longer than four intervals after the last good answer, because local sources leave fields out.
 * Only what is younger than an interval postpones.
 */
export function heard(
  endpoint: EndpointState,
  observation: Pick<Observation, 'asOfMs' | 'windows'>,
  everyMs: number,
  nowMs: number,
): EndpointState {
  const { fetchedAtMs, nextDueAtMs } = endpoint;
  const isUseful =
    observation.windows !== undefined && nowMs - observation.asOfMs < everyMs && observation.asOfMs <= nowMs;
  if (!isUseful || fetchedAtMs === null || endpoint.link.kind !== 'idle') return endpoint;
  const wantedMs = Math.min(observation.asOfMs + everyMs, fetchedAtMs + longestPostponement * everyMs);
  return wantedMs > nextDueAtMs ? { ...endpoint, nextDueAtMs: wantedMs } : endpoint;
}
