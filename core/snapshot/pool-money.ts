import { addMoney } from '../units/money.ts';
import type { Convert } from './convert.ts';
import type { AccountSnapshot, PoolMoney } from './snapshot.ts';

/**
 * Prepaid money of all accounts, each currency by itself and in the order of their codes. A balance
 * that its source now calls unknown is counted, not summed.
 */
export function poolMoney(
  accounts: readonly AccountSnapshot[],
  withdrawn: ReadonlySet<string>,
  convert: Convert,
): readonly PoolMoney[] {
  const holders = accounts.flatMap(({ id, prepaid }) =>
    prepaid === null ? [] : [prepaid, ...prepaid.further].map((each) => ({ id, prepaid: each })),
  );
  const currencies = [...new Set(holders.map(({ prepaid }) => prepaid.currency))].sort();
  return currencies.map((currency) => {
    const own = holders.filter(({ prepaid }) => prepaid.currency === currency);
    const known = own.filter(({ id }) => !withdrawn.has(id));
    const nothing = addMoney('0', '0', currency);
    const total = known.reduce((sum, { prepaid }) => addMoney(sum, prepaid.balance, currency), nothing);
    return {
      currency,
      total,
      converted: convert(total, currency),
      knownAccounts: known.length,
      unknownAccounts: own.length - known.length,
    };
  });
}
