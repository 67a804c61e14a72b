import type { Failure } from '../polling/failure.ts';
import type { RunState } from '../warm-ups/run.ts';

/** How a request ended: with an answer that was understood, by a failure, or after nobody waited for it. */
export type RequestOutcome = 'ok' | 'late' | Failure['kind'];

/** What really happened is told here as it happens; nothing else is ever counted. */
export interface Tally {
  readonly requestEnded: (accountId: string, endpoint: string, outcome: RequestOutcome) => void;
  /** A notice was shown. */
  readonly alertShown: (accountId: string, kind: string) => void;
}

/** What was counted since the start of the process, each row at least 1. */
export interface Counts {
  readonly requests: readonly {
    readonly accountId: string;
    readonly endpoint: string;
    readonly outcome: RequestOutcome;
    readonly count: number;
  }[];
  readonly alerts: readonly { readonly accountId: string; readonly kind: string; readonly count: number }[];
  /** Slots of window warm-ups that came to an end, by how. */
  readonly warmups: readonly { readonly accountId: string; readonly outcome: RunState; readonly count: number }[];
}

export const noCounts: Counts = { requests: [], alerts: [], warmups: [] };
