import type { Held } from './held.ts';
import type { InstallRow } from './install.ts';
import type { Tier } from './tiers.ts';

/** What is left for an install on a tier. */
export interface Balance {
  /** Credits left; null: unlimited, or (`capped` says so) unknown. */
  readonly remaining: number | null;
  /** What limits it (S3-21); `unknown`: its tier is no longer configured, so nothing can be said. */
  readonly capped: 'lifetime' | 'monthly' | 'none' | 'unknown';
  /** Of them, credits that may go to Gemini; null: no sub-cap, or unknown. */
  readonly geminiRemaining: number | null;
}

/** What is left (S3-4..S3-6). The row must be rolled forward; the tier is the request's, null when unknown. */
export function balanceOf(row: InstallRow, tier: Tier | null, held: Held): Balance {
  if (tier === null) return { remaining: null, capped: 'unknown', geminiRemaining: null };
  const [used, geminiUsed] =
    tier.countedPer === 'lifetime'
      ? [row.lifetimeConsumed, row.lifetimeGeminiConsumed]
      : [row.monthlyConsumed, row.monthlyGeminiConsumed];
  return {
    remaining: left(tier.cap, used + held.credits),
    capped: tier.cap === null ? 'none' : tier.countedPer === 'lifetime' ? 'lifetime' : 'monthly',
    geminiRemaining: left(tier.geminiCap, geminiUsed + held.gemini),
  };
}

function left(cap: number | null, used: number): number | null {
  return cap === null ? null : Math.max(0, cap - used);
}
