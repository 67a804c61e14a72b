import type { Failure } from './failure.ts';

/** How the last request to one endpoint of one account went, and what follows from it. */
export type Link =
  | { readonly kind: 'idle' }
  | { readonly kind: 'fetching'; readonly sequence: number; readonly startedAtMs: number; readonly before: SettledLink }
  | { readonly kind: 'retrying'; readonly attempt: number; readonly untilMs: number; readonly failure: Failure }
  | { readonly kind: 'limited'; readonly attempt: number; readonly untilMs: number }
  | (Refused & {
      /** What held requests back when the sign-in went: it still does when the same one is back. */
      readonly held?: Wait | Refused;
    });

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
  readonly nextDueAtMs: number;
  /** Grows with each request, so that a late answer of a superseded one is known. */
  readonly sequence: number;
  /** How many good answers in a row said nothing new; left out: none. */
  readonly unchangedAnswers?: number;
}
