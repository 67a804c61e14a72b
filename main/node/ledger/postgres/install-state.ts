import * as v from 'valibot';

import { jobPaidForMs } from '../../../../core/ledger/balance.ts';
import type { ChargedJob, InstallRow, InstallState, Reservation } from '../../../../core/ledger/install.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const backend = v.picklist(['gemini', 'hardware']);

const rowSchema = v.object({
  installId: v.string(),
  tier: v.string(),
  lifetimeConsumed: count,
  lifetimeGeminiConsumed: count,
  month: v.string(),
  monthlyConsumed: count,
  monthlyGeminiConsumed: count,
  lastActiveAtMs: v.nullable(v.number()),
});

const reservationSchema = v.object({
  reservationId: v.string(),
  installId: v.string(),
  tier: v.string(),
  countedPer: v.picklist(['lifetime', 'month']),
  backend,
  jobId: v.nullable(v.string()),
  createdAtMs: v.number(),
  expiresAtMs: v.number(),
  state: v.picklist(['open', 'committed', 'released']),
});

const jobSchema = v.object({ installId: v.string(), jobId: v.string(), backend, chargedAtMs: v.number() });

const stateSchema = v.object({
  rows: v.array(rowSchema),
  reservations: v.array(reservationSchema),
  jobs: v.array(jobSchema),
});

/** Rows, reservations and jobs in the answer of one statement. */
type StoredState = v.InferOutput<typeof stateSchema>;

/** Parses the state in a statement's answer. Throws when the server returns another form. */
export function parseState(value: unknown): StoredState {
  return v.parse(stateSchema, value);
}

/** Parses a row; null for SQL's null. Throws when the server returns another form. */
export function parseRow(value: unknown): InstallRow | null {
  return v.parse(v.nullable(rowSchema), value);
}

/** Parses a reservation; null for SQL's null. Throws when the server returns another form. */
export function parseReservation(value: unknown): Reservation | null {
  return v.parse(v.nullable(reservationSchema), value);
}

/** Returns each row with its reservations and jobs, in the order of the rows. */
export function statesOf({
  rows,
  reservations,
  jobs,
}: StoredState): readonly (InstallState & { readonly row: InstallRow })[] {
  const states = new Map<string, Gathered>(rows.map((row) => [row.installId, { row, reservations: [], jobs: [] }]));
  for (const each of reservations) states.get(each.installId)?.reservations.push(each);
  for (const each of jobs) states.get(each.installId)?.jobs.push(each);
  return [...states.values()];
}

interface Gathered {
  readonly row: InstallRow;
  readonly reservations: Reservation[];
  readonly jobs: ChargedJob[];
}

/** Returns the part of the state that belongs to one install. */
export function stateOf(installId: string, { rows, reservations, jobs }: StoredState): InstallState {
  const isIts = (each: { readonly installId: string }): boolean => each.installId === installId;
  return { row: rows.find(isIts) ?? null, reservations: reservations.filter(isIts), jobs: jobs.filter(isIts) };
}

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

/** The parameters of `stateSql`, as SQL expressions, never values. */
interface StateQuestion {
  /** The install's id; null: the installs of `page`, a table expression of the statement with a column `install_id`. */
  readonly install: string | null;
  readonly nowMs: string;
  /** A job to include beside those of open reservations. */
  readonly job: string;
}

const ofInstall = (alias: string, install: string | null): string =>
  install === null ? `${alias}.install_id IN (SELECT page.install_id FROM page)` : `${alias}.install_id = ${install}`;

/**
 * Returns an SQL expression for the rows, their open reservations and the related charged jobs, as one JSON
 * object from the statement's own snapshot.
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

/** Returns the SQL condition that the charged job still covers further calls, which then cost nothing. */
export function isCovered(job: string, nowMs: string): string {
  return `${job}.charged_at_ms > ${nowMs} - ${jobPaidForMs}`;
}

/** Returns an SQL expression for a reservation as JSON; null when there is none. */
export function reservationSql(from: string): string {
  return `(SELECT ${reservationJson('given')} FROM ${from} given)`;
}

/** Returns an SQL expression for a row as JSON; null when there is none. */
export function rowSql(from: string): string {
  return `(SELECT ${rowJson('given')} FROM ${from} given)`;
}
