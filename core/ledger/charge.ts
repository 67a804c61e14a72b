import type { Backend, InstallRow } from './install.ts';
import { rolledForward } from './month.ts';
import type { CountedPer } from './tiers.ts';

export interface Charge {
  readonly tier: string;
  readonly countedPer: CountedPer;
  readonly backend: Backend;
}

/**
 * The row after one credit more. It takes the charge's tier and keeps the counters of the other kind,
 * so a change of tier forgets nothing (S3-8, S3-22).
 */
export function charged(row: InstallRow, { tier, countedPer, backend }: Charge, nowMs: number): InstallRow {
  const now = { ...rolledForward(row, nowMs), tier, lastActiveAtMs: nowMs };
  const gemini = backend === 'gemini' ? 1 : 0;
  return countedPer === 'lifetime'
    ? {
        ...now,
        lifetimeConsumed: now.lifetimeConsumed + 1,
        lifetimeGeminiConsumed: now.lifetimeGeminiConsumed + gemini,
      }
    : {
        ...now,
        monthlyConsumed: now.monthlyConsumed + 1,
        monthlyGeminiConsumed: now.monthlyGeminiConsumed + gemini,
      };
}
