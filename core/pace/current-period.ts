import { isSameReset, type PaceReading } from './pace-reading.ts';

/** A fall by more is no correction: the window was reset before its time. */
const largestCorrectionPercent = 5;

/**
 * The readings since the newest reset with the newest one at their end, oldest first. Use never falls
 * within a period, so what a later reading corrected downwards counts as what it was corrected to.
 *
 * @param now The newest reading; readings that are not older are left out.
 */
export function currentPeriod(
  readings: readonly PaceReading[],
  now: PaceReading,
  startsAtMs: number,
): readonly PaceReading[] {
  const period: PaceReading[] = [now];
  let least = now.usedPercent;
  let later = now;
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const reading = readings[index];
    if (reading === undefined || reading.atMs >= later.atMs) continue;
    const isOver = reading.usedPercent - later.usedPercent > largestCorrectionPercent;
    if (isOver || reading.atMs < startsAtMs || !isSameReset(reading.resetsAtMs, now.resetsAtMs)) break;
    least = Math.min(least, reading.usedPercent);
    period.unshift(reading.usedPercent === least ? reading : { ...reading, usedPercent: least });
    later = reading;
  }
  return period;
}
