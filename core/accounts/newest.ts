import type { Fact } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';

/** A clock is corrected by some seconds now and then; that makes no figure older. */
export const clockToleranceMs = 60_000;

/**
 * When the newest figure about usage was true, epoch ms; null when nothing was ever read. What only money
 * is about counts where a local source told it: by a poll it may come from an endpoint beside usage,
 * and says nothing about the age of usage.
 */
export function newestAsOfMs(facts: Facts, nowMs = Number.POSITIVE_INFINITY): number | null {
  const ofUsage: readonly Fact<unknown>[] = [
    facts.credits,
    facts.balance,
    facts.concurrency,
    facts.ledger,
    ...facts.windows.flatMap((window) => [window.usedPercent, window.reached]),
  ];
  const alsoTold = [facts.spend, facts.prepaid, facts.resetCredits].filter(({ said }) => said?.source !== 'poll');
  const times = [...ofUsage, ...alsoTold].flatMap(({ said }) => (said === null ? [] : [said.asOfMs]));
  return latestOf(times, nowMs);
}

/** The latest of some moments, null for none. One after now was noted before the clock was set back: it counts last. */
export function latestOf(timesMs: readonly (number | null)[], nowMs: number): number | null {
  const known = timesMs.filter((atMs) => atMs !== null);
  const past = known.filter((atMs) => atMs <= nowMs + clockToleranceMs);
  const counted = past.length > 0 ? past : known;
  return counted.length === 0 ? null : Math.max(...counted);
}
