import { addMoney } from '../units/money.ts';
import type { Convert } from './convert.ts';
import type { AccountSnapshot, PoolMoney } from './schema.ts';

/**
 * Prepaid money of all accounts, each currency by itself and in the order of their codes. A balance that is
 * old or that its source withdrew is counted, not summed.
 */
export function poolMoney(accounts: readonly AccountSnapshot[], convert: Convert): readonly PoolMoney[] {
  const holders = accounts.flatMap(({ prepaid }) =>
    prepaid === null ? [] : [prepaid, ...prepaid.further].map((each) => ({ ...each, stale: prepaid.stale })),
  );
  const currencies = [...new Set(holders.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = holders.filter((holder) => holder.currency === currency);
    const known = own.filter(({ stale }) => !stale);
    const total =
      known.length === 0
        ? null
        : known.reduce((sum, { balance }) => addMoney(sum, balance, currency), addMoney('0', '0', currency));
    return {
      currency,
      total,
      converted: total === null ? null : convert(total, currency),
      knownAccounts: known.length,
      unknownAccounts: own.length - known.length,
    };
  });
}
