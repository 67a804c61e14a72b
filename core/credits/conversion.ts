import type { DecimalString } from '../units/decimal.ts';
import { multiplyMoney } from '../units/money.ts';

/** How dollars become the reader's currency. Every figure made by it says `≈` and the date. */
export interface Conversion {
  /** ISO 4217, upper case; never USD. */
  readonly currency: string;
  /** How much of the currency one dollar is, above 0. */
  readonly perUsd: DecimalString;
  /** The day the rate is of, `YYYY-MM-DD`. */
  readonly date: string;
  /** Who says so: the user, or the table that the user refreshed. */
  readonly source: 'own' | 'table';
}

/** The exact product with the currency's decimals, rounded half to even; null where the code is no currency. */
export function convertUsd(usd: DecimalString, conversion: Conversion): DecimalString | null {
  return multiplyMoney(usd, conversion.perUsd, conversion.currency);
}
