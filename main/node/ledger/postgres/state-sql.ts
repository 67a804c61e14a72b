import { jobPaidForMs } from '../../../../core/ledger/balance.ts';

const rowJson = (row: string): string => `json_build_object(
    'installId', ${row}.install_id, 'tier', ${row}.tier, 'month', ${row}.month,
    'lifetimeConsumed', ${row}.lifetime_consumed, 'lifetimeGeminiConsumed', ${row}.lifetime_gemini_consumed,
    'monthlyConsumed', ${row}.monthly_consumed, 'monthlyGeminiConsumed', ${row}.monthly_gemini_consumed,
    'lastActiveAtMs', ${row}.last_active_at_ms)`;

const reservationJson = (reservation: string): string => `json_build_object(
    'reservationId', ${reservation}.reservation_id, 'installId', ${reservation}.install_id,
    'tier', ${reservation}.tier, 'countedPer', ${reservation}.counted_per, 'backend', ${reservation}.backend,
    'jobId', ${reservation}.job_id, 'createdAtMs', ${reservation}.created_at_ms,
    'expiresAtMs', ${reservation}.expires_at_ms, 'state', ${reservation}.state)`;

const jobJson = (job: string): string => `json_build_object(
    'installId', ${job}.install_id, 'jobId', ${job}.job_id, 'backend', ${job}.backend,
    'chargedAtMs', ${job}.charged_at_ms)`;

/** As SQL texts, never values. */
export interface StateQuestion {
  /** The install's id; null: those of `page`, a list of the statement with a column `install_id`. */
  readonly install: string | null;
  readonly nowMs: string;
  /** A job that is asked about beside those that hold something. */
  readonly job: string;
}

const ofInstall = (alias: string, install: string | null): string =>
  install === null ? `${alias}.install_id IN (SELECT page.install_id FROM page)` : `${alias}.install_id = ${install}`;

/**
 * An expression that gives rows, the reservations that hold something and the charged jobs that matter
 * to them, as one JSON object, all of the statement's own moment.
 */
export function stateSql({ install, nowMs, job }: StateQuestion): string {
  return `json_build_object(
    'rows', (SELECT coalesce(json_agg(${rowJson('r')} ORDER BY r.install_id), '[]')
      FROM quota_tray.installs r WHERE ${ofInstall('r', install)}),
    'reservations', (SELECT coalesce(json_agg(${reservationJson('h')} ORDER BY h.created_at_ms, h.reservation_id), '[]')
      FROM quota_tray.reservations h
      WHERE ${ofInstall('h', install)} AND h.state = 'open' AND h.expires_at_ms > ${nowMs}),
    'jobs', (SELECT coalesce(json_agg(${jobJson('j')}), '[]') FROM quota_tray.jobs j
      WHERE ${ofInstall('j', install)} AND ${isCovered('j', nowMs)} AND (j.job_id = ${job} OR EXISTS (
        SELECT 1 FROM quota_tray.reservations h WHERE h.install_id = j.install_id AND h.job_id = j.job_id
          AND h.state = 'open' AND h.expires_at_ms > ${nowMs}))))`;
}

/** A condition: further calls of the charged job cost nothing (S3-17). */
export function isCovered(job: string, nowMs: string): string {
  return `${job}.charged_at_ms > ${nowMs} - ${jobPaidForMs}`;
}

/** An expression that gives a reservation as JSON; null where there is none. */
export function reservationSql(from: string): string {
  return `(SELECT ${reservationJson('given')} FROM ${from} given)`;
}

/** An expression that gives a row as JSON; null where there is none. */
export function rowSql(from: string): string {
  return `(SELECT ${rowJson('given')} FROM ${from} given)`;
}
