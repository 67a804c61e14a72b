import { affordableAtMs, budgetOf, spent } from '../../core/refresh/budget.ts';

/** What each endpoint of each account may still be asked, in the memory of this process. */
export interface Budgets {
  readonly freeAtMs: (key: string, baseMs: number, nowMs: number) => number;
  readonly spend: (key: string, baseMs: number, nowMs: number) => void;
  /** The user asked: their word goes before the budget. */
  readonly waive: (key: string) => void;
}

export function createBudgets(): Budgets {
  const evenAt = new Map<string, number>();
  return {
    freeAtMs: (key, baseMs, nowMs) => affordableAtMs(evenAt.get(key) ?? null, budgetOf(baseMs), nowMs),
    spend: (key, baseMs, nowMs) => void evenAt.set(key, spent(evenAt.get(key) ?? null, budgetOf(baseMs), nowMs)),
    waive: (key) => void evenAt.delete(key),
  };
}
