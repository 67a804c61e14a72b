import type { Failure } from '../polling/failure.ts';
import type { RunState } from '../warm-ups/run.ts';

/** How a request ended: with an understood answer, with an answer after the app stopped waiting, or with a failure. */
export type RequestOutcome = 'ok' | 'late' | Failure['kind'];

/** Counts events when they happen. Nothing else is counted. */
export interface Tally {
  readonly requestEnded: (accountId: string, endpoint: string, outcome: RequestOutcome) => void;
  /** Counts a notification that was shown. */
  readonly alertShown: (accountId: string, kind: string) => void;
}

/** The counts since the start of the process. Each row is at least 1. */
export interface Counts {
  readonly requests: readonly {
    readonly accountId: string;
    readonly endpoint: string;
    readonly outcome: RequestOutcome;
    readonly count: number;
  }[];
  readonly alerts: readonly { readonly accountId: string; readonly kind: string; readonly count: number }[];
  /** Warm-up runs that ended, by outcome. */
  readonly warmups: readonly { readonly accountId: string; readonly outcome: RunState; readonly count: number }[];
}

/** The counts of a process that has counted nothing yet. */
export const noCounts: Counts = { requests: [], alerts: [], warmups: [] };
