import type { Balance, DenialReason, LedgerRow } from './balance.ts';
import type { Backend, InstallRow } from './install.ts';
import type { Tiers } from './tiers.ts';

/** What a store is given of the world. */
export interface LedgerDependencies {
  readonly nowMs: () => number;
  /** A new random UUID. */
  readonly newId: () => string;
  readonly tiers: () => Tiers;
}

export interface PlanRequest {
  readonly installId: string;
  /** The tier of the request, which may differ from the one the install was last charged on (S3-18). */
  readonly tier: string;
  readonly hasHardware: boolean;
}

export interface ReserveRequest extends PlanRequest {
  /** Calls of one job cost one credit together (S3-17); null: a job of its own. */
  readonly jobId: string | null;
  /** For how long the credit is held; null: a quarter of an hour. */
  readonly ttlSeconds: number | null;
}

export type CommitRequest =
  | {
      readonly by: 'reservation';
      readonly reservationId: string;
      /** When given, the reservation must be this install's. */
      readonly installId: string | null;
    }
  | {
      readonly by: 'call';
      readonly installId: string;
      readonly tier: string;
      readonly backend: Backend;
      readonly jobId: string | null;
    };

export interface ReleaseRequest {
  readonly reservationId: string;
  /** When given, the reservation must be this install's. */
  readonly installId: string | null;
}

/** The request itself is wrong; asking again changes nothing. */
export interface InvalidRequest {
  readonly kind: 'invalid';
  readonly what: 'install-id' | 'reservation-id' | 'tier' | 'job-id' | 'ttl';
}

/** Nothing is known to be booked; where the server was lost in the middle, the same job or reservation asks again safely. */
export interface LedgerUnavailable {
  readonly kind: 'unavailable';
  readonly reason: UnavailableReason;
}

export type UnavailableReason =
  /** Others were writing for longer than it is worth waiting. */
  | 'busy'
  | 'full'
  | 'read-only'
  | 'denied'
  /** The stored ledger is damaged and there is no good copy of it. */
  | 'damaged'
  /** The setting that says where it is cannot be understood, so a fresh ledger must not take its place. */
  | 'setting'
  /** Written by a later version of the app. */
  | 'newer-version'
  /** The database library does not work here. */
  | 'not-loaded'
  /** The database server cannot be reached. */
  | 'unreachable'
  | 'closed'
  | 'other';

export interface Denied {
  readonly kind: 'denied';
  readonly reason: DenialReason;
  readonly balance: Balance;
}

export type PlanAnswer =
  | { readonly kind: 'allowed'; readonly backend: Backend; readonly balance: Balance }
  | Denied
  | InvalidRequest
  | LedgerUnavailable;

export type ReserveAnswer =
  | {
      readonly kind: 'reserved';
      readonly reservationId: string;
      readonly backend: Backend;
      readonly expiresAtMs: number;
      /** With the new reservation taken off. */
      readonly balance: Balance;
    }
  | Denied
  | InvalidRequest
  | LedgerUnavailable;

export type CommitAnswer =
  | {
      readonly kind: 'committed';
      /** False when this job or reservation had been charged before: nothing was booked by this call. */
      readonly charged: boolean;
      readonly tier: string;
      readonly balance: Balance;
    }
  | { readonly kind: 'unknown-reservation' }
  /** It was given back before, so it cannot be charged. */
  | { readonly kind: 'was-released' }
  | InvalidRequest
  | LedgerUnavailable;

export type ReleaseAnswer =
  /** Also when it had been released or had run out before. */
  | { readonly kind: 'released' }
  | { readonly kind: 'unknown-reservation' }
  /** It was charged before, so it cannot be given back. */
  | { readonly kind: 'was-committed' }
  | InvalidRequest
  | LedgerUnavailable;

export type RowAnswer = { readonly kind: 'row'; readonly row: LedgerRow } | InvalidRequest | LedgerUnavailable;

/** A part of the list of installs, which is ordered by id. */
export interface PageRequest {
  /** Only installs after this id; null: from the first on. The cursor to the next page is its last install's id. */
  readonly after: string | null;
  /** A whole number from 1 to `maxPageSize`. */
  readonly limit: number;
}

/** So that one page never keeps a booking waiting. */
export const maxPageSize = 1000;

export type RowsAnswer =
  /** `next` is where the next page begins; null: this is the last one. */
  { readonly kind: 'rows'; readonly rows: readonly LedgerRow[]; readonly next: string | null } | LedgerUnavailable;

/** The installs that were charged last, of those that have a limit; `omitted`: how many more have one. */
export interface RecentInstalls {
  readonly rows: readonly LedgerRow[];
  readonly omitted: number;
}

export type RecentAnswer = ({ readonly kind: 'recent' } & RecentInstalls) | LedgerUnavailable;

export type ImportAnswer =
  /** `added`: installs that were new; `merged`: known ones, of which each counter is the higher of both. */
  { readonly kind: 'imported'; readonly added: number; readonly merged: number } | LedgerUnavailable;

/**
 * The ledger of metered installs (S3). Every function decides and books in one step that no other
 * process can come between, and resolves when that is on the disk. None throws or rejects.
 */
export interface LedgerStore {
  /** Says where a call may go and books nothing. */
  readonly plan: (request: PlanRequest) => Promise<PlanAnswer>;
  readonly reserve: (request: ReserveRequest) => Promise<ReserveAnswer>;
  /** Books a call that was served; it does not ask whether there was a credit left (S3-8). */
  readonly commit: (request: CommitRequest) => Promise<CommitAnswer>;
  readonly release: (request: ReleaseRequest) => Promise<ReleaseAnswer>;
  /** One install, with the month rolled forward; a blank one, not stored, where it was never seen. */
  readonly row: (installId: string) => Promise<RowAnswer>;
  /** A page of all installs, by id, with the month rolled forward. */
  readonly rows: (page: PageRequest) => Promise<RowsAnswer>;
  /** At most so many installs, those that were charged last first. Bounded, however many installs there are. */
  readonly recent: (limit: number) => Promise<RecentAnswer>;
  /** Takes over rows of another ledger; doing it twice changes nothing more. */
  readonly importRows: (rows: readonly InstallRow[]) => Promise<ImportAnswer>;
  readonly close: () => Promise<void>;
}
