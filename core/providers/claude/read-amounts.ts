import type { DecimalString } from '../../units/decimal.ts';
import { fromMinorUnits, parseCurrency } from '../../units/money.ts';
import { asRecord, firstOf, type JsonRecord } from '../shape.ts';

/** Money spent and its cap, each with exactly the currency's decimals. */
export interface Amounts {
  readonly currency: string;
  /** null: not known. */
  readonly used: DecimalString | null;
  /** null: no cap. */
  readonly limit: DecimalString | null;
}

/** The newer block `spend`: amounts of minor units with currency and exponent. Null where malformed. */
export function readSpendBlock(block: JsonRecord): Amounts | null {
  const used = readMoney(block['used']);
  if (used === null) return null;
  const cap = firstOf(block, ['limit', 'cap']);
  if (cap === undefined) return { currency: used.currency, used: used.amount, limit: null };
  const limit = readMoney(cap);
  // Two currencies are never set against each other.
  if (limit === null || limit.currency !== used.currency) return null;
  return { currency: used.currency, used: used.amount, limit: limit.amount };
}

/**
 * The older block `extra_usage`: minor units by evidence, not by name. Dollars only where it names
 * no currency at all; no limit means no cap. Null where malformed.
 */
export function readExtraUsage(block: JsonRecord): Amounts | null {
  const currency = parseCurrency(block['currency'] ?? 'USD');
  if (currency === null) return null;
  const amountOf = (key: string): DecimalString | null | undefined => {
    const stated = block[key] ?? null;
    return stated === null ? undefined : amount(stated, currency, block['decimal_places']);
  };
  const used = amountOf('used_credits');
  const limit = amountOf('monthly_limit');
  if (used === null || limit === null) return null;
  return { currency, used: used ?? null, limit: limit ?? null };
}

function readMoney(value: unknown): { readonly currency: string; readonly amount: DecimalString } | null {
  const block = asRecord(value);
  const currency = parseCurrency(block?.['currency']);
  if (block === null || currency === null) return null;
  const money = amount(block['amount_minor'], currency, block['exponent']);
  return money === null ? null : { currency, amount: money };
}

function amount(minorUnits: unknown, currency: string, exponent: unknown): DecimalString | null {
  const money = fromMinorUnits(minorUnits, currency, exponent);
  return money === null || money.startsWith('-') ? null : money;
}
