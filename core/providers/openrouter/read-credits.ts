import { said, saidUnknown } from '../../quota/fact.ts';
import { parseDecimal } from '../../units/decimal.ts';
import { subtractMoney } from '../../units/money.ts';
import type { ReadResult } from '../provider.ts';
import { resultOf } from '../parse.ts';
import { dataOf } from '../json.ts';

/**
 * Reads what is left of the credits of an account, which are dollars: bought less used. Never throws.
 *
 * An ordinary key may not see the account: it gets zeros for both, whatever was bought and used. Two zeros
 * are therefore unknown, never an empty account.
 */
export function readCredits(body: unknown, asOfMs: number): ReadResult {
  const data = dataOf(body);
  const [bought, used] = [parseDecimal(data?.['total_credits']), parseDecimal(data?.['total_usage'])];
  const balance = bought === null || used === null ? null : subtractMoney(bought, used, 'USD');
  if (balance === null) return resultOf(body, asOfMs, {}, ['data.total_credits', 'data.total_usage']);
  if (Number(bought) === 0 && Number(used) === 0) return resultOf(body, asOfMs, { prepaid: saidUnknown }, [], true);
  return resultOf(body, asOfMs, { prepaid: said({ currency: 'USD', balance, nextExpiresAtMs: null }) }, []);
}
