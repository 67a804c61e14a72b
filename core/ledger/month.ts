import type { InstallRow } from './install.ts';

/** `YYYY-MM` of an instant, in UTC whatever the local zone is (S3-3). */
export function monthKey(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 7);
}

/**
 * The row as it stands in the month of this instant: a later month begins with empty month counters,
 * an earlier one changes nothing, so that a clock set back forgets no use (S3-3, S3-19). Lifetime
 * counters never change here.
 */
export function rolledForward(row: InstallRow, nowMs: number): InstallRow {
  const month = monthKey(nowMs);
  return month > row.month ? { ...row, month, monthlyConsumed: 0, monthlyGeminiConsumed: 0 } : row;
}
