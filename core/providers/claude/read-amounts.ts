import type { DecimalString } from '../../units/decimal.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseCurrency } from '../../units/money.ts';
import { asRecord, firstOf, type JsonRecord } from '../shape.ts';
import { minorAmount, readMoney } from './read-money.ts';

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
    return stated === null ? undefined : minorAmount(stated, currency, block['decimal_places']);
  };
  const used = amountOf('used_credits');
  const limit = amountOf('monthly_limit');
  if (used === null || limit === null) return null;
  return { currency, used: used ?? null, limit: limit ?? null };
}

/**
 * The body of `overage_spend_limit`, whose amounts are minor units too, although their names do not say so
 * . Null as a value: switched off. Undefined where it is no such body or is malformed. Never throws.
 */
export function readOverageSpendLimit(body: unknown): Amounts | null | undefined {
  const block = asRecord(body);
  if (block === null || block['monthly_credit_limit'] === undefined) return undefined;
  const isEnabled = parseFlag(block['is_enabled']);
  if (isEnabled !== true) return isEnabled === false ? null : undefined;
  if (parseCurrency(block['currency']) === null) return undefined;
  const { currency, used_credits, monthly_credit_limit } = block;
  return readExtraUsage({ currency, used_credits, monthly_limit: monthly_credit_limit }) ?? undefined;
}
