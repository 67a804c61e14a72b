import type { WindowFacts } from './facts.ts';

const toleranceMs = 90_000;

/**
 * Whether a window has not begun: nothing used, and either no reset although the source speaks about
 * the window, or a reset pinned at "when it was asked, plus the full length". The second is how Codex says it; a window of a
 * service that states resets of running windows only has begun.
 */
export function isUnstarted(
  usedPercent: number | null,
  resetsAtMs: number | null,
  durationSeconds: number | null,
  window: WindowFacts,
): boolean {
  if (usedPercent !== 0) return false;
  if (resetsAtMs === null) return window.resetsAtMs.unknownSinceMs !== null;
  if (durationSeconds === null || window.shape.said?.value.runsWithReset === true) return false;
  const askedAtMs = window.resetsAtMs.said?.asOfMs ?? 0;
  return resetsAtMs >= askedAtMs + durationSeconds * 1000 - toleranceMs;
}
