import { type Said, said } from '../../quota/fact.ts';
import type { ServiceReading } from '../../quota/observation.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asName, asRecord, type JsonRecord } from '../json.ts';

/**
 * How the service serves this key (S2-9). An answer with usage and no mode means the normal one; undefined
 * where it holds no usage, and so does not speak of it.
 */
export function readService(usage: JsonRecord | null): Said<ServiceReading> | undefined {
  if (usage === null) return undefined;
  const priority = asRecord(usage['priority']);
  const stated = usage['service_mode'];
  const mode = asName(asRecord(stated)?.['current'] ?? stated) ?? 'normal';
  const boxedUntilMs = parseInstantMs(priority?.['boxed_until'] ?? null);
  return said({
    mode,
    boxedUntilMs,
    reason: asName(priority?.['reason']),
    ...(priority?.['low'] === true ? { isLow: true as const } : {}),
  });
}
