import { isSameButAges } from '../usage/comparison.ts';
import { isEqual } from '../units/equality.ts';
import { hourMs } from '../units/time.ts';
import type { AccountState } from './account-state.ts';

/**
 * The newest content of an account's file, and when this process wrote it. `atMs` null: an earlier process wrote it.
 */
export interface PersistedState {
  readonly state: AccountState;
  readonly atMs: number | null;
}

/**
 * How often the app writes a state in which only ages have changed. Twenty accounts then write 0.6 MB in an idle day;
 * every hour it would be 4 MB. After a crash the figures look up to this much older than they are, until the first poll.
 */
export const persistAgesEveryMs = 6 * hourMs;

/**
 * Returns true if the app should write a settled state now. First reason: the state has new content. Second reason:
 * this process has not written the account yet, and any time differs. Third reason: the file is six hours old. The
 * second reason helps a process that restarts in a loop: it finds when it last polled. A clock that was set back counts
 * as six hours.
 */
export function shouldPersist(state: AccountState, persisted: PersistedState | null, nowMs: number): boolean {
  if (persisted === null) return true;
  if (persisted.atMs === null) return !isEqual(state, persisted.state);
  const ageMs = nowMs - persisted.atMs;
  return ageMs < 0 || ageMs >= persistAgesEveryMs || !isSameButAges(state, persisted.state);
}
