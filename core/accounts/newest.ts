import type { Fact } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';

/**
 * When the newest figure about usage was true, epoch ms; null when nothing was ever read. What only money
 * is about counts where a local source told it: by a poll it may come from an endpoint beside usage,
 * and says nothing about the age of usage.
 */
export function newestAsOfMs(facts: Facts): number | null {
  const ofUsage: readonly Fact<unknown>[] = [
    facts.credits,
    facts.balance,
    facts.concurrency,
    facts.ledger,
    ...facts.windows.flatMap((window) => [window.usedPercent, window.reached]),
  ];
  const alsoTold = [facts.spend, facts.prepaid, facts.resetCredits].filter(({ said }) => said?.source !== 'poll');
  const times = [...ofUsage, ...alsoTold].flatMap(({ said }) => (said === null ? [] : [said.asOfMs]));
  return times.length === 0 ? null : Math.max(...times);
}
