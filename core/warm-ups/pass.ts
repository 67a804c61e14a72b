import { assertNever } from '../assert-never.ts';
import { type ScheduleCalendar, type ScheduledTime, scheduledTimesBetween } from './schedule.ts';
import type { WarmupCap, WindowWarmup } from '../settings/warm-ups.ts';

/**
 * When the schedules are worked through. One pass verifies earlier runs and takes the scheduled times that have
 * come. Passes never overlap. Times are epoch ms.
 */
export interface PassState {
  /** The schedules and the cap at the last check; null: there was no check yet. */
  readonly settings: PassSettings | null;
  readonly lastCheckMs: number;
  /** The next check from this time on starts a pass. */
  readonly nextPassMs: number;
  /** `repeat`: a pass is running, and another one must follow it. */
  readonly pass: 'none' | 'running' | 'repeat';
  /** True while a run or a scheduled time waits for newer figures. */
  readonly isWaiting: boolean;
  readonly isStopped: boolean;
}

/** The settings whose change starts a pass. They are compared by identity. */
export interface PassSettings {
  readonly schedules: readonly WindowWarmup[];
  readonly cap: WarmupCap;
}

export type PassEvent =
  /** Time passed, or figures or settings changed. */
  | { readonly kind: 'check'; readonly settings: PassSettings }
  /** The running pass has verified earlier runs. */
  | { readonly kind: 'verified'; readonly isWaiting: boolean }
  | { readonly kind: 'ended'; readonly outcome: PassOutcome }
  /** The user started a run outside a pass, and it ended. */
  | { readonly kind: 'run-now-ended'; readonly isWaiting: boolean }
  | { readonly kind: 'stop' };

/** How a pass ended. */
export type PassOutcome =
  /** No schedule is on, and nothing waits. */
  | { readonly kind: 'nothing-to-do' }
  /** The store could not be read. */
  | { readonly kind: 'unreadable'; readonly atMs: number }
  /** `nextScheduledMs` is the next scheduled time; null: there is none. */
  | { readonly kind: 'done'; readonly isWaiting: boolean; readonly nextScheduledMs: number | null }
  | { readonly kind: 'failed' };

/** The next state, and whether the caller must start a pass now. */
export interface PassStep {
  readonly state: PassState;
  readonly startsPass: boolean;
}

/** How long a pass waits after the store could not be read. */
const retryMs = 3 * 60_000;

/** The state before the first check. */
export const newPassState: PassState = {
  settings: null,
  lastCheckMs: 0,
  nextPassMs: 0,
  pass: 'none',
  isWaiting: false,
  isStopped: false,
};

/** One step: an event and the state give the next state. A pass starts only if none is running. */
export function passStep(state: PassState, event: PassEvent, nowMs: number): PassStep {
  switch (event.kind) {
    case 'check':
      return check(state, event.settings, nowMs);
    case 'verified':
      return { state: { ...state, isWaiting: event.isWaiting }, startsPass: false };
    case 'ended':
      return endPass(state, event.outcome);
    case 'run-now-ended':
      return { state: { ...state, isWaiting: event.isWaiting || state.isWaiting, nextPassMs: 0 }, startsPass: false };
    case 'stop':
      return { state: { ...state, isStopped: true }, startsPass: false };
    default:
      return assertNever(event);
  }
}

/** A change of the settings, or a clock that was set back, makes the next pass due at once. */
function check(state: PassState, settings: PassSettings, nowMs: number): PassStep {
  if (state.isStopped) return { state, startsPass: false };
  const isChanged = state.settings?.schedules !== settings.schedules || state.settings.cap !== settings.cap;
  const nextPassMs = isChanged || nowMs < state.lastCheckMs ? 0 : state.nextPassMs;
  const checked: PassState = { ...state, settings, lastCheckMs: nowMs, nextPassMs };
  if (nowMs < nextPassMs) return { state: checked, startsPass: false };
  return state.pass === 'none'
    ? { state: { ...checked, pass: 'running' }, startsPass: true }
    : { state: { ...checked, pass: 'repeat' }, startsPass: false };
}

function endPass(state: PassState, outcome: PassOutcome): PassStep {
  const ended = afterOutcome(state, outcome);
  const startsPass = state.pass === 'repeat' && !state.isStopped;
  return { state: { ...ended, pass: startsPass ? 'running' : 'none' }, startsPass };
}

function afterOutcome(state: PassState, outcome: PassOutcome): PassState {
  switch (outcome.kind) {
    case 'nothing-to-do':
      return { ...state, nextPassMs: Number.POSITIVE_INFINITY };
    case 'unreadable':
      return { ...state, nextPassMs: outcome.atMs + retryMs };
    case 'done': {
      const isWaiting = outcome.isWaiting || state.isWaiting;
      const nextPassMs = isWaiting ? 0 : (outcome.nextScheduledMs ?? Number.POSITIVE_INFINITY);
      return { ...state, isWaiting, nextPassMs };
    }
    case 'failed':
      return state;
    default:
      return assertNever(outcome);
  }
}

/** A scheduled time that has come and has no record yet. */
export interface DueTime {
  readonly time: ScheduledTime;
  /** False: a later time of the same account has come too, so this one is skipped. */
  readonly isNewest: boolean;
}

/** The scheduled times between two moments that have no record, oldest first. */
export function dueTimes(
  schedules: readonly WindowWarmup[],
  calendar: ScheduleCalendar,
  recordedKeys: ReadonlySet<string>,
  afterMs: number,
  nowMs: number,
): readonly DueTime[] {
  const due = new Map(
    scheduledTimesBetween(schedules, calendar, afterMs, nowMs)
      .filter(({ key, atMs, warmup }) => !recordedKeys.has(key) && atMs >= warmup.sinceMs)
      .map((time) => [time.key, time]),
  );
  const newest = new Map([...due.values()].map(({ warmup, key }) => [warmup.accountId, key]));
  return [...due.values()].map((time) => ({ time, isNewest: newest.get(time.warmup.accountId) === time.key }));
}
