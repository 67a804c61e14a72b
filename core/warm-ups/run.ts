import { dateAfter } from '../units/calendar.ts';
import type { ScheduledTime } from './schedule.ts';
import type { WarmupCap } from './settings.ts';

/** Why a slot was let go. */
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

/** Why a run brought nothing: no tool, it does not start, it took too long, it ended with an error, or nobody saw its end. */
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

/** Whose runs are left of an account that was forgotten: they only count for the caps. No account has this id. */
export const forgottenAccountId = '';

/** What happened to one slot: kept for ever under its key, so that it happens once. */
export interface WarmupRun {
  readonly key: string;
  readonly accountId: string;
  readonly slotAtMs: number;
  readonly slotDate: string;
  readonly slotTime: string;
  readonly timeZone: string;
  /** The user asked for it in person; there was no slot. */
  readonly byHand: boolean;
  readonly state: RunState;
  readonly reason: SkipReason | RunFailure | null;
  readonly claimedAtMs: number;
  /** When the tool was started; null: it was not. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** When the window ends that is open because of it, or was before it. */
  readonly resetsAtMs: number | null;
}

/** No run takes this long: its tool is ended long before. */
const maxRunMs = 10 * 60_000;
/** A service that has not shown the window by then is not asked for it any more. */
const verifiedWithinMs = 45 * 60_000;
/** Two slots of an account that are nearer than this are one, such as one whose time was just changed. */
export const sameTimeWithinMs = 20 * 60_000;

/** Whether it may have made a request, and so counts for the caps. */
export function mayHaveRequested({ state, startedAtMs }: Pick<WarmupRun, 'state' | 'startedAtMs'>): boolean {
  return startedAtMs !== null || state === 'claimed' || state === 'running';
}

/**
 * A run as it stands at a moment: one that was left between its claim and its end, by a crash or a
 * power cut, is not known; one whose window nobody saw in time was not verified. Nothing is written, so
 * that each process sees the same.
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

/** What a process and a moment make of the caps: none of them reached is null. Days are those of the slots. */
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

/** The first row of a slot. */
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

/** The row of a run that the user asks for in person. */
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

/** What decides over a claim: only `claimed` may run. `taken`: somebody else has this slot, or one beside it. */
export type ClaimOutcome = 'claimed' | 'taken' | 'cap-day' | 'cap-week' | 'failed';

/**
 * What happened to each slot, on the disk before anything is started and shared by all processes of this
 * user. Nothing throws; what cannot be kept does not happen.
 */
export interface WarmupStore {
  /** Runs whose slot is not before a moment, oldest first; null: it cannot be read. */
  readonly since: (slotAtMs: number) => readonly WarmupRun[] | null;
  /** Takes the slot of a run that is about to begin, in one step with the counting of the caps; null: no caps. */
  readonly claim: (run: WarmupRun, cap: WarmupCap | null) => ClaimOutcome;
  /** Keeps that nothing was run for a slot; false where something is kept for it already. */
  readonly note: (run: WarmupRun) => boolean;
  /** Changes a run that is still in one of these states. */
  readonly change: (run: WarmupRun, from: readonly RunState[]) => boolean;
  /** Keeps when a sign-in was first seen, and gives the moment that is kept. `anew`: it replaces an earlier one. */
  readonly signInSeen: (accountId: string, atMs: number, anew: boolean) => number;
}
