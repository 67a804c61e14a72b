import type { GateState } from './state.ts';

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
