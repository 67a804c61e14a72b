import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { firstOf, type JsonRecord } from '../shape.ts';

/** The spellings of "when it comes back". */
export const resetKeys: readonly string[] = ['reset_at', 'resets_at', 'resetsAt'];

/** The spellings of "how long until it comes back", in seconds after the source said so. */
const waitKeys: readonly string[] = ['reset_after_seconds', 'resets_in_seconds'];

/** When a window or limit comes back: the stated time, else the stated wait after the request; null if neither. */
export function readResetMs(record: JsonRecord, asOfMs: number): number | null {
  return parseInstantMs(firstOf(record, resetKeys)) ?? instantAfterMs(asOfMs, firstOf(record, waitKeys) ?? null);
}
