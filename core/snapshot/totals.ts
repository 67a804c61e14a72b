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

/** What summing needs beside the accounts. */
interface TotalsTerms {
  readonly creditsPerUsd: number;
  readonly convert: Convert;
}

type Totals = Pick<TotalsSnapshot, 'accounts' | 'credits' | 'mostUsed'>;

/** All accounts together, and by part. Unknown is counted apart, never as zero. */
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

/** By provider only where there are several; by the user's groups wherever there is one. */
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
 * Sums balances of now only: an unlimited one has no number, and one that is unknown, withdrawn or old is
 * counted as unknown.
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

/** The highest weekly window of now by duration; one that is reached counts as 100; ties go to the first. */
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
 * Prepaid money of all accounts, each currency by itself and in the order of their codes. A balance that is
 * old or that its source withdrew is counted, not summed.
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
