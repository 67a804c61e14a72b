import type { PaceReading } from './pace-reading.ts';

/** How fast a window was used lately. */
export interface Rate {
  readonly percentPerMs: number;
  readonly risePercent: number;
  /** How far off the rate may be, as a part of it, 0..0.9. */
  readonly error: number;
}

/**
 * The mean rate over the newest part of a period. It may be off by one percentage point, because figures
 * are rounded, and the more the two halves differ. Null where no time passed.
 *
 * @param period Readings of one period, oldest first, never falling.
 */
export function rateOf(period: readonly PaceReading[], lookBackMs: number): Rate | null {
  const last = period.at(-1);
  if (last === undefined) return null;
  const first = readingAt(period, last.atMs - lookBackMs, period[0] ?? last);
  const spanMs = last.atMs - first.atMs;
  if (spanMs <= 0) return null;
  const risePercent = last.usedPercent - first.usedPercent;
  const percentPerMs = risePercent / spanMs;
  return { percentPerMs, risePercent, error: risePercent <= 0 ? 0.9 : errorOf(period, first, last) };
}

function errorOf(period: readonly PaceReading[], first: PaceReading, last: PaceReading): number {
  const risePercent = last.usedPercent - first.usedPercent;
  const middle = readingAt(period, (first.atMs + last.atMs) / 2, first);
  const early = (middle.usedPercent - first.usedPercent) / Math.max(1, middle.atMs - first.atMs);
  const late = (last.usedPercent - middle.usedPercent) / Math.max(1, last.atMs - middle.atMs);
  const unevenness = early + late > 0 ? Math.abs(late - early) / (early + late) : 0;
  return Math.min(0.9, 1 / risePercent + unevenness / 4);
}

/** The last reading up to a time, else the one that is given. */
function readingAt(period: readonly PaceReading[], atMs: number, otherwise: PaceReading): PaceReading {
  let found = otherwise;
  for (const reading of period) {
    if (reading.atMs > atMs) break;
    found = reading;
  }
  return found;
}
