import type { AccountState } from '../accounts/account-state.ts';
import { horizonMs, isSameReset, type PaceReading } from './pace.ts';

/** The newest readings of a window, oldest first, by the window's id. */
export type ReadingsByWindow = ReadonlyMap<string, readonly PaceReading[]>;

/** An account with what was read of it lately. The same object as long as neither changed. */
export interface AccountReadings {
  readonly state: AccountState;
  readonly byWindow: ReadingsByWindow;
}

/** Hands the recent readings of an account; those in its state are always among them. */
export type RecentReadings = (state: AccountState) => AccountReadings;

const known = new WeakMap<AccountState, AccountReadings>();
const noReadings: ReadingsByWindow = new Map();

/** Nothing is remembered, so no pace is known. */
export const noRecentReadings: RecentReadings = (state) => {
  const same = known.get(state) ?? { state, byWindow: noReadings };
  known.set(state, same);
  return same;
};

/** The recent past of a window is divided into so many steps, with about one reading kept for each. */
const steps = 48;

/**
 * The readings with one more, oldest first: as many as the pace needs and about fifty at the most. One that
 * is not newer than the newest changes nothing, and gives the same object back.
 *
 * @param lengthMs Of the window.
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

/** Whether a reading between two others tells nothing: both figures are its own, or they are close together. */
function isBetween(before: PaceReading, reading: PaceReading, after: PaceReading, stepMs: number): boolean {
  if (!isSameReset(before.resetsAtMs, reading.resetsAtMs) || !isSameReset(reading.resetsAtMs, after.resetsAtMs))
    return false;
  const isFlat = before.usedPercent === reading.usedPercent && reading.usedPercent === after.usedPercent;
  return isFlat || after.atMs - before.atMs < stepMs;
}
