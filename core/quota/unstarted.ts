import type { WindowFacts } from './facts.ts';

const toleranceMs = 90_000;

/**
 * Whether a window has not begun: nothing used, and either no reset although the source speaks about
 * the window, or a reset pinned at "when it was asked, plus the full length" (wire-formats.md 2).
 */
export function isUnstarted(
  usedPercent: number | null,
  resetsAtMs: number | null,
  durationSeconds: number | null,
  window: WindowFacts,
): boolean {
  if (usedPercent !== 0) return false;
  if (resetsAtMs === null) return window.resetsAtMs.unknownSinceMs !== null;
  if (durationSeconds === null) return false;
  const askedAtMs = window.resetsAtMs.said?.asOfMs ?? 0;
  return resetsAtMs >= askedAtMs + durationSeconds * 1000 - toleranceMs;
}
