import { statedValue } from '../usage/fact.ts';
import type { DecimalString } from '../units/decimal.ts';
import type { Account } from './account.ts';
import { parseResult } from './parse.ts';
import type { ParseResult } from './provider.ts';
import { hostOf } from './request.ts';

/** A balance that an answer states. */
interface StatedBalance {
  readonly currency: string;
  /** The amount with exactly the currency's decimals; null: not understood. */
  readonly balance: DecimalString | null;
  /** The field of the balance, such as `data.totalBalance`. */
  readonly path: string;
}

/**
 * The currency of a balance that names none, of a service with a Chinese platform: that one counts in yuan, the other one
 * in dollars.
 */
export function currencyAt({ baseUrl }: Pick<Account, 'baseUrl'>): string {
  return hostOf(baseUrl)?.endsWith('.cn') === true ? 'CNY' : 'USD';
}

/** The result for an answer that states one balance of prepaid money and nothing else. */
export function prepaidResult(body: unknown, asOfMs: number, { currency, balance, path }: StatedBalance): ParseResult {
  if (balance === null) return parseResult(body, asOfMs, {}, [path]);
  return parseResult(body, asOfMs, { prepaid: statedValue({ currency, balance, nextExpiresAtMs: null }) }, []);
}
