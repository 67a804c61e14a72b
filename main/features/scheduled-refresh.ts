import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { isSignedOut } from '../../core/warm-ups/decide.ts';
import { momentsBetween, type ScheduleCalendar } from '../../core/warm-ups/schedule.ts';

const lookBackMs = 10 * 60_000;
const clockSetBackMs = 2 * 3_600_000;

/**
 * Makes the function that returns whether a scheduled time to poll usage has come since the last call. Each
 * time comes once, also after the clock was set back. Times more than ten minutes ago are left out, because
 * the scheduler polls everything after a sleep anyway.
 */
export function createScheduledRefresh(
  startMs: number,
): (slots: Settings['refreshSlots'], calendar: ScheduleCalendar, nowMs: number) => boolean {
  let checkedUntilMs = startMs;
  let nextMs: number | null = null;
  let of: Settings['refreshSlots'] = [];

  return (slots, calendar, nowMs) => {
    const isMovedBack = nowMs < checkedUntilMs - clockSetBackMs;
    if (isMovedBack) checkedUntilMs = nowMs;
    if (slots !== of || isMovedBack) nextMs = null;
    of = slots;
    if (slots.length === 0 || (nextMs !== null && nowMs < nextMs)) {
      if (slots.length === 0) checkedUntilMs = Math.max(checkedUntilMs, nowMs);
      return false;
    }
    const afterMs = Math.max(checkedUntilMs, nowMs - lookBackMs);
    const isDue = slots.some((slot) => momentsBetween(slot, calendar, afterMs, nowMs).length > 0);
    checkedUntilMs = Math.max(checkedUntilMs, nowMs);
    const following = slots.map(({ days, time }) => calendar.next({ days, time }, calendar.timeZone, checkedUntilMs));
    nextMs = following.reduce<number>((soonest, atMs) => Math.min(soonest, atMs ?? Infinity), Infinity);
    return isDue;
  };
}

/** When this process first saw each sign-in. */
interface SignIns {
  /** Records which accounts are signed in now. */
  readonly check: (accounts: readonly AccountState[], nowMs: number) => void;
  /** Epoch ms. Null: the account was signed in before this process started. */
  readonly seenAtMs: (accountId: string) => number | null;
}

/**
 * Makes the record of sign-ins.
 *
 * @param before The accounts that were known when the process started.
 */
export function createSignIns(before: readonly AccountState[]): SignIns {
  const seen = new Map<string, number | null>();
  const signedOut = new Map<string, boolean>();

  function record(state: AccountState, atMs: number | null): void {
    const { id } = state.account;
    const isOut = isSignedOut(state);
    const isBack = signedOut.get(id) === true && !isOut;
    if (!seen.has(id) || isBack) seen.set(id, atMs);
    signedOut.set(id, isOut);
  }

  for (const state of before) record(state, null);
  return {
    check: (accounts, nowMs) => {
      for (const state of accounts) record(state, nowMs);
    },
    seenAtMs: (accountId) => seen.get(accountId) ?? null,
  };
}
