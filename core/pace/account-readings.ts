import type { AccountState } from '../accounts/account-state.ts';
import type { PaceReading } from './pace-reading.ts';

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
