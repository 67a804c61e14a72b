import { countOf, emptyTimetable, type Timetable } from './timetable.ts';

/** A slot: its holder may use the service now. */
interface Slot {
  readonly id: string;
  /** The name that the holder gave itself; null: none. */
  readonly label: string | null;
  readonly admittedAtMs: number;
  /** When the holder last renewed the slot. */
  readonly renewedAtMs: number;
  /** The number of the slot, which grows with each caller and slot of the gate. */
  readonly sequence: number;
}

/** A slot that ended. It is remembered for a minute, so that a second release of it is no error. */
interface EndedSlot {
  readonly id: string;
  readonly admittedAtMs: number;
  readonly endedAtMs: number;
  readonly sequence: number;
}

/** A released slot in its cooldown. It still counts, because the service may still count it. */
interface CoolingSlot {
  readonly id: string;
  readonly sequence: number;
}

/** A caller that waits for a slot. */
export interface Waiter {
  readonly id: string;
  readonly label: string | null;
  /** When the caller's own task began. The oldest task goes first; of two equal ones, the first caller. */
  readonly startedAtMs: number;
  readonly sinceMs: number;
  readonly waitMs: number;
  readonly sequence: number;
}

/** A limit that refusals by the service have lowered. Only the user can undo it. */
export interface Reduction {
  readonly from: number;
  readonly to: number;
  readonly atMs: number;
}

/** The state of one account's concurrency gate. Times are epoch ms. One step takes O(log n) for n slots and callers. */
export interface GateState {
  /** The time of the last step. */
  readonly atMs: number;
  /** How many callers and slots there were. It gives each of them a number of its own. */
  readonly sequence: number;
  /** The held slots, by when each is taken back if its holder does not renew it. */
  readonly slots: Timetable<Slot>;
  /** The slots in their cooldown, by its end. */
  readonly cooling: Timetable<CoolingSlot>;
  /** The ended slots, by when each is forgotten. */
  readonly ended: Timetable<EndedSlot>;
  /** The waiting callers, in the order in which they get slots. */
  readonly waiting: Timetable<Waiter>;
  /** The same callers, by the end of their wait. */
  readonly deadlines: Timetable<Waiter>;
  /** The poll in flight; null: none. */
  readonly poll: { readonly sequence: number; readonly startedAtMs: number } | null;
  readonly polls: number;
  readonly lastPollAtMs: number | null;
  /** True if something changed during the poll in flight, so that another poll must follow. */
  readonly pollAgain: boolean;
  readonly nextPollAtMs: number;
  /**
   * Until then the service is not polled, because it gave no count. Only the gate's own slots count; null: it
   * answers.
   */
  readonly silentUntilMs: number | null;
  readonly silences: number;
  readonly pausedUntilMs: number | null;
  /** When the last refusal lowered the limit. */
  readonly countedAtMs: number | null;
  readonly reduction: Reduction | null;
  /** The last count of the service, over all devices; null: none. */
  readonly reported: { readonly count: number; readonly asOfMs: number } | null;
}

/** The settings and facts of the account at the moment of a step. */
export interface GateRules {
  /** How many slots there may be at once, a whole number from 1 on; null: no limit. */
  readonly limit: number | null;
  /** True if the service can be polled for its count. */
  readonly hasSource: boolean;
  readonly cooldownMs: number;
}

/** Fixed durations of the gate. */
export const gateTimes = {
  pauseMs: 30_000,
  longestPauseMs: 86_400_000,
  pollEveryMs: 1_000,
  pollTimeoutMs: 10_000,
  longestSilenceMs: 30_000,
  reclaimAfterMs: 300_000,
  rememberEndedMs: 60_000,
  burstMs: 300_000,
} as const;

/** The state of a new gate. A limit that an earlier run of the app lowered stays lowered. */
export function newGate(reduction: Reduction | null, nowMs: number): GateState {
  return {
    atMs: nowMs,
    sequence: 0,
    slots: emptyTimetable,
    cooling: emptyTimetable,
    ended: emptyTimetable,
    waiting: emptyTimetable,
    deadlines: emptyTimetable,
    poll: null,
    polls: 0,
    lastPollAtMs: null,
    pollAgain: false,
    nextPollAtMs: nowMs,
    silentUntilMs: null,
    silences: 0,
    pausedUntilMs: null,
    // If the clock was set back since, a time in the future would make the next refusal look old.
    countedAtMs: reduction === null ? null : Math.min(reduction.atMs, nowMs),
    reduction,
    reported: null,
  };
}

/** How many slots count: those held and those in their cooldown. */
export function inFlight({ slots, cooling }: GateState): number {
  return countOf(slots) + countOf(cooling);
}

/** The limit in force: the user's or the service's, or the lowered one; null: none. */
export function limitOf({ reduction }: GateState, { limit }: GateRules): number | null {
  return limit === null || reduction === null ? limit : Math.min(limit, reduction.to);
}

/** Whether one more slot stays within the limit. */
export function hasRoom(state: GateState, rules: GateRules): boolean {
  const limit = limitOf(state, rules);
  return limit === null || inFlight(state) < limit;
}

/** Whether the count of the service decides who is admitted. */
export function usesServiceCount({ silentUntilMs }: GateState, { hasSource }: GateRules, nowMs: number): boolean {
  return hasSource && (silentUntilMs === null || nowMs >= silentUntilMs);
}

export type GateEvent =
  /** Time passed, or the rules changed. */
  | { readonly kind: 'tick' }
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly label: string | null;
      readonly startedAtMs: number;
      readonly waitMs: number;
    }
  /** A waiting caller hung up. */
  | { readonly kind: 'leave'; readonly id: string }
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'renew'; readonly id: string }
  /** The holder of a slot reports that the service refused it with a 429. */
  | { readonly kind: 'limited'; readonly id: string; readonly retryAfterMs: number | null }
  /** The answer to a poll. `count` is what the service stated; null: it stated none. */
  | {
      readonly kind: 'polled';
      readonly sequence: number;
      readonly count: number | null;
      /** Without a count: how long the service must not be polled at least; null: it did not say. */
      readonly silentMs: number | null;
    }
  /** The user set a limit, which undoes a lowered one. */
  | { readonly kind: 'restore' };

export type GateEffect =
  /** `queued`: the caller had to wait. */
  | { readonly kind: 'admitted'; readonly id: string; readonly queued: boolean }
  /** The caller's wait is over. `place` is its place in the queue, from 1 on. */
  | { readonly kind: 'refused'; readonly id: string; readonly place: number; readonly retryAfterMs: number }
  /** Poll the service, and pass its answer to the gate with this number. */
  | { readonly kind: 'poll'; readonly sequence: number }
  /** The gate has forgotten an ended slot, so its id is no longer valid. */
  | { readonly kind: 'forgotten'; readonly id: string }
  /** The lowered limit changed and must be stored. */
  | { readonly kind: 'reduction' };

export interface GateStep {
  readonly state: GateState;
  readonly effects: readonly GateEffect[];
}
