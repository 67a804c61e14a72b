import type { Balance, DenialReason, LedgerRow } from './balance.ts';
import type { Backend, InstallRow } from './install.ts';
import type { Tiers } from './tiers.ts';

/** The needs of a ledger store: the time, new ids and the configured tiers. */
export interface LedgerDependencies {
  readonly nowMs: () => number;
  /** Returns a new random UUID. */
  readonly newId: () => string;
  readonly tiers: () => Tiers;
}

/** A request to decide where a call may go. */
export interface PlanRequest {
  readonly installId: string;
  /** The tier of this request. It may differ from the tier of the last charge. */
  readonly tier: string;
  readonly hasHardware: boolean;
}

/** A request to hold a credit for a call. */
export interface ReserveRequest extends PlanRequest {
  /** The job of the call. All calls of one job cost one credit together. Null: the call is a job of its own. */
  readonly jobId: string | null;
  /** How long the ledger holds the credit, in seconds; null: 15 minutes. */
  readonly ttlSeconds: number | null;
}

/** A request to charge a reservation or a call. */
export type CommitRequest =
  | {
      readonly by: 'reservation';
      readonly reservationId: string;
      /** The install of the reservation; null: not checked. */
      readonly installId: string | null;
    }
  | {
      readonly by: 'call';
      readonly installId: string;
      readonly tier: string;
      readonly backend: Backend;
      readonly jobId: string | null;
    };

/** A request to give a held credit back. */
export interface ReleaseRequest {
  readonly reservationId: string;
  /** The install of the reservation; null: not checked. */
  readonly installId: string | null;
}

/** The request is invalid. The same request would fail again. */
export interface InvalidRequest {
  readonly kind: 'invalid';
  readonly what: 'install-id' | 'reservation-id' | 'tier' | 'job-id' | 'ttl';
}

/**
 * The ledger cannot answer, and probably booked nothing. If the connection was lost, the caller may send the request
 * again with the same job or reservation. The ledger charges nothing twice.
 */
export interface LedgerUnavailable {
  readonly kind: 'unavailable';
  readonly reason: UnavailableReason;
}

/** Why the ledger cannot answer. */
export type UnavailableReason =
  /** Other processes were writing for too long. */
  | 'busy'
  | 'full'
  | 'read-only'
  | 'denied'
  /** The stored ledger is damaged, and no good copy exists. */
  | 'damaged'
  /** The setting that names the ledger is invalid. A new, empty ledger must not replace the intended one. */
  | 'setting'
  /** A later version of the app wrote the ledger. */
  | 'newer-version'
  /** The app cannot load the database library on this computer. */
  | 'not-loaded'
  /** The app cannot reach the database server. */
  | 'unreachable'
  | 'closed'
  | 'other';

/** The ledger refuses the call. */
export interface Denied {
  readonly kind: 'denied';
  readonly reason: DenialReason;
  readonly balance: Balance;
}

/** The answer to a `PlanRequest`. */
export type PlanAnswer =
  | { readonly kind: 'allowed'; readonly backend: Backend; readonly balance: Balance }
  | Denied
  | InvalidRequest
  | LedgerUnavailable;

/** The answer to a `ReserveRequest`. */
export type ReserveAnswer =
  | {
      readonly kind: 'reserved';
      readonly reservationId: string;
      readonly backend: Backend;
      readonly expiresAtMs: number;
      /** The balance after the new reservation. */
      readonly balance: Balance;
    }
  | Denied
  | InvalidRequest
  | LedgerUnavailable;

/** The answer to a `CommitRequest`. */
export type CommitAnswer =
  | {
      readonly kind: 'committed';
      /** False: this job or reservation was charged before, so this call charged nothing. */
      readonly charged: boolean;
      readonly tier: string;
      readonly balance: Balance;
    }
  | { readonly kind: 'unknown-reservation' }
  /** The reservation was released before, so the ledger cannot charge it. */
  | { readonly kind: 'was-released' }
  | InvalidRequest
  | LedgerUnavailable;

/** The answer to a `ReleaseRequest`. */
export type ReleaseAnswer =
  /** This is also the answer if the reservation was released before or has expired. */
  | { readonly kind: 'released' }
  | { readonly kind: 'unknown-reservation' }
  /** The reservation was charged before, so the ledger cannot release it. */
  | { readonly kind: 'was-committed' }
  | InvalidRequest
  | LedgerUnavailable;

/** The answer to a request for one install. */
export type RowAnswer = { readonly kind: 'row'; readonly row: LedgerRow } | InvalidRequest | LedgerUnavailable;

/** A request for one page of the list of installs, which is ordered by id. */
export interface PageRequest {
  /**
   * The page begins after this id; null: at the first install. The last id of a page is the cursor to the next page.
   */
  readonly after: string | null;
  /** A whole number from 1 to `maxPageSize`. */
  readonly limit: number;
}

/** The most installs on one page. Larger pages would delay bookings. */
export const maxPageSize = 1000;

/** The answer to a `PageRequest`. */
export type RowsAnswer =
  /** `next` is the cursor to the next page; null: this is the last page. */
  { readonly kind: 'rows'; readonly rows: readonly LedgerRow[]; readonly next: string | null } | LedgerUnavailable;

/** The installs with a limit that were charged last. `omitted` counts the other installs with a limit. */
export interface RecentInstalls {
  readonly rows: readonly LedgerRow[];
  readonly omitted: number;
}

/** The answer to a request for the installs that were charged last. */
export type RecentAnswer = ({ readonly kind: 'recent' } & RecentInstalls) | LedgerUnavailable;

/** The answer to an import of rows. */
export type ImportAnswer =
  /** `added` counts new installs. `merged` counts known installs, which now have the higher value of each counter. */
  { readonly kind: 'imported'; readonly added: number; readonly merged: number } | LedgerUnavailable;

/**
 * The ledger of metered installs. Every function decides and books in one transaction. It resolves after the booking is
 * on the disk. No function throws or rejects.
 */
export interface LedgerStore {
  /** Decides where a call may go, without a charge or a reservation. */
  readonly plan: (request: PlanRequest) => Promise<PlanAnswer>;
  readonly reserve: (request: ReserveRequest) => Promise<ReserveAnswer>;
  /** Charges a call that was served, even if no credit was left. */
  readonly commit: (request: CommitRequest) => Promise<CommitAnswer>;
  readonly release: (request: ReleaseRequest) => Promise<ReleaseAnswer>;
  /** Returns one install, rolled forward to this month. An unknown install gives a blank row, which is not stored. */
  readonly row: (installId: string) => Promise<RowAnswer>;
  /** Returns one page of all installs by id, rolled forward to this month. */
  readonly rows: (page: PageRequest) => Promise<RowsAnswer>;
  /** Returns at most `limit` installs, the last charged first. The time does not grow with the ledger. */
  readonly recent: (limit: number) => Promise<RecentAnswer>;
  /** Merges the rows of another ledger. A second import of the same rows changes nothing. */
  readonly importRows: (rows: readonly InstallRow[]) => Promise<ImportAnswer>;
  readonly close: () => Promise<void>;
}
