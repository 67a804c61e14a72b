import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { Observation } from '../../quota/observation.ts';
import { type DecimalString, parseDecimal } from '../../units/decimal.ts';
import type { NoteOdd } from '../json.ts';

/** The credits of a source beside the usage endpoint, its flags already judged. */
export interface StatedCredits {
  /** null: not stated, or no boolean. */
  readonly hasCredits: boolean | null;
  readonly unlimited: boolean | null;
  /** Undefined: not spoken of. Null or blank: the source does not know. */
  readonly balance: unknown;
}

/**
 * Credits from headers, events and logs (S1-20): both flags or nothing, so that a half-told block leaves
 * what is known as it is. A balance without digits is unknown, never 0.
 */
export function sayCredits(stated: StatedCredits, odd: NoteOdd): Pick<Observation, 'credits' | 'balance'> {
  const { hasCredits, unlimited } = stated;
  if (hasCredits === null || unlimited === null) return {};
  const credits = said({ hasCredits, unlimited, overageLimitReached: null });
  const balance = sayBalance(stated.balance, odd);
  return balance === undefined ? { credits } : { credits, balance };
}

function sayBalance(stated: unknown, odd: NoteOdd): Said<DecimalString> | undefined {
  if (stated === undefined) return undefined;
  const balance = parseDecimal(stated);
  if (balance !== null) return said(balance);
  const isBlank = stated === null || (typeof stated === 'string' && stated.trim() === '');
  if (!isBlank) odd('credits.balance');
  return saidUnknown;
}
