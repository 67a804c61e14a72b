import { dateAfter } from '../units/calendar.ts';
import type { ScheduledTime } from './schedule.ts';
import type { WarmupCap } from '../settings/warm-ups.ts';

/** Why a scheduled time was skipped. */
export const skipReasons = [
  'too-late',
  'replaced',
  'no-account',
  'turned-off',
  'signed-out',
  'just-signed-in',
  'rate-limited',
  'weekly-used-up',
  'no-window',
  'not-known',
  'cap-day',
  'cap-week',
] as const;

export type SkipReason = (typeof skipReasons)[number];

/** Why a run failed: no tool, it does not start, it took too long, it ended with an error, or its end is unknown. */
export const failureReasons = ['no-tool', 'no-start', 'timed-out', 'tool-error', 'not-known'] as const;

export type RunFailure = (typeof failureReasons)[number];

export const runStates = [
  'claimed',
  'running',
  'verifying',
  'started',
  'not-started',
  'not-verified',
  'already-open',
  'skipped',
  'failed',
] as const;

export type RunState = (typeof runStates)[number];

/** The account id of runs whose account was deleted. They only count for the cap. No account has this id. */
export const forgottenAccountId = '';

/** What happened at one scheduled time. It is stored under its key, so that each time is used once. */
export interface WarmupRun {
  readonly key: string;
  readonly accountId: string;
  readonly slotAtMs: number;
  readonly slotDate: string;
  readonly slotTime: string;
  readonly timeZone: string;
  /** True if the user started it, without a scheduled time. */
  readonly byHand: boolean;
  readonly state: RunState;
  readonly reason: SkipReason | RunFailure | null;
  readonly claimedAtMs: number;
  /** When the tool was started; null: not started. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** When the window resets that the run opened, or that was open before. */
  readonly resetsAtMs: number | null;
}

/** The longest possible run. The app ends the tool long before. */
const maxRunMs = 10 * 60_000;
/** How long the app looks for the window after a run. Then the run counts as not verified. */
const verifiedWithinMs = 45 * 60_000;
/** Two scheduled times of an account that are closer count as one, for example after the user moved a schedule. */
export const sameTimeWithinMs = 20 * 60_000;

/** Whether a run may have sent a request, and so counts for the cap. */
export function mayHaveRequested({ state, startedAtMs }: Pick<WarmupRun, 'state' | 'startedAtMs'>): boolean {
  return startedAtMs !== null || state === 'claimed' || state === 'running';
}

/**
 * A run at this moment. If a crash interrupted it, its result is unknown. If its window did not appear in time, it is
 * not verified. Both are computed and never stored, so that every process sees the same.
 */
export function runAsOf(run: WarmupRun, nowMs: number): WarmupRun {
  const isUnderWay = run.state === 'claimed' || run.state === 'running';
  if (isUnderWay && Math.abs(nowMs - run.claimedAtMs) > maxRunMs) {
    return { ...run, state: 'failed', reason: 'not-known' };
  }
  return run.state === 'verifying' && Math.abs(nowMs - (run.endedAtMs ?? run.claimedAtMs)) > verifiedWithinMs
    ? { ...run, state: 'not-verified' }
    : run;
}

/** Which cap is reached on a date; null: none. A run counts on the date of its scheduled time. */
export function reachedCap(
  runs: readonly WarmupRun[],
  cap: WarmupCap,
  date: string,
): Extract<SkipReason, 'cap-day' | 'cap-week'> | null {
  const counted = runs.filter(mayHaveRequested);
  const weekBefore = dateAfter(date, -6);
  const ofDay = counted.filter(({ slotDate }) => slotDate === date).length;
  const ofWeek = counted.filter(({ slotDate }) => slotDate >= weekBefore && slotDate <= dateAfter(date, 6)).length;
  if (ofDay >= cap.perDay) return 'cap-day';
  return ofWeek >= cap.perWeek ? 'cap-week' : null;
}

/** The first record of a scheduled time. */
export function scheduledRun(
  slot: ScheduledTime,
  state: RunState,
  reason: WarmupRun['reason'],
  nowMs: number,
): WarmupRun {
  const { warmup, atMs, date, key, timeZone } = slot;
  return {
    ...{ key, accountId: warmup.accountId, slotAtMs: atMs, slotDate: date, slotTime: warmup.time, timeZone },
    ...{ byHand: false, state, reason, claimedAtMs: nowMs, startedAtMs: null, endedAtMs: null, resetsAtMs: null },
  };
}

/** The record of a run that the user starts. */
export function manualRun(
  accountId: string,
  { date, time, timeZone }: { readonly date: string; readonly time: string; readonly timeZone: string },
  nowMs: number,
): WarmupRun {
  return {
    ...{ key: `${accountId}|by-hand|${nowMs}`, accountId, slotAtMs: nowMs, slotDate: date, slotTime: time, timeZone },
    ...{ byHand: true, state: 'claimed', reason: null, claimedAtMs: nowMs },
    ...{ startedAtMs: null, endedAtMs: null, resetsAtMs: null },
  };
}

/**
 * The result of a claim. Only `claimed` may run. `taken`: another process has this scheduled time, or one close to
 * it.
 */
export type ClaimOutcome = 'claimed' | 'taken' | 'cap-day' | 'cap-week' | 'failed';

/**
 * Stores what happened at each scheduled time. All processes of the user share it. A run starts only after its
 * record is on the disk. No function throws.
 */
export interface WarmupStore {
  /** The runs scheduled at or after a moment, oldest first; null: the store cannot be read. */
  readonly since: (slotAtMs: number) => readonly WarmupRun[] | null;
  /** Claims the scheduled time of a run, in one transaction with the check of the cap. A cap of null is not checked. */
  readonly claim: (run: WarmupRun, cap: WarmupCap | null) => ClaimOutcome;
  /** Stores that a scheduled time had no run. False: it has a record already. */
  readonly note: (run: WarmupRun) => boolean;
  /** Changes a run if it is still in one of these states. */
  readonly change: (run: WarmupRun, from: readonly RunState[]) => boolean;
  /** Stores when a sign-in was first seen, and returns the stored time. `isNewSignIn` replaces an earlier time. */
  readonly signInSeen: (accountId: string, atMs: number, isNewSignIn: boolean) => number;
}
