import type { Account } from '../../accounts/account.ts';
import { said } from '../../quota/fact.ts';
import { hostOf } from '../request.ts';
import type { ReadResult } from '../provider.ts';
import { moneyOf, resultOf } from '../parse.ts';
import { dataOf } from '../json.ts';

/** The answer names no currency: the site in China counts in yuan, the other one in dollars. */
export function currencyAt({ baseUrl }: Pick<Account, 'baseUrl'>): string {
  return hostOf(baseUrl)?.endsWith('.cn') === true ? 'CNY' : 'USD';
}

/** Reads `GET /v1/users/me/balance`: what can be spent, vouchers included; it may be below 0. Never throws. */
export function readBalance(body: unknown, asOfMs: number, currency: string): ReadResult {
  const balance = moneyOf(dataOf(body)?.['available_balance'], currency);
  if (balance === null) return resultOf(body, asOfMs, {}, ['data.available_balance']);
  return resultOf(body, asOfMs, { prepaid: said({ currency, balance, nextExpiresAtMs: null }) }, []);
}
