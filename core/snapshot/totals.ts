import { creditsToUsd } from '../credits/exchange-rates.ts';
import { addDecimals, addMoney } from '../units/money.ts';
import { isOfNow } from './account-use.ts';
import type { Convert } from './facts.ts';
import type {
  AccountSnapshot,
  MostUsedWindow,
  TotalsCredits,
  TotalsMoney,
  TotalsPart,
  TotalsSnapshot,
} from './schema.ts';
import { isWeekly } from './windows.ts';

/** The settings that the sums need in addition to the accounts. */
interface TotalsTerms {
  readonly creditsPerUsd: number;
  readonly convert: Convert;
}

type Totals = Pick<TotalsSnapshot, 'accounts' | 'credits' | 'mostUsed'>;

/**
 * Returns the totals of all accounts, and the totals of each part. Unknown figures are counted separately and never
 * count as zero.
 */
export function totalsSnapshot(accounts: readonly AccountSnapshot[], terms: TotalsTerms): TotalsSnapshot {
  return {
    ...totalsOf(accounts, terms),
    money: totalsMoney(accounts, terms.convert),
    parts: [
      ...partsBy('provider', ({ provider }) => provider, accounts, terms),
      ...partsBy('group', ({ group }) => group, accounts, terms),
    ],
  };
}

/**
 * Returns the totals of each provider or group. Providers appear only if there are at least two. Groups appear if there
 * is at least one.
 */
function partsBy(
  kind: TotalsPart['kind'],
  nameOf: (account: AccountSnapshot) => string | null,
  accounts: readonly AccountSnapshot[],
  terms: TotalsTerms,
): readonly TotalsPart[] {
  const members = new Map<string, AccountSnapshot[]>();
  for (const account of accounts) {
    const name = nameOf(account);
    if (name !== null) members.set(name, [...(members.get(name) ?? []), account]);
  }
  if (kind === 'provider' && members.size < 2) return [];
  const names = [...members.keys()].sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b));
  return names.map((name) => ({ kind, name, ...totalsOf(members.get(name) ?? [], terms) }));
}

function totalsOf(accounts: readonly AccountSnapshot[], terms: TotalsTerms): Totals {
  const count = (use: string): number => accounts.filter((account) => account.use === use).length;
  return {
    accounts: {
      total: accounts.length,
      active: count('active'),
      exhausted: count('exhausted'),
      unknown: count('unknown'),
    },
    credits: totalsCredits(accounts, terms),
    mostUsed: mostUsed(accounts),
  };
}

/**
 * Returns the sum of the current balances. An unlimited balance has no number, so it is not in the sum. An unknown,
 * withdrawn or stale balance counts in `unknownAccounts`.
 */
function totalsCredits(accounts: readonly AccountSnapshot[], terms: TotalsTerms): TotalsCredits | null {
  const holders = accounts.flatMap(({ credits }) =>
    credits === null || (credits.unlimited !== true && credits.hasCredits !== true) ? [] : [credits],
  );
  if (holders.length === 0) return null;
  const limited = holders.filter((credits) => credits.unlimited !== true);
  const balances = limited.flatMap(({ balance, stale }) => (balance === null || stale ? [] : [balance]));
  const total = balances.length === 0 ? null : balances.reduce(addDecimals, '0');
  const usd = total === null ? null : creditsToUsd(total, terms.creditsPerUsd);
  return {
    total,
    usd,
    converted: terms.convert(usd, 'USD'),
    unknownAccounts: limited.length - balances.length,
    unlimitedAccounts: holders.length - limited.length,
  };
}

/**
 * Returns the current weekly window with the highest used percentage; null: there is none. A reached limit counts as at
 * least 100. If two windows are equal, the first one wins.
 */
function mostUsed(accounts: readonly AccountSnapshot[]): MostUsedWindow | null {
  const candidates = accounts.flatMap((account) =>
    account.windows.flatMap((window): readonly MostUsedWindow[] => {
      const usedPercent = window.state === 'exhausted' ? Math.max(window.usedPercent ?? 100, 100) : window.usedPercent;
      const isKnown = window.state !== 'reset-pending' && isOfNow(window, account);
      if (!isWeekly(window) || window.name !== null || !isKnown || usedPercent === null) return [];
      return [{ accountId: account.id, windowId: window.id, usedPercent, resetsAt: window.resetsAt }];
    }),
  );
  return candidates.reduce<MostUsedWindow | null>(
    (best, each) => (best === null || each.usedPercent > best.usedPercent ? each : best),
    null,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Returns the prepaid money of all accounts, one entry for each currency, in the order of the currency codes. A stale
 * or withdrawn balance is counted but not summed.
 */
function totalsMoney(accounts: readonly AccountSnapshot[], convert: Convert): readonly TotalsMoney[] {
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
