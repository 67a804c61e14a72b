import { instantAfterMs, parseInstantMs } from '../../units/time.ts';
import { firstOf, type JsonRecord } from '../json.ts';

/** The spellings of "when it comes back". */
export const resetKeys: readonly string[] = ['reset_at', 'resets_at', 'resetsAt'];

/** The spellings of "how long until it comes back", in seconds after the source said so. */
const waitKeys: readonly string[] = ['reset_after_seconds', 'resets_in_seconds'];

/** More than that apart, the two spellings were read by two clocks. */
const sameMomentMs = 60_000;

/**
 * When a window or limit comes back; null if it is not said. The stated wait after the request beats the
 * stated time where they differ, because it does not depend on a clock.
 */
export function readResetMs(record: JsonRecord, asOfMs: number): number | null {
  const statedMs = parseInstantMs(firstOf(record, resetKeys));
  const afterWaitMs = instantAfterMs(asOfMs, firstOf(record, waitKeys) ?? null);
  if (statedMs === null || afterWaitMs === null) return statedMs ?? afterWaitMs;
  return Math.abs(statedMs - afterWaitMs) <= sameMomentMs ? statedMs : afterWaitMs;
}
