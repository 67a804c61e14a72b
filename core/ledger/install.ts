import { monthKey } from './month.ts';
import { blankTier, type CountedPer } from './tiers.ts';

export type Backend = 'gemini' | 'hardware';

/** What one install has used, as it is stored: counters are whole and at least 0. */
export interface InstallRow {
  readonly installId: string;
  /** The tier it was last charged on; where it was never charged, the one it was last reserved or first planned on. */
  readonly tier: string;
  readonly lifetimeConsumed: number;
  readonly lifetimeGeminiConsumed: number;
  /** `YYYY-MM` in UTC, the month that the month counters belong to. */
  readonly month: string;
  readonly monthlyConsumed: number;
  readonly monthlyGeminiConsumed: number;
  /** When it was last charged; null: never. */
  readonly lastActiveAtMs: number | null;
}

/** A credit that is held for a call, until the call is committed or released or the time is over (S3-16). */
export interface Reservation {
  readonly reservationId: string;
  readonly installId: string;
  readonly tier: string;
  /** The counters of its tier when it was made; it is charged on these. */
  readonly countedPer: CountedPer;
  readonly backend: Backend;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly state: 'open' | 'committed' | 'released';
}

/** A job that has been charged; for an hour its further calls are not (S3-17). */
export interface ChargedJob {
  readonly installId: string;
  readonly jobId: string;
  readonly backend: Backend;
  readonly chargedAtMs: number;
}

/** The row of an install that was never seen; without a tier, on the one of unknown installs. */
export function blankRow(installId: string, nowMs: number, tier: string = blankTier): InstallRow {
  return {
    installId,
    tier,
    lifetimeConsumed: 0,
    lifetimeGeminiConsumed: 0,
    month: monthKey(nowMs),
    monthlyConsumed: 0,
    monthlyGeminiConsumed: 0,
    lastActiveAtMs: null,
  };
}
