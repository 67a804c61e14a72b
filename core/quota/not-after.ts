import type { Fact } from './fact.ts';
import type { Facts, WindowFacts } from './facts.ts';

/**
 * Facts whose times lie after the present were read before the clock was set back. Their times are
 * moved to the present, or every new answer would count as older than they are (S1-19) and be lost.
 */
export function notAfter(facts: Facts, nowMs: number): Facts {
  if (!isAfter(facts, nowMs)) return facts;
  const capped = <T>(fact: Fact<T>): Fact<T> => cap(fact, nowMs);
  return {
    plan: capped(facts.plan),
    windows: facts.windows.map((window): WindowFacts => ({
      id: window.id,
      shape: capped(window.shape),
      usedPercent: capped(window.usedPercent),
      reached: capped(window.reached),
      resetsAtMs: capped(window.resetsAtMs),
    })),
    windowsCompleteAsOfMs: facts.windowsCompleteAsOfMs === null ? null : Math.min(facts.windowsCompleteAsOfMs, nowMs),
    credits: capped(facts.credits),
    balance: capped(facts.balance),
    spend: capped(facts.spend),
    resetCredits: capped(facts.resetCredits),
  };
}

function isAfter(facts: Facts, nowMs: number): boolean {
  const all: readonly Fact<unknown>[] = [
    facts.plan,
    facts.credits,
    facts.balance,
    facts.spend,
    facts.resetCredits,
    ...facts.windows.flatMap((window) => [window.shape, window.usedPercent, window.reached, window.resetsAtMs]),
  ];
  return all.some(({ said, unknownSinceMs }) => (said?.asOfMs ?? 0) > nowMs || (unknownSinceMs ?? 0) > nowMs);
}

function cap<T>({ said, unknownSinceMs }: Fact<T>, nowMs: number): Fact<T> {
  return {
    said: said === null ? null : { ...said, asOfMs: Math.min(said.asOfMs, nowMs) },
    unknownSinceMs: unknownSinceMs === null ? null : Math.min(unknownSinceMs, nowMs),
  };
}
