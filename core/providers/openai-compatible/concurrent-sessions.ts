import { asRecord } from '../json.ts';

/**
 * How many sessions the service counts now (S2-2): a finite number of 0 or more, its fraction cut off and
 * never `-0` (S2-5). Undefined for everything else (S2-3, S2-4), also for what is too large to be a count that a
 * number holds exactly; never throws.
 */
export function concurrentSessions(body: unknown): number | undefined {
  const count = asRecord(asRecord(body)?.['usage'])?.['concurrent_sessions'];
  return typeof count === 'number' && count >= 0 && count <= Number.MAX_SAFE_INTEGER
    ? Math.trunc(count) + 0
    : undefined;
}
