import type { Backend, ChargedJob, InstallRow, Reservation } from '../../../core/ledger/install.ts';
import type { CountedPer } from '../../../core/ledger/tiers.ts';
import type { SqlRow } from '../storage/sqlite.ts';

/** An install's row from its columns; the table's checks vouch for their values. */
export function installOf(columns: SqlRow): InstallRow {
  const lastActiveAt = columns['last_active_at_ms'];
  return {
    installId: String(columns['install_id']),
    tier: String(columns['tier']),
    lifetimeConsumed: Number(columns['lifetime_consumed']),
    lifetimeGeminiConsumed: Number(columns['lifetime_gemini_consumed']),
    month: String(columns['month']),
    monthlyConsumed: Number(columns['monthly_consumed']),
    monthlyGeminiConsumed: Number(columns['monthly_gemini_consumed']),
    lastActiveAtMs: lastActiveAt === null ? null : Number(lastActiveAt),
  };
}

/** A reservation from its columns. */
export function reservationOf(columns: SqlRow): Reservation {
  const jobId = columns['job_id'];
  return {
    reservationId: String(columns['reservation_id']),
    installId: String(columns['install_id']),
    tier: String(columns['tier']),
    countedPer: columns['counted_per'] as CountedPer,
    backend: columns['backend'] as Backend,
    jobId: typeof jobId === 'string' ? jobId : null,
    createdAtMs: Number(columns['created_at_ms']),
    expiresAtMs: Number(columns['expires_at_ms']),
    state: columns['state'] as Reservation['state'],
  };
}

/** A charged job from its columns. */
export function jobOf(columns: SqlRow): ChargedJob {
  return {
    installId: String(columns['install_id']),
    jobId: String(columns['job_id']),
    backend: columns['backend'] as Backend,
    chargedAtMs: Number(columns['charged_at_ms']),
  };
}
