import { creditsToUsd } from '../credits/credits-to-usd.ts';
import { addDecimals } from '../units/money.ts';
import { accountUse } from './account-use.ts';
import { isWeekly } from './window-label.ts';
import type { AccountSnapshot, MostUsedWindow, PoolCredits, PoolSnapshot } from './snapshot.ts';

/**
 * All accounts together (S1-30 .. S1-33). Unknown is counted apart, never as zero.
 *
 * @param withdrawn Ids of accounts whose balance its source now calls unknown: counted, not summed.
 */
export function poolSnapshot(
  accounts: readonly AccountSnapshot[],
  withdrawn: ReadonlySet<string>,
  creditsPerUsd: number,
): PoolSnapshot {
  const uses = accounts.map(accountUse);
  const count = (use: string): number => uses.filter((each) => each === use).length;
  return {
    accounts: {
      total: accounts.length,
      active: count('active'),
      exhausted: count('exhausted'),
      unknown: count('unknown'),
    },
    credits: poolCredits(accounts, withdrawn, creditsPerUsd),
    mostUsed: mostUsed(accounts),
  };
}

/** Sums real pools only: an unlimited one has no number, an unknown one is counted as unknown (S1-31, S1-32). */
function poolCredits(
  accounts: readonly AccountSnapshot[],
  withdrawn: ReadonlySet<string>,
  creditsPerUsd: number,
): PoolCredits | null {
  const holders = accounts.flatMap(({ id, credits }) => {
    if (credits === null || (credits.unlimited !== true && credits.hasCredits === false)) return [];
    return [withdrawn.has(id) ? { ...credits, balance: null } : credits];
  });
  if (holders.length === 0) return null;
  const limited = holders.filter((credits) => credits.unlimited !== true);
  const balances = limited.flatMap(({ balance }) => (balance === null ? [] : [balance]));
  const total = balances.reduce(addDecimals, '0');
  return {
    total,
    usd: creditsToUsd(total, creditsPerUsd),
    unknownAccounts: limited.length - balances.length,
    unlimitedAccounts: holders.length - limited.length,
  };
}

/** The highest weekly window by duration; one that is reached counts as 100; ties go to the first (S1-33). */
function mostUsed(accounts: readonly AccountSnapshot[]): MostUsedWindow | null {
  const candidates = accounts.flatMap((account) =>
    account.windows.flatMap((window): readonly MostUsedWindow[] => {
      const usedPercent = window.state === 'exhausted' ? Math.max(window.usedPercent ?? 100, 100) : window.usedPercent;
      if (!isWeekly(window) || window.name !== null || window.state === 'reset-pending' || usedPercent === null)
        return [];
      return [{ accountId: account.id, windowId: window.id, usedPercent, resetsAt: window.resetsAt }];
    }),
  );
  return candidates.reduce<MostUsedWindow | null>(
    (best, each) => (best === null || each.usedPercent > best.usedPercent ? each : best),
    null,
  );
}
