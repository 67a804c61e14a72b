import type { Fact } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';

/** When the newest figure of an account was true, epoch ms; null when nothing was ever read. */
export function newestAsOfMs(facts: Facts): number | null {
  const all: readonly Fact<unknown>[] = [
    facts.credits,
    facts.balance,
    facts.spend,
    facts.resetCredits,
    ...facts.windows.flatMap((window) => [window.usedPercent, window.reached]),
  ];
  const times = all.map((fact) => fact.said?.asOfMs).filter((asOfMs): asOfMs is number => asOfMs !== undefined);
  return times.length === 0 ? null : Math.max(...times);
}
