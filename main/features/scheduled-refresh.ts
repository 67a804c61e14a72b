import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { isSignedOut } from '../../core/warm-ups/decide.ts';
import { momentsBetween, type ScheduleCalendar } from '../../core/warm-ups/schedule.ts';

const lookBackMs = 10 * 60_000;
const clockSetBackMs = 2 * 3_600_000;

/**
 * Whether a time at which usage is to be asked has come since the last question; each comes once, also
 * after the clock was set back. What is longer ago than ten minutes is the affair of waking up.
 */
export function createScheduledRefresh(
  startMs: number,
): (slots: Settings['refreshSlots'], calendar: ScheduleCalendar, nowMs: number) => boolean {
  let seenUntilMs = startMs;
  let nextMs: number | null = null;
  let of: Settings['refreshSlots'] = [];

  return (slots, calendar, nowMs) => {
    const isMovedBack = nowMs < seenUntilMs - clockSetBackMs;
    if (isMovedBack) seenUntilMs = nowMs;
    if (slots !== of || isMovedBack) nextMs = null;
    of = slots;
    if (slots.length === 0 || (nextMs !== null && nowMs < nextMs)) {
      if (slots.length === 0) seenUntilMs = Math.max(seenUntilMs, nowMs);
      return false;
    }
    const afterMs = Math.max(seenUntilMs, nowMs - lookBackMs);
    const hasCome = slots.some((slot) => momentsBetween(slot, calendar, afterMs, nowMs).length > 0);
    seenUntilMs = Math.max(seenUntilMs, nowMs);
    const following = slots.map(({ days, time }) => calendar.next({ days, time }, calendar.timeZone, seenUntilMs));
    nextMs = following.reduce<number>((soonest, atMs) => Math.min(soonest, atMs ?? Infinity), Infinity);
    return hasCome;
  };
}

/** When each sign-in came into sight of this process. */
interface SignIns {
  /** Looks at the accounts as they are now. */
  readonly check: (accounts: readonly AccountState[], nowMs: number) => void;
  /** null: it was there before this process looked. */
  readonly seenAtMs: (accountId: string) => number | null;
}

/** @param before The accounts that were known when the process began. */
export function createSignIns(before: readonly AccountState[]): SignIns {
  const seen = new Map<string, number | null>();
  const signedOut = new Map<string, boolean>();

  function note(state: AccountState, atMs: number | null): void {
    const { id } = state.account;
    const isOut = isSignedOut(state);
    const isBack = signedOut.get(id) === true && !isOut;
    if (!seen.has(id) || isBack) seen.set(id, atMs);
    signedOut.set(id, isOut);
  }

  for (const state of before) note(state, null);
  return {
    check: (accounts, nowMs) => {
      for (const state of accounts) note(state, nowMs);
    },
    seenAtMs: (accountId) => seen.get(accountId) ?? null,
  };
}
