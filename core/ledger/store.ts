import type { Balance, DenialReason, LedgerRow } from './balance.ts';
import type { Backend, InstallRow } from './install.ts';
import type { Tiers } from './tiers.ts';

/** What a ledger store needs: the time, new ids and the configured tiers. */
export interface LedgerDependencies {
  readonly nowMs: () => number;
  /** A new random UUID. */
  readonly newId: () => string;
  readonly tiers: () => Tiers;
}

export interface PlanRequest {
  readonly installId: string;
  /** The tier of this request. It may differ from the tier of the last charge. */
  readonly tier: string;
  readonly hasHardware: boolean;
}

export interface ReserveRequest extends PlanRequest {
  /** All calls of one job cost one credit together; null: the call is a job of its own. */
  readonly jobId: string | null;
  /** For how long the credit is held; null: 15 minutes. */
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

/** The request is invalid. Sending it again does not help. */
export interface InvalidRequest {
  readonly kind: 'invalid';
  readonly what: 'install-id' | 'reservation-id' | 'tier' | 'job-id' | 'ttl';
}

/**
 * The ledger cannot answer, and probably nothing was booked. If the connection was lost during the request, it
 * is safe to send it again with the same job or reservation: nothing is charged twice.
 */
export interface LedgerUnavailable {
  readonly kind: 'unavailable';
  readonly reason: UnavailableReason;
}

export type UnavailableReason =
  /** Other processes were writing for too long. */
  | 'busy'
  | 'full'
  | 'read-only'
  | 'denied'
  /** The stored ledger is damaged and there is no good copy of it. */
  | 'damaged'
  /** The setting that names the ledger is invalid. A new, empty ledger must not replace the one it meant. */
  | 'setting'
  /** A later version of the app wrote the ledger. */
  | 'newer-version'
  /** The database library cannot be loaded on this computer. */
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
      /** The balance with the new reservation subtracted. */
      readonly balance: Balance;
    }
  | Denied
  | InvalidRequest
  | LedgerUnavailable;

export type CommitAnswer =
  | {
      readonly kind: 'committed';
      /** False: this job or reservation was charged before, so this call charged nothing. */
      readonly charged: boolean;
      readonly tier: string;
      readonly balance: Balance;
    }
  | { readonly kind: 'unknown-reservation' }
  /** The reservation was released before, so it cannot be charged. */
  | { readonly kind: 'was-released' }
  | InvalidRequest
  | LedgerUnavailable;

export type ReleaseAnswer =
  /** Also if the reservation was released before or has expired. */
  | { readonly kind: 'released' }
  | { readonly kind: 'unknown-reservation' }
  /** The reservation was charged before, so it cannot be released. */
  | { readonly kind: 'was-committed' }
  | InvalidRequest
  | LedgerUnavailable;

export type RowAnswer = { readonly kind: 'row'; readonly row: LedgerRow } | InvalidRequest | LedgerUnavailable;

/** A request for one page of the list of installs, which is ordered by id. */
export interface PageRequest {
  /** The page begins after this id; null: with the first install. The last id of a page is the cursor to the next. */
  readonly after: string | null;
  /** A whole number from 1 to `maxPageSize`. */
  readonly limit: number;
}

/** The most installs on one page. Larger pages would delay bookings. */
export const maxPageSize = 1000;

export type RowsAnswer =
  /** `next` is the cursor to the next page; null: this is the last page. */
  { readonly kind: 'rows'; readonly rows: readonly LedgerRow[]; readonly next: string | null } | LedgerUnavailable;

/** The installs with a limit that were charged last. `omitted` counts the other installs with a limit. */
export interface RecentInstalls {
  readonly rows: readonly LedgerRow[];
  readonly omitted: number;
}

export type RecentAnswer = ({ readonly kind: 'recent' } & RecentInstalls) | LedgerUnavailable;

export type ImportAnswer =
  /** `added` counts new installs. `merged` counts known ones, which now have the higher of each counter. */
  { readonly kind: 'imported'; readonly added: number; readonly merged: number } | LedgerUnavailable;

/**
 * The ledger of metered installs. Every function decides and books in one transaction, and resolves after the
 * booking is on the disk. No function throws or rejects.
 */
export interface LedgerStore {
  /** Decides where a call may go, without a charge or a reservation. */
  readonly plan: (request: PlanRequest) => Promise<PlanAnswer>;
  readonly reserve: (request: ReserveRequest) => Promise<ReserveAnswer>;
  /** Charges a call that was served, even if no credit was left. */
  readonly commit: (request: CommitRequest) => Promise<CommitAnswer>;
  readonly release: (request: ReleaseRequest) => Promise<ReleaseAnswer>;
  /** One install, rolled forward to this month. An unknown install gives a blank row that is not stored. */
  readonly row: (installId: string) => Promise<RowAnswer>;
  /** One page of all installs by id, rolled forward to this month. */
  readonly rows: (page: PageRequest) => Promise<RowsAnswer>;
  /** At most `limit` installs, the last charged first. The time it takes does not grow with the ledger. */
  readonly recent: (limit: number) => Promise<RecentAnswer>;
  /** Merges the rows of another ledger. A second import of the same rows changes nothing. */
  readonly importRows: (rows: readonly InstallRow[]) => Promise<ImportAnswer>;
  readonly close: () => Promise<void>;
}
