import { type Fact, isWithdrawn } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';

/**
 * Facts whose times lie after the present were read before the clock was set back. Their times are
 * moved to just before the present, or every new answer, also one asked for right now, would count as
 * no newer than they are (S1-19) and be lost.
 */
export function notAfter(facts: Facts, nowMs: number): Facts {
  if (!isAfter(facts, nowMs)) return facts;
  const latestMs = nowMs - 1;
  const capped = <T>(fact: Fact<T>): Fact<T> => cap(fact, latestMs);
  return {
    plan: capped(facts.plan),
    windows: facts.windows.map((window): WindowFacts => ({
      id: window.id,
      shape: capped(window.shape),
      usedPercent: capped(window.usedPercent),
      reached: capped(window.reached),
      resetsAtMs: capped(window.resetsAtMs),
    })),
    windowsCompleteAsOfMs:
      facts.windowsCompleteAsOfMs === null ? null : Math.min(facts.windowsCompleteAsOfMs, latestMs),
    credits: capped(facts.credits),
    balance: capped(facts.balance),
    spend: capped(facts.spend),
    spendLimits: capped(facts.spendLimits),
    monthlySpend: capped(facts.monthlySpend),
    prepaid: capped(facts.prepaid),
    resetCredits: capped(facts.resetCredits),
    resetCreditList: capped(facts.resetCreditList),
    grant: capped(facts.grant),
    concurrency: capped(facts.concurrency),
    service: capped(facts.service),
    ledger: capped(facts.ledger),
    blocked: capped(facts.blocked),
  };
}

function isAfter(facts: Facts, nowMs: number): boolean {
  const all: readonly Fact<unknown>[] = [
    facts.plan,
    facts.credits,
    facts.balance,
    facts.spend,
    facts.spendLimits,
    facts.monthlySpend,
    facts.prepaid,
    facts.resetCredits,
    facts.resetCreditList,
    facts.grant,
    facts.concurrency,
    facts.service,
    facts.ledger,
    facts.blocked,
    ...facts.windows.flatMap((window) => [window.shape, window.usedPercent, window.reached, window.resetsAtMs]),
  ];
  return all.some(({ said, unknownSinceMs }) => (said?.asOfMs ?? 0) > nowMs || (unknownSinceMs ?? 0) > nowMs);
}

/** A withdrawn value stays withdrawn: it remains older than the word that it is not known. */
function cap<T>(fact: Fact<T>, latestMs: number): Fact<T> {
  const { said, unknownSinceMs } = fact;
  const saidLatestMs = isWithdrawn(fact) ? latestMs - 1 : latestMs;
  return {
    said: said === null ? null : { ...said, asOfMs: Math.min(said.asOfMs, saidLatestMs) },
    unknownSinceMs: unknownSinceMs === null ? null : Math.min(unknownSinceMs, latestMs),
  };
}
