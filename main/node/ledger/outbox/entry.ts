import type { Backend } from '../../../../core/ledger/install.ts';
import type { CommitRequest, ReserveRequest } from '../../../../core/ledger/store.ts';
import type { CountedPer, Tier } from '../../../../core/ledger/tiers.ts';
import type { SqlRow } from '../../storage/sqlite.ts';

/** A reservation, or a call that was accepted while the server was away. */
export interface OutboxEntry {
  /** The reservation's id, or the charge's; it tells the server which charge this is. */
  readonly id: string;
  readonly installId: string;
  readonly tier: string;
  readonly countedPer: CountedPer;
  readonly backend: Backend;
  readonly jobId: string | null;
  /** Who holds a credit for it: the server before it went away, the grace, or nobody (a call without one). */
  readonly reservedBy: 'server' | 'grace' | 'nobody';
  /** `committed` waits for the server, `booked` is there, `removalFailed` was given back by somebody before. */
  readonly state: 'open' | 'committed' | 'booked' | 'refused';
  /** null: it is no reservation. */
  readonly expiresAtMs: number | null;
  /** When it was made or, once committed, committed. It is booked as of that time. */
  readonly atMs: number;
}

/** A row of the table `entries`, whose checks hold its values. */
export function entryOf(row: SqlRow): OutboxEntry {
  return {
    id: String(row['id']),
    installId: String(row['install_id']),
    tier: String(row['tier']),
    countedPer: row['counted_per'] === 'lifetime' ? 'lifetime' : 'month',
    backend: row['backend'] === 'gemini' ? 'gemini' : 'hardware',
    jobId: typeof row['job_id'] === 'string' ? row['job_id'] : null,
    reservedBy: row['reserved_by'] as OutboxEntry['reservedBy'],
    state: row['state'] as OutboxEntry['state'],
    expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
    atMs: Number(row['at_ms']),
  };
}

/** A reservation that the server or the grace holds. */
export function reservationEntry(
  reservedBy: 'server' | 'grace',
  { installId, tier, jobId }: ReserveRequest,
  { countedPer }: Tier,
  made: { readonly reservationId: string; readonly backend: Backend; readonly expiresAtMs: number },
  atMs: number,
): OutboxEntry {
  const { reservationId: id, backend, expiresAtMs } = made;
  return { id, installId, tier, countedPer, backend, jobId, reservedBy, state: 'open', expiresAtMs, atMs };
}

/** A call that had no reservation. */
export function callEntry(
  { installId, tier, backend, jobId }: Extract<CommitRequest, { by: 'call' }>,
  { countedPer }: Tier,
  { chargeId, atMs }: { readonly chargeId: string; readonly atMs: number },
): OutboxEntry {
  const common = { installId, tier, countedPer, backend, jobId };
  return { id: chargeId, ...common, reservedBy: 'nobody', state: 'open', expiresAtMs: null, atMs };
}
