import { creditsToUsd } from '../credits/exchange-rates.ts';
import { chunkedSum } from '../units/list-cache.ts';
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

/** What the totals need of any number of accounts. Two of them can be added up. */
interface Sums {
  readonly accounts: TotalsSnapshot['accounts'];
  /** Accounts with credits, those of them with a limited balance, and the known limited balances. */
  readonly credits: { readonly holders: number; readonly limited: number; readonly balances: number };
  /** The sum of the known balances; null: none is known. */
  readonly balance: string | null;
  readonly money: ReadonlyMap<string, { readonly total: string | null; readonly known: number; readonly all: number }>;
  readonly mostUsed: MostUsedWindow | null;
}

const noSums: Sums = {
  accounts: { total: 0, active: 0, exhausted: 0, unknown: 0 },
  credits: { holders: 0, limited: 0, balances: 0 },
  balance: null,
  money: new Map(),
  mostUsed: null,
};

/** One cached sum for each way to divide the accounts, because a cached sum belongs to one list of accounts. */
const sumOf = {
  all: chunkedSum(noSums, sumsOfAccount, addSums),
  provider: chunkedSum(noSums, sumsOfAccount, addSums),
  group: chunkedSum(noSums, sumsOfAccount, addSums),
} as const;

/**
 * Returns the totals of all accounts, and the totals of each part. Unknown figures are counted separately and never
 * count as zero. After the change of one account only the accounts around it are added up again.
 */
export function totalsSnapshot(accounts: readonly AccountSnapshot[], terms: TotalsTerms): TotalsSnapshot {
  const sums = sumOf.all(accounts);
  return {
    ...totalsOf(sums, terms),
    money: totalsMoney(sums, terms.convert),
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
    const known = name === null ? null : members.get(name);
    if (name !== null && known === undefined) members.set(name, [account]);
    else known?.push(account);
  }
  if (kind === 'provider' && members.size < 2) return [];
  const names = [...members.keys()].sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b));
  return names.map((name) => ({ kind, name, ...totalsOf(sumOf[kind](members.get(name) ?? []), terms) }));
}

function totalsOf(sums: Sums, terms: TotalsTerms): Totals {
  return { accounts: sums.accounts, credits: totalsCredits(sums, terms), mostUsed: sums.mostUsed };
}

function sumsOfAccount(account: AccountSnapshot): Sums {
  const count = (use: AccountSnapshot['use']): number => Number(account.use === use);
  return {
    accounts: { total: 1, active: count('active'), exhausted: count('exhausted'), unknown: count('unknown') },
    ...creditsOfAccount(account),
    money: moneyOfAccount(account),
    mostUsed: mostUsedOfAccount(account),
  };
}

function creditsOfAccount({ credits }: AccountSnapshot): Pick<Sums, 'credits' | 'balance'> {
  if (credits === null || (credits.unlimited !== true && credits.hasCredits !== true)) {
    return { credits: noSums.credits, balance: null };
  }
  const isLimited = credits.unlimited !== true;
  const balance = isLimited && !credits.stale ? credits.balance : null;
  return {
    credits: { holders: 1, limited: Number(isLimited), balances: Number(balance !== null) },
    balance: balance === null ? null : addDecimals('0', balance),
  };
}

function moneyOfAccount({ prepaid }: AccountSnapshot): Sums['money'] {
  const entries = prepaid === null ? [] : [prepaid, ...prepaid.further];
  const known = Number(prepaid?.stale === false);
  return entries.reduce<Sums['money']>((money, { balance, currency }) => {
    const total = known === 1 ? addMoney('0', balance, currency) : null;
    return addMoneySums(money, new Map([[currency, { total, known, all: 1 }]]));
  }, noSums.money);
}

/**
 * Returns the current weekly window with the highest used percentage; null: there is none. A reached limit counts as at
 * least 100. If two windows are equal, the first one wins.
 */
function mostUsedOfAccount(account: AccountSnapshot): MostUsedWindow | null {
  const candidates = account.windows.flatMap((window): readonly MostUsedWindow[] => {
    const usedPercent = window.state === 'exhausted' ? Math.max(window.usedPercent ?? 100, 100) : window.usedPercent;
    const isKnown = window.state !== 'reset-pending' && isOfNow(window, account);
    if (!isWeekly(window) || window.name !== null || !isKnown || usedPercent === null) return [];
    return [{ accountId: account.id, windowId: window.id, usedPercent, resetsAt: window.resetsAt }];
  });
  return candidates.reduce<MostUsedWindow | null>(moreUsed, null);
}

function moreUsed(one: MostUsedWindow | null, other: MostUsedWindow | null): MostUsedWindow | null {
  if (one === null || other === null) return one ?? other;
  return other.usedPercent > one.usedPercent ? other : one;
}

function addSums(one: Sums, other: Sums): Sums {
  return {
    accounts: {
      total: one.accounts.total + other.accounts.total,
      active: one.accounts.active + other.accounts.active,
      exhausted: one.accounts.exhausted + other.accounts.exhausted,
      unknown: one.accounts.unknown + other.accounts.unknown,
    },
    credits: {
      holders: one.credits.holders + other.credits.holders,
      limited: one.credits.limited + other.credits.limited,
      balances: one.credits.balances + other.credits.balances,
    },
    balance: sumOrNull(one.balance, other.balance, addDecimals),
    money: addMoneySums(one.money, other.money),
    mostUsed: moreUsed(one.mostUsed, other.mostUsed),
  };
}

function addMoneySums(one: Sums['money'], other: Sums['money']): Sums['money'] {
  if (one.size === 0 || other.size === 0) return one.size === 0 ? other : one;
  const sum = new Map(one);
  for (const [currency, { total, known, all }] of other) {
    const before = sum.get(currency) ?? { total: null, known: 0, all: 0 };
    sum.set(currency, {
      total: sumOrNull(before.total, total, (a, b) => addMoney(a, b, currency)),
      known: before.known + known,
      all: before.all + all,
    });
  }
  return sum;
}

/** Returns the sum of the known amounts; null: none is known. */
function sumOrNull(
  one: string | null,
  other: string | null,
  add: (one: string, other: string) => string,
): string | null {
  return one === null || other === null ? (one ?? other) : add(one, other);
}

/**
 * Returns the sum of the current balances. An unlimited balance has no number, so it is not in the sum. An unknown,
 * withdrawn or stale balance counts in `unknownAccounts`.
 */
function totalsCredits({ credits, balance: total }: Sums, terms: TotalsTerms): TotalsCredits | null {
  if (credits.holders === 0) return null;
  const usd = total === null ? null : creditsToUsd(total, terms.creditsPerUsd);
  return {
    total,
    usd,
    converted: terms.convert(usd, 'USD'),
    unknownAccounts: credits.limited - credits.balances,
    unlimitedAccounts: credits.holders - credits.limited,
  };
}

/**
 * Returns the prepaid money of all accounts, one entry for each currency, in the order of the currency codes. A stale
 * or withdrawn balance is counted but not summed.
 */
function totalsMoney({ money }: Sums, convert: Convert): readonly TotalsMoney[] {
  return [...money]
    .sort(([one], [other]) => compare(one, other))
    .map(([currency, { total, known, all }]) => ({
      currency,
      total,
      converted: total === null ? null : convert(total, currency),
      knownAccounts: known,
      unknownAccounts: all - known,
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
