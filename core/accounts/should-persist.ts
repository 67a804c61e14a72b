import { isSameButAges } from '../usage/comparison.ts';
import { hourMs } from '../units/time.ts';
import type { AccountState } from './account-state.ts';

/** The newest content of an account's file, and when this process wrote it; null: an earlier process did. */
export interface PersistedState {
  readonly state: AccountState;
  readonly atMs: number | null;
}

/** How often a state is written in which only ages have changed. An idle day then writes almost nothing. */
export const persistAgesEveryMs = hourMs;

/**
 * Whether a settled state is written now: it says something new, or this process has not written the account
 * yet, or the file is an hour old. The second lets a process that restarts in a loop find when it last polled.
 * A clock that was set back counts as an hour.
 */
export function shouldPersist(state: AccountState, persisted: PersistedState | null, nowMs: number): boolean {
  if (persisted === null || persisted.atMs === null) return true;
  const ageMs = nowMs - persisted.atMs;
  return ageMs < 0 || ageMs >= persistAgesEveryMs || !isSameButAges(state, persisted.state);
}
