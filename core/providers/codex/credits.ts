import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { CreditFlags } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { type DecimalString, parseDecimal } from '../../units/decimal.ts';
import { asRecord, type NoteOdd } from '../json.ts';

export interface CreditsReading {
  readonly credits: Said<CreditFlags>;
  readonly balance: Said<DecimalString>;
}

const nothingKnown: CreditsReading = { credits: saidUnknown, balance: saidUnknown };

/**
 * The `credits` of the authoritative body (S1-1 .. S1-4). Absent, null or malformed means that the
 * service does not say, never 0 (S1-18); a flag or balance that is not understood leaves the others.
 */
export function readCredits(value: unknown, odd: NoteOdd): CreditsReading {
  if (value === undefined || value === null) return nothingKnown;
  const block = asRecord(value);
  if (block === null) {
    odd('credits');
    return nothingKnown;
  }
  const flag = (key: string): boolean | null => {
    const stated = block[key] ?? null;
    const parsed = parseFlag(stated);
    if (stated !== null && parsed === null) odd(`credits.${key}`);
    return parsed;
  };
  const stated = block['balance'] ?? null;
  const balance = parseDecimal(stated);
  if (balance === null && stated !== null && stated !== '') odd('credits.balance');
  return {
    credits: said({
      hasCredits: flag('has_credits'),
      unlimited: flag('unlimited'),
      overageLimitReached: flag('overage_limit_reached'),
    }),
    balance: balance === null ? saidUnknown : said(balance),
  };
}
