import type { Account } from '../../core/accounts/account.ts';
import { providers } from '../../core/providers/registry.ts';
import { usageEndpointId } from '../../core/refresh/asked.ts';
import { accountAffordableAtMs, accountBudgetOf, affordableAtMs, budgetOf, spent } from '../../core/refresh/budget.ts';
import { intervalMs } from '../../core/refresh/cadence.ts';

const minuteMs = 60_000;

/** What each endpoint of each account, and each account as a whole, may still be asked, in the memory of this process. */
export interface Budgets {
  readonly freeAtMs: (account: Account, endpointId: string, refreshMinutes: number, nowMs: number) => number;
  readonly spend: (account: Account, endpointId: string, refreshMinutes: number, nowMs: number) => void;
  /** The user asked: their word goes before the budget, once; what it costs is counted. */
  readonly waive: (accountId: string, endpointId: string) => void;
}

export function createBudgets(): Budgets {
  const evenAt = new Map<string, number>();
  const waived = new Set<string>();
  const keyOf = (accountId: string, endpointId: string): string => `${endpointId} ${accountId}`;
  const allKey = (accountId: string): string => keyOf(accountId, '*');
  const besideKey = (accountId: string): string => keyOf(accountId, '-');
  const known = (key: string): number | null => evenAt.get(key) ?? null;

  return {
    freeAtMs: (account, endpointId, refreshMinutes, nowMs) => {
      const key = keyOf(account.id, endpointId);
      if (waived.has(key)) return nowMs;
      const spending = {
        allEvenAtMs: known(allKey(account.id)),
        besideUsageEvenAtMs: known(besideKey(account.id)),
      };
      const budget = accountBudgetOf(budgetIntervalMs(account, usageEndpointId, refreshMinutes));
      return Math.max(
        affordableAtMs(known(key), budgetOf(budgetIntervalMs(account, endpointId, refreshMinutes)), nowMs),
        accountAffordableAtMs(endpointId === usageEndpointId, spending, budget, nowMs),
      );
    },
    spend: (account, endpointId, refreshMinutes, nowMs) => {
      const key = keyOf(account.id, endpointId);
      const { all, besideUsage } = accountBudgetOf(budgetIntervalMs(account, usageEndpointId, refreshMinutes));
      waived.delete(key);
      evenAt.set(key, spent(known(key), budgetOf(budgetIntervalMs(account, endpointId, refreshMinutes)), nowMs));
      evenAt.set(allKey(account.id), spent(known(allKey(account.id)), all, nowMs));
      if (endpointId !== usageEndpointId) {
        evenAt.set(besideKey(account.id), spent(known(besideKey(account.id)), besideUsage, nowMs));
      }
    },
    waive: (accountId, endpointId) => void waived.add(keyOf(accountId, endpointId)),
  };
}

/** A slow interval of the user is no budget: whatever is below the default is bearable. */
function budgetIntervalMs({ provider }: Account, endpointId: string, refreshMinutes: number): number {
  const endpoint = providers[provider].endpoints[endpointId];
  if (endpoint === undefined) return minuteMs;
  return Math.min(intervalMs(endpoint, refreshMinutes), endpoint.pollInterval.defaultMs);
}
