import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { ResetCreditsReading } from '../../quota/observation.ts';
import { parseCount } from '../../units/number.ts';
import { asRecord, type NoteOdd } from '../json.ts';

const countKey = 'rate_limit_reset_credits';

/** How many resets of a limit the user may still redeem (S1-11): 0 is 0, null and blank are unknown. */
export function readResetCredits(value: unknown, odd: NoteOdd): Said<ResetCreditsReading> | undefined {
  if (value === undefined) return undefined;
  if (value === null) return saidUnknown;
  const block = asRecord(value);
  if (block === null) {
    odd(countKey);
    return undefined;
  }
  const stated = block['available_count'] ?? null;
  const available = parseCount(stated);
  if (available !== null) return said({ available, nextExpiresAtMs: null });
  if (stated !== null && stated !== '') odd(`${countKey}.available_count`);
  return saidUnknown;
}
