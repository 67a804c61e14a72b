import { type Stated, statedValue, statedUnknown } from '../../usage/fact.ts';
import type { CreditFlags, Observation } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { type DecimalString, parseDecimal } from '../../units/decimal.ts';
import { asRecord, type ReportUnrecognized } from '../../units/json.ts';

interface CreditsReading {
  readonly credits: Stated<CreditFlags>;
  readonly balance: Stated<DecimalString>;
}

const nothingKnown: CreditsReading = { credits: statedUnknown, balance: statedUnknown };

/**
 * Parses `credits` of the usage endpoint. A missing, null or malformed object means that the service does not say,
 * which is not 0. A flag or balance that is not understood does not affect the others.
 */
export function parseCredits(value: unknown, report: ReportUnrecognized): CreditsReading {
  if (value === undefined || value === null) return nothingKnown;
  const block = asRecord(value);
  if (block === null) {
    report('credits');
    return nothingKnown;
  }
  const flag = (key: string): boolean | null => {
    const stated = block[key] ?? null;
    const parsed = parseFlag(stated);
    if (stated !== null && parsed === null) report(`credits.${key}`);
    return parsed;
  };
  const stated = block['balance'] ?? null;
  const balance = parseDecimal(stated);
  if (balance === null && stated !== null && stated !== '') report('credits.balance');
  return {
    credits: statedValue({
      hasCredits: flag('has_credits'),
      unlimited: flag('unlimited'),
      overageLimitReached: flag('overage_limit_reached'),
    }),
    balance: balance === null ? statedUnknown : statedValue(balance),
  };
}

/** The credits of a source that states them only in part, such as headers and logs, with the flags already parsed. */
interface PartialCredits {
  /** Null: not stated, or not a boolean. */
  readonly hasCredits: boolean | null;
  readonly unlimited: boolean | null;
  /** Undefined: not stated. Null or blank: the source does not know. */
  readonly balance: unknown;
}

/**
 * The credits of headers, events and logs. They count only if both flags are stated, so that an incomplete object does
 * not replace known credits. A balance without digits is unknown, not 0.
 */
export function parsePartialCredits(
  stated: PartialCredits,
  report: ReportUnrecognized,
): Pick<Observation, 'credits' | 'balance'> {
  const { hasCredits, unlimited } = stated;
  if (hasCredits === null || unlimited === null) return {};
  const credits = statedValue({ hasCredits, unlimited, overageLimitReached: null });
  const balance = statedBalance(stated.balance, report);
  return balance === undefined ? { credits } : { credits, balance };
}

function statedBalance(stated: unknown, report: ReportUnrecognized): Stated<DecimalString> | undefined {
  if (stated === undefined) return undefined;
  const balance = parseDecimal(stated);
  if (balance !== null) return statedValue(balance);
  const isBlank = stated === null || (typeof stated === 'string' && stated.trim() === '');
  if (!isBlank) report('credits.balance');
  return statedUnknown;
}
