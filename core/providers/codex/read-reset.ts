import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { firstOf, type JsonRecord } from '../shape.ts';

/** The spellings of "when it comes back". */
export const resetKeys: readonly string[] = ['reset_at', 'resets_at', 'resetsAt'];

/** When a window or limit comes back: the stated time, else the stated wait after the request; null if neither. */
export function readResetMs(record: JsonRecord, asOfMs: number): number | null {
  return parseInstantMs(firstOf(record, resetKeys)) ?? instantAfterMs(asOfMs, record['reset_after_seconds'] ?? null);
}
