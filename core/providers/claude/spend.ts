import type { DecimalString } from '../../units/decimal.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseCurrency } from '../../units/money.ts';
import { parseNumber } from '../../units/number.ts';
import { asRecord, firstOf, type JsonRecord, mentions } from '../json.ts';
import { minorAmount, readMoney } from './read-money.ts';

/** Money spent and its cap, each with exactly the currency's decimals. */
export interface Amounts {
  readonly currency: string;
  /** null: not known. */
  readonly used: DecimalString | null;
  /** null: no cap, or `isCapUnknown`. */
  readonly limit: DecimalString | null;
  /** The block does not name a limit at all, which is not the same as none. */
  readonly isCapUnknown?: true;
}

/** The newer block `spend`: amounts of minor units with currency and exponent. Null where malformed. */
export function readSpendBlock(block: JsonRecord): Amounts | null {
  const used = readMoney(block['used']);
  if (used === null) return null;
  const cap = firstOf(block, ['limit', 'cap']);
  if (cap === undefined) {
    const isStated = mentions(block, ['limit', 'cap']);
    const { currency, amount } = used;
    return { currency, used: amount, limit: null, ...(isStated ? {} : { isCapUnknown: true as const }) };
  }
  const limit = readMoney(cap);
  // Two currencies are never set against each other.
  if (limit === null || limit.currency !== used.currency) return null;
  return { currency: used.currency, used: used.amount, limit: limit.amount };
}

/**
 * The older block `extra_usage`: minor units by evidence, not by name. Dollars only where it names
 * no currency at all; a null limit means no cap, an absent one is not known. Null
 * where malformed.
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
  const isCapUnknown = block['monthly_limit'] === undefined ? { isCapUnknown: true as const } : {};
  return { currency, used: used ?? null, limit: limit ?? null, ...isCapUnknown };
}

/**
 * True where a block that is switched off holds amounts all the same: what was spent before the money ran out
 * or the switch was turned is still a value. One that names nothing, or zero of nothing, is off.
 */
export function holdsAmounts(block: JsonRecord, keys: readonly string[]): boolean {
  return keys.some((key) => {
    const stated = asRecord(block[key])?.['amount_minor'] ?? block[key] ?? null;
    const amount = parseNumber(stated);
    return amount !== null && amount > 0;
  });
}

/**
 * The body of `overage_spend_limit`, whose amounts are minor units too, although their names do not say so
 * . Null as a value: switched off. Undefined where it is no such body or is malformed. Never throws.
 */
export function readOverageSpendLimit(body: unknown): Amounts | null | undefined {
  const block = asRecord(body);
  if (block === null || block['monthly_credit_limit'] === undefined) return undefined;
  const isEnabled = parseFlag(block['is_enabled']);
  if (isEnabled === null) return undefined;
  if (!isEnabled && !holdsAmounts(block, ['used_credits', 'monthly_credit_limit'])) return null;
  if (parseCurrency(block['currency']) === null) return undefined;
  const { currency, used_credits, monthly_credit_limit } = block;
  return readExtraUsage({ currency, used_credits, monthly_limit: monthly_credit_limit }) ?? undefined;
}
