import type { Reduction } from './state.ts';
import type { Saving } from '../settings/storage-problem.ts';
import type { SlotStatus } from './slot-status.ts';

export interface SlotRequest {
  readonly accountId: string;
  /** The caller's own word for itself. */
  readonly label: string | null;
  /** When what it asks for began, epoch ms; null: now. The oldest goes first (S2-11). */
  readonly startedAtMs: number | null;
  readonly waitMs: number;
}

/** A slot as its holder sees it. */
export interface SlotView {
  readonly slotId: string;
  readonly accountId: string;
  /** When it is taken back without a sign of life (S2-16), epoch ms. */
  readonly expiresAtMs: number;
  /** Slots that count now, this one among them. */
  readonly inFlight: number;
  readonly limit: number | null;
}

export type TakeOutcome =
  | { readonly kind: 'admitted'; readonly slot: SlotView; readonly queued: boolean }
  /** The wait is over. `place`: in the queue of `queued`, from 1 on. */
  | {
      readonly kind: 'refused';
      readonly place: number;
      readonly retryAfterMs: number;
      readonly status: SlotStatus;
    }
  /** The caller hung up while it waited. */
  | { readonly kind: 'left' }
  | { readonly kind: 'unknown-account' }
  /** The app is quitting. */
  | { readonly kind: 'stopping' };

export interface Taking {
  /** Never rejects. */
  readonly outcome: Promise<TakeOutcome>;
  /** The caller hung up: it leaves the queue, or gives back what it was just given. */
  readonly leave: () => void;
}

/** A limit that holds at once, and whether it outlives this process. */
export interface LimitChange {
  readonly status: SlotStatus;
  /** Resolves when the limit is saved or cannot be. */
  readonly saving: Promise<Saving>;
}

/** The concurrency gate for callers (S2-10 .. S2-20). Nothing throws. */
export interface Slots {
  readonly take: (request: SlotRequest) => Taking;
  /** A sign of life; null: there is no such slot (any more). */
  readonly renew: (slotId: string) => SlotView | null;
  /** Gives it back; twice is once. False: it is not known, or was over for more than a minute. */
  readonly release: (slotId: string) => boolean;
  /** The service refused its holder with a 429 (S2-15); null: there is no such slot. */
  readonly limited: (slotId: string, retryAfterMs: number | null) => SlotStatus | null;
  /** The user's own limit, a whole number from 1 on; null: the one the service tells. Undoes a reduction. */
  readonly setLimit: (accountId: string, limit: number | null) => LimitChange | null;
  readonly status: () => readonly SlotStatus[];
  /** Drops what is known of an account; callers that hold or wait for a slot are served to their end. */
  readonly forget: (accountId: string) => void;
  /** Settings or figures changed. */
  readonly reconsider: () => void;
  /** Answers all who wait; nothing is given from then on. */
  readonly stop: () => void;
}

/** Reductions over restarts, by account id (S2-18). Neither throws. */
export interface ReductionStore {
  readonly load: () => Readonly<Record<string, Reduction>>;
  readonly save: (reductions: Readonly<Record<string, Reduction>>) => void;
}
