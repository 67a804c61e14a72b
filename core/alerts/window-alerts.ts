import type { WindowSnapshot } from '../snapshot/snapshot.ts';
import type { WindowMark } from './memory.ts';

/** A window between two readings. */
export interface WindowStep {
  readonly window: WindowSnapshot;
  /** null: this is the first reading, which only says where it stands. */
  readonly before: WindowMark | null;
  readonly mark: WindowMark;
  /** Whether it began anew since then, and whether that was before its time. */
  readonly reset: 'none' | 'due' | 'early';
}

/** A reset time that moved less names the same reset (its keys could be the same). */
const sameResetMs = 20 * 60_000;
/** So much less used is a reset, whatever the service says of its time. */
const fallPercent = 10;

/** How a window stands after a reading; null: the reading says nothing that could be compared. */
export function windowStep(before: WindowMark | null, window: WindowSnapshot): WindowStep | null {
  const usedPercent = usedOf(window);
  if (usedPercent === null) return null;
  const resetsAtMs = window.resetsAt === null ? null : Date.parse(window.resetsAt);
  const reset = before === null ? 'none' : resetBetween(before, window, usedPercent, resetsAtMs);
  const isNewTime = before !== null && isLater(before.resetsAtMs, resetsAtMs);
  const rearmedBy = reset === 'none' ? (before?.rearmedBy ?? null) : isNewTime ? null : window.asOf;
  const peakPercent = reset === 'none' ? Math.max(before?.peakPercent ?? 0, usedPercent) : usedPercent;
  const exhausted = window.state === 'exhausted';
  const mark = { usedPercent, peakPercent, resetsAtMs, exhausted, runsOut: runsOut(window), rearmedBy };
  return { window, before, mark, reset };
}

/** A reached limit counts as 100 whatever its percentage; past its reset nothing is known. */
function usedOf({ state, usedPercent }: WindowSnapshot): number | null {
  if (state === 'reset-pending') return null;
  return state === 'exhausted' ? Math.max(100, usedPercent ?? 100) : usedPercent;
}

function resetBetween(
  before: WindowMark,
  window: WindowSnapshot,
  usedPercent: number,
  resetsAtMs: number | null,
): WindowStep['reset'] {
  const fell = before.usedPercent - usedPercent;
  const isDue = before.resetsAtMs !== null && Date.parse(window.asOf) >= before.resetsAtMs;
  if (isDue) return isLater(before.resetsAtMs, resetsAtMs) || fell >= fallPercent ? 'due' : 'none';
  if (fell >= fallPercent) return 'early';
  if (before.resetsAtMs === null || resetsAtMs === null) return 'none';
  // A reset time that creeps along while use grows is how some windows are counted, and no reset.
  const movedMs = resetsAtMs - before.resetsAtMs;
  const isFarLater = movedMs >= ((window.durationSeconds ?? Infinity) * 1000) / 2;
  return movedMs >= sameResetMs && (fell > 0 || isFarLater) ? 'early' : 'none';
}

function isLater(beforeMs: number | null, nowMs: number | null): boolean {
  return beforeMs !== null && nowMs !== null && nowMs - beforeMs >= sameResetMs;
}

function runsOut({ state, pace, resetsAt }: WindowSnapshot): boolean {
  if (state !== 'open' || resetsAt === null || pace === null || pace.exhaustsAt === null) return false;
  return Date.parse(pace.exhaustsAt) < Date.parse(resetsAt);
}
