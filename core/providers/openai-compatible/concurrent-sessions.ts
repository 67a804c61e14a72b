import { asRecord } from '../shape.ts';

/**
 * How many sessions the service counts now (S2-2): a finite number of 0 or more, its fraction cut off and
 * never `-0` (S2-5). Undefined for everything else (S2-3, S2-4); never throws.
 */
export function concurrentSessions(body: unknown): number | undefined {
  const count = asRecord(asRecord(body)?.['usage'])?.['concurrent_sessions'];
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? Math.trunc(count) + 0 : undefined;
}
