import type { Failure } from './failure.ts';

/** How the last request to one endpoint of one account went, and what follows from it. */
export type Link =
  | { readonly kind: 'idle' }
  | { readonly kind: 'fetching'; readonly sequence: number; readonly startedAtMs: number; readonly before: SettledLink }
  | (WaitTimes & { readonly kind: 'retrying'; readonly failure: Failure })
  | (WaitTimes & { readonly kind: 'limited' })
  | (Refused & {
      /** What held requests back when the sign-in went: it still does when the same one is back. */
      readonly held?: Wait | Refused;
      /** Somebody asked to try the refused sign-in once more. */
      readonly isRetried?: true;
    });

interface WaitTimes {
  /** 1 after the first failure in a row. */
  readonly attempt: number;
  /** When nothing holds requests back any longer. */
  readonly untilMs: number;
  /** Until when the service itself asked us to wait; left out: it did not say. */
  readonly serviceUntilMs?: number;
}

interface Refused {
  readonly kind: 'needs-sign-in';
  readonly failure: Failure;
  /** Of the sign-in that cannot be used; null: there is none. */
  readonly fingerprint: string | null;
}

export type SettledLink = Exclude<Link, { kind: 'fetching' }>;

export type Wait = Extract<Link, { kind: 'retrying' | 'limited' }>;

/** One endpoint of one account: its link, its age, its next turn. */
export interface EndpointState {
  readonly link: Link;
  /** When the newest good answer was asked for; null: never. */
  readonly fetchedAtMs: number | null;
  /** When a request was last sent, whatever came of it; left out: never. */
  readonly askedAtMs?: number;
  readonly nextDueAtMs: number;
  /** Grows with each request, so that a late answer of a superseded one is known. */
  readonly sequence: number;
  /** How many good answers in a row said nothing new; left out: none. */
  readonly unchangedAnswers?: number;
}
