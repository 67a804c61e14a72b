import { currentValue } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';

/** How many may be at once by the user's choice: a whole number from 1 on (S2-18). */
export function isSlotLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** A count of sessions as the service said it: cut to a whole number; null for what is no count (S2-20). */
export function sessionCount(stated: number | null): number | null {
  return stated !== null && Number.isFinite(stated) && stated >= 0 ? Math.trunc(stated) + 0 : null;
}

/**
 * At most how many callers at once: the user's own limit, else the soft limit that the service told
 * (2(d)), and never more than its hard cap. Null: nobody set one. What is no limit from 1 on counts as
 * not told.
 */
export function accountSlotLimit(facts: Pick<Facts, 'concurrency'>, chosen: number | undefined): number | null {
  const reading = currentValue(facts.concurrency);
  const limit = isSlotLimit(chosen) ? chosen : (reading?.limit ?? null);
  const hardCap = reading?.hardCap ?? null;
  if (!isSlotLimit(limit)) return null;
  return isSlotLimit(hardCap) ? Math.min(limit, hardCap) : limit;
}

/** Whether the service has ever said how many sessions it counts for the account. */
export function tellsSessions({ concurrency }: Pick<Facts, 'concurrency'>): boolean {
  return concurrency.said !== null && concurrency.said.value.current !== null;
}
