import type { AccountState } from '../accounts/account-state.ts';
import { horizonMs, fitsReset, type PaceReading } from './pace.ts';

/** The recent readings of each window, oldest first, by the id of the window. */
export type ReadingsByWindow = ReadonlyMap<string, readonly PaceReading[]>;

/** An account with its recent readings. The same object as long as neither changes. */
export interface AccountReadings {
  readonly state: AccountState;
  readonly byWindow: ReadingsByWindow;
}

/** Gives the recent readings of an account. They always include the readings in its state. */
export type RecentReadings = (state: AccountState) => AccountReadings;

const known = new WeakMap<AccountState, AccountReadings>();
const noReadings: ReadingsByWindow = new Map();

/** Gives no readings, so that no pace is known. */
export const noRecentReadings: RecentReadings = (state) => {
  const same = known.get(state) ?? { state, byWindow: noReadings };
  known.set(state, same);
  return same;
};

/** The recent past of a window is divided into this many steps, with about one reading kept for each. */
const steps = 48;

/**
 * The readings with one more, oldest first: as many as the pace needs, at most about fifty. A reading that is not newer
 * than the newest changes nothing, and the result is the same object.
 *
 * @param lengthMs The length of the window.
 */
export function withReading(
  readings: readonly PaceReading[],
  reading: PaceReading,
  lengthMs: number,
): readonly PaceReading[] {
  const last = readings.at(-1);
  if (last === undefined) return [reading];
  if (reading.atMs <= last.atMs) return readings;
  const keptFrom = reading.atMs - horizonMs(lengthMs);
  const recent = readings.filter((_, index) => (readings[index + 1]?.atMs ?? Infinity) > keptFrom);
  const beforeLast = recent.at(-2);
  const isPassed = beforeLast !== undefined && isBetween(beforeLast, last, reading, horizonMs(lengthMs) / steps);
  return [...(isPassed ? recent.slice(0, -1) : recent), reading];
}

/** Whether a reading between two others adds nothing: all three figures are equal, or the others are close in time. */
function isBetween(before: PaceReading, reading: PaceReading, after: PaceReading, stepMs: number): boolean {
  if (!fitsReset(before.resetsAtMs, reading.resetsAtMs) || !fitsReset(reading.resetsAtMs, after.resetsAtMs))
    return false;
  const isFlat = before.usedPercent === reading.usedPercent && reading.usedPercent === after.usedPercent;
  return isFlat || after.atMs - before.atMs < stepMs;
}
