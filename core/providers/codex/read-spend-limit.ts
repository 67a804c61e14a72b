import type { SpendReading } from '../../quota/observation.ts';
import { compareDecimals, parseDecimal } from '../../units/decimal.ts';
import { subtractDecimals } from '../../units/money.ts';
import { asRecord } from '../json.ts';
import { readResetMs } from './read-reset.ts';

/** What one place in the body says about a spend limit. */
export type SpendStatement =
  | { readonly kind: 'unsaid' }
  /** Null: no limit stands here. */
  | { readonly kind: 'none' }
  /** A limit that is not in force: switched off, or 0 and less (S1-13). */
  | { readonly kind: 'off' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'limit'; readonly spend: SpendReading };

const offWords: ReadonlySet<string> = new Set(['none', 'off', 'disabled', 'no_limit']);

/**
 * Reads one limit object. It is understood when it has a limit and at least one of used and remaining;
 * the other of the two is the exact difference, and used may be above the limit (S1-12).
 */
export function readSpendLimit(value: unknown, scope: string, asOfMs: number): SpendStatement {
  if (value === undefined) return { kind: 'unsaid' };
  if (value === null) return { kind: 'none' };
  const stated = asRecord(value);
  if (stated === null) return { kind: 'malformed' };
  // A group's limit may keep its figures one level deeper.
  const block = { ...stated, ...asRecord(stated['details']) };
  if (isOff(block['enforcement_mode']) || isOff(block['enforcement'])) return { kind: 'off' };
  const limit = parseDecimal(block['limit']);
  if (limit === null) return { kind: 'malformed' };
  if (compareDecimals(limit, '0') <= 0) return { kind: 'off' };
  const statedUsed = parseDecimal(block['used']);
  const statedRemaining = parseDecimal(block['remaining']);
  const used = statedUsed ?? (statedRemaining === null ? null : subtractDecimals(limit, statedRemaining));
  if (used === null || compareDecimals(used, '0') < 0) return { kind: 'malformed' };
  const remaining = statedRemaining ?? subtractDecimals(limit, used);
  const resetsAtMs = readResetMs(block, asOfMs);
  return { kind: 'limit', spend: { unit: 'credits', currency: null, used, limit, remaining, scope, resetsAtMs } };
}

function isOff(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    offWords.has(
      value
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
    )
  );
}
