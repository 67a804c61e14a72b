import type { InstallRow } from './install.ts';

/**
 * A row of this ledger and the same install's row of another, as one: of each counter the higher,
 * of the month the later with its own counters, and the tier of the one that was charged last. So
 * nothing that was used is forgotten, and merging the same row again changes nothing.
 */
export function mergedRow(ours: InstallRow, theirs: InstallRow): InstallRow {
  const later = theirs.month > ours.month ? theirs : ours;
  const isSameMonth = theirs.month === ours.month;
  const theirsIsNewer = (theirs.lastActiveAtMs ?? -1) > (ours.lastActiveAtMs ?? -1);
  return {
    installId: ours.installId,
    tier: theirsIsNewer ? theirs.tier : ours.tier,
    lifetimeConsumed: Math.max(ours.lifetimeConsumed, theirs.lifetimeConsumed),
    lifetimeGeminiConsumed: Math.max(ours.lifetimeGeminiConsumed, theirs.lifetimeGeminiConsumed),
    month: later.month,
    monthlyConsumed: isSameMonth ? Math.max(ours.monthlyConsumed, theirs.monthlyConsumed) : later.monthlyConsumed,
    monthlyGeminiConsumed: isSameMonth
      ? Math.max(ours.monthlyGeminiConsumed, theirs.monthlyGeminiConsumed)
      : later.monthlyGeminiConsumed,
    lastActiveAtMs: theirsIsNewer ? theirs.lastActiveAtMs : ours.lastActiveAtMs,
  };
}
