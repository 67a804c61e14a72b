import type { DecimalString } from '../../units/decimal.ts';
import { fromMinorUnits, parseCurrency } from '../../units/money.ts';
import { asRecord } from '../json.ts';

export interface Money {
  readonly currency: string;
  /** With exactly the currency's decimals. */
  readonly amount: DecimalString;
}

/** `{amount_minor, currency, exponent}`; null where malformed or negative. */
export function readMoney(value: unknown): Money | null {
  const block = asRecord(value);
  const currency = parseCurrency(block?.['currency']);
  if (block === null || currency === null) return null;
  const amount = minorAmount(block['amount_minor'], currency, block['exponent']);
  return amount === null ? null : { currency, amount };
}

/** Minor units as money; null where they are no number or negative. */
export function minorAmount(minorUnits: unknown, currency: string, exponent?: unknown): DecimalString | null {
  const money = fromMinorUnits(minorUnits, currency, exponent);
  return money === null || money.startsWith('-') ? null : money;
}
