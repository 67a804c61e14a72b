import { countOf, emptyTimetable, type Timetable } from './timetable.ts';

/** A caller that may use the service now. */
interface Slot {
  readonly id: string;
  /** The caller's own word for itself. */
  readonly label: string | null;
  readonly admittedAtMs: number;
  /** The newest sign of life. */
  readonly renewedAtMs: number;
  /** Grows with each slot of the gate. */
  readonly sequence: number;
}

/** A slot that is over; remembered for a minute, so that ending it twice is no error. */
interface EndedSlot {
  readonly id: string;
  readonly admittedAtMs: number;
  readonly endedAtMs: number;
  readonly sequence: number;
}

/** A freed slot that still counts. */
interface CoolingSlot {
  readonly id: string;
  readonly sequence: number;
}

export interface Waiter {
  readonly id: string;
  readonly label: string | null;
  /** When what it asks for began; the oldest goes first, and of two the one that came first. */
  readonly startedAtMs: number;
  readonly sinceMs: number;
  readonly waitMs: number;
  readonly sequence: number;
}

/** The limit after refusals by the service; only the user undoes it (S2-15). */
export interface Reduction {
  readonly from: number;
  readonly to: number;
  readonly atMs: number;
}

/** The concurrency gate of one account. Times are epoch ms. One step takes O(log n), however many hold slots. */
export interface GateState {
  /** The newest time this state was told. */
  readonly atMs: number;
  /** How many callers and slots there were, so that each has a number of its own. */
  readonly sequence: number;
  /** By when they are taken back without a sign of life. */
  readonly slots: Timetable<Slot>;
  /** By until when they still count. */
  readonly cooling: Timetable<CoolingSlot>;
  /** By until when they are remembered. */
  readonly ended: Timetable<EndedSlot>;
  /** By when what they ask for began: the one that goes next first. */
  readonly waiting: Timetable<Waiter>;
  /** The same callers by when their wait is over. */
  readonly deadlines: Timetable<Waiter>;
  /** The question to the service that is under way. */
  readonly poll: { readonly sequence: number; readonly startedAtMs: number } | null;
  readonly polls: number;
  readonly lastPollAtMs: number | null;
  /** Something changed while the question was under way (S2-14). */
  readonly pollAgain: boolean;
  readonly nextPollAtMs: number;
  /** The service did not say; until then only the slots of this gate and their cooldown count (S2-13). */
  readonly silentUntilMs: number | null;
  readonly silences: number;
  readonly pausedUntilMs: number | null;
  /** When the newest refusal was counted. */
  readonly countedAtMs: number | null;
  readonly reduction: Reduction | null;
  /** What the service counted last, over all devices. */
  readonly reported: { readonly count: number; readonly asOfMs: number } | null;
}

/** What is known and chosen for the account at the moment of a step. */
export interface GateRules {
  /** At most so many at once, a whole number from 1 on; null: no limit is set. */
  readonly limit: number | null;
  /** The service can be asked how many it counts. */
  readonly hasSource: boolean;
  readonly cooldownMs: number;
}

/** How long things take; those of S2 that nobody sets. */
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

/** A gate that nobody came to yet, with what is known of an earlier run. */
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
    // Kept from before a clock was set back, it would make a refusal of today look old.
    countedAtMs: reduction === null ? null : Math.min(reduction.atMs, nowMs),
    reduction,
    reported: null,
  };
}

/** Slots that count: those held and those that cool down. */
export function inFlight({ slots, cooling }: GateState): number {
  return countOf(slots) + countOf(cooling);
}

/** The limit that holds now; null: none. */
export function limitOf({ reduction }: GateState, { limit }: GateRules): number | null {
  return limit === null || reduction === null ? limit : Math.min(limit, reduction.to);
}

/** Whether one more would stay within the limit. */
export function hasRoom(state: GateState, rules: GateRules): boolean {
  const limit = limitOf(state, rules);
  return limit === null || inFlight(state) < limit;
}

/** Whether those who wait go by what the service counts. */
export function usesServiceCount({ silentUntilMs }: GateState, { hasSource }: GateRules, nowMs: number): boolean {
  return hasSource && (silentUntilMs === null || nowMs >= silentUntilMs);
}

export type GateEvent =
  /** Time went on, or the rules changed. */
  | { readonly kind: 'tick' }
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly label: string | null;
      readonly startedAtMs: number;
      readonly waitMs: number;
    }
  /** A caller that waits hung up. */
  | { readonly kind: 'leave'; readonly id: string }
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'renew'; readonly id: string }
  /** The service refused the holder of a slot with a 429. */
  | { readonly kind: 'limited'; readonly id: string; readonly retryAfterMs: number | null }
  /** The answer to a question; `count` as the service said it, null: it did not say. */
  | {
      readonly kind: 'polled';
      readonly sequence: number;
      readonly count: number | null;
      /** Of a silence: for how long the service should be left alone at least; null: it did not say. */
      readonly silentMs: number | null;
    }
  /** The user chose a limit. */
  | { readonly kind: 'restore' };

export type GateEffect =
  /** `queued`: it had to wait. */
  | { readonly kind: 'admitted'; readonly id: string; readonly queued: boolean }
  /** The wait is over. `place`: in the queue, from 1 on. */
  | { readonly kind: 'refused'; readonly id: string; readonly place: number; readonly retryAfterMs: number }
  /** Ask the service how many it counts, and tell the answer with this number. */
  | { readonly kind: 'poll'; readonly sequence: number }
  /** A slot was over for so long that its id says nothing any more. */
  | { readonly kind: 'forgotten'; readonly id: string }
  /** The reduction changed and is to be kept. */
  | { readonly kind: 'reduction' };

export interface GateStep {
  readonly state: GateState;
  readonly effects: readonly GateEffect[];
}
