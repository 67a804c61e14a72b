import { jobPaidForMs } from '../../../core/ledger/balance.ts';
import type {
  Backend,
  Changes,
  ChargedJob,
  InstallRow,
  InstallState,
  Reservation,
} from '../../../core/ledger/install.ts';
import type { CountedPer } from '../../../core/ledger/tiers.ts';
import type { DatabaseMigration } from '../storage/migrations.ts';
import type { Database, SqlRow } from '../storage/sqlite.ts';
import { dayMs } from '../../../core/units/time.ts';

/** The ledger's tables. Call each function in a transaction; it may throw an SQLite error. */
export interface LedgerTables {
  /** Returns what a decision about an install needs. `jobId`: the job of the request. */
  readonly stateOf: (installId: string, jobId: string | null, nowMs: number) => InstallState;
  /** Returns up to `limit` installs after an id, in the order of their ids; null starts with the first. */
  readonly page: (after: string | null, limit: number) => readonly InstallRow[];
  /** Returns up to `limit` installs on these tiers, last charged first, and the count of all installs on them. */
  readonly recent: (
    tiers: readonly string[],
    limit: number,
  ) => { readonly rows: readonly InstallRow[]; readonly count: number };
  /** Returns the states of a few rows, for display. */
  readonly statesOf: (rows: readonly InstallRow[], nowMs: number) => readonly InstallState[];
  readonly reservation: (reservationId: string) => Reservation | null;
  readonly install: (installId: string) => InstallRow | null;
  readonly apply: (changes: Changes) => void;
  /** Deletes old reservations and jobs that no call asks for any more. */
  readonly prune: (nowMs: number) => void;
}

const reservationsKeptMs = 7 * dayMs;
const jobsKeptMs = dayMs;

const ofInstall = 'SELECT * FROM ledger_installs WHERE install_id = ?';
const openOfInstall = "SELECT * FROM ledger_reservations WHERE install_id = ? AND state = 'open' AND expires_at_ms > ?";
const jobsOfInstall = `SELECT * FROM ledger_jobs WHERE install_id = ?1 AND charged_at_ms > ?2 AND (job_id = ?3
  OR job_id IN (SELECT job_id FROM ledger_reservations WHERE install_id = ?1 AND state = 'open' AND expires_at_ms > ?4))`;
const pageOfInstalls = 'SELECT * FROM ledger_installs WHERE install_id > ? ORDER BY install_id LIMIT ?';
const onTiers = 'tier IN (SELECT value FROM json_each(?))';
const recentInstalls = `SELECT * FROM ledger_installs WHERE ${onTiers} ORDER BY last_active_at_ms DESC LIMIT ?`;
const countInstalls = `SELECT count(*) AS found FROM ledger_installs WHERE ${onTiers}`;
const ofInstalls = 'install_id IN (SELECT value FROM json_each(?1))';
const openOfInstalls = `SELECT * FROM ledger_reservations WHERE ${ofInstalls} AND state = 'open' AND expires_at_ms > ?2`;
const jobsOfInstalls = `SELECT * FROM ledger_jobs WHERE (install_id, job_id) IN (SELECT install_id, job_id
  FROM ledger_reservations WHERE ${ofInstalls} AND state = 'open' AND expires_at_ms > ?3) AND charged_at_ms > ?2`;
const writeInstall = `INSERT INTO ledger_installs VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  tier = excluded.tier, lifetime_consumed = excluded.lifetime_consumed,
  lifetime_gemini_consumed = excluded.lifetime_gemini_consumed, month = excluded.month,
  monthly_consumed = excluded.monthly_consumed, monthly_gemini_consumed = excluded.monthly_gemini_consumed,
  last_active_at_ms = excluded.last_active_at_ms`;
const writeReservation = `INSERT INTO ledger_reservations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET state = excluded.state`;
const writeJob = `INSERT INTO ledger_jobs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  backend = excluded.backend, charged_at_ms = excluded.charged_at_ms`;

/** Returns the ledger's tables in an open database. */
export function ledgerTables(database: Database): LedgerTables {
  const install = (installId: string): InstallRow | null => {
    const columns = database.first(ofInstall, installId);
    return columns === null ? null : installOf(columns);
  };

  function stateOf(installId: string, jobId: string | null, nowMs: number): InstallState {
    const reservations = database.all(openOfInstall, installId, nowMs).map(reservationOf);
    const needsJobs = jobId !== null || reservations.some((reservation) => reservation.jobId !== null);
    const jobs = needsJobs ? database.all(jobsOfInstall, installId, nowMs - jobPaidForMs, jobId, nowMs) : [];
    return { row: install(installId), reservations, jobs: jobs.map(jobOf) };
  }

  function recent(tiers: readonly string[], limit: number) {
    const names = JSON.stringify(tiers);
    return {
      rows: database.all(recentInstalls, names, limit).map(installOf),
      count: Number(database.first(countInstalls, names)?.['found'] ?? 0),
    };
  }

  function statesOf(rows: readonly InstallRow[], nowMs: number): readonly InstallState[] {
    const ids = JSON.stringify(rows.map(({ installId }) => installId));
    const reservations = byInstall(database.all(openOfInstalls, ids, nowMs).map(reservationOf));
    const jobs = byInstall(database.all(jobsOfInstalls, ids, nowMs - jobPaidForMs, nowMs).map(jobOf));
    return rows.map((row) => {
      const { installId } = row;
      return { row, reservations: reservations.get(installId) ?? [], jobs: jobs.get(installId) ?? [] };
    });
  }

  function apply({ row, reservation, job }: Changes): void {
    if (row !== null) {
      const { lifetimeConsumed, lifetimeGeminiConsumed, monthlyConsumed, monthlyGeminiConsumed } = row;
      const lifetime = [lifetimeConsumed, lifetimeGeminiConsumed] as const;
      const monthly = [row.month, monthlyConsumed, monthlyGeminiConsumed] as const;
      database.run(writeInstall, row.installId, row.tier, ...lifetime, ...monthly, row.lastActiveAtMs);
    }
    if (reservation !== null) {
      const { reservationId, installId, tier, countedPer, backend, jobId, createdAtMs, expiresAtMs } = reservation;
      const terms = [tier, countedPer, backend, jobId] as const;
      const times = [createdAtMs, expiresAtMs] as const;
      database.run(writeReservation, reservationId, installId, ...terms, ...times, reservation.state);
    }
    if (job !== null) database.run(writeJob, job.installId, job.jobId, job.backend, job.chargedAtMs);
  }

  return Object.freeze({
    stateOf,
    page: (after: string | null, limit: number) => database.all(pageOfInstalls, after ?? '', limit).map(installOf),
    recent,
    statesOf,
    install,
    apply,
    reservation: (reservationId: string) => {
      const columns = database.first('SELECT * FROM ledger_reservations WHERE reservation_id = ?', reservationId);
      return columns === null ? null : reservationOf(columns);
    },
    prune: (nowMs: number) => {
      database.run('DELETE FROM ledger_reservations WHERE expires_at_ms < ?', nowMs - reservationsKeptMs);
      database.run('DELETE FROM ledger_jobs WHERE charged_at_ms < ?', nowMs - jobsKeptMs);
    },
  });
}

function byInstall<Part extends { readonly installId: string }>(
  parts: readonly Part[],
): ReadonlyMap<string, readonly Part[]> {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const group = groups.get(part.installId);
    if (group === undefined) groups.set(part.installId, [part]);
    else group.push(part);
  }
  return groups;
}

/** Returns an install from its columns. The table's checks ensure valid values. */
function installOf(columns: SqlRow): InstallRow {
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

/** Returns a reservation from its columns. */
function reservationOf(columns: SqlRow): Reservation {
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

/** Returns a charged job from its columns. */
function jobOf(columns: SqlRow): ChargedJob {
  return {
    installId: String(columns['install_id']),
    jobId: String(columns['job_id']),
    backend: columns['backend'] as Backend,
    chargedAtMs: Number(columns['charged_at_ms']),
  };
}

/** The migrations of `ledger.db`. Only add steps; never change one that was released. */
export const ledgerMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE ledger_installs (
      install_id TEXT PRIMARY KEY,
      tier TEXT NOT NULL,
      lifetime_consumed INTEGER NOT NULL CHECK (lifetime_consumed >= 0),
      lifetime_gemini_consumed INTEGER NOT NULL CHECK (lifetime_gemini_consumed >= 0),
      month TEXT NOT NULL,
      monthly_consumed INTEGER NOT NULL CHECK (monthly_consumed >= 0),
      monthly_gemini_consumed INTEGER NOT NULL CHECK (monthly_gemini_consumed >= 0),
      last_active_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ledger_reservations (
      reservation_id TEXT PRIMARY KEY,
      install_id TEXT NOT NULL,
      tier TEXT NOT NULL,
      counted_per TEXT NOT NULL CHECK (counted_per IN ('lifetime', 'month')),
      backend TEXT NOT NULL CHECK (backend IN ('gemini', 'hardware')),
      job_id TEXT,
      created_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'released'))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_reservations_open ON ledger_reservations (install_id, expires_at_ms) WHERE state = 'open';
    CREATE INDEX ledger_reservations_by_time ON ledger_reservations (expires_at_ms);
    CREATE TABLE ledger_jobs (
      install_id TEXT NOT NULL,
      job_id TEXT NOT NULL,
      backend TEXT NOT NULL CHECK (backend IN ('gemini', 'hardware')),
      charged_at_ms INTEGER NOT NULL,
      PRIMARY KEY (install_id, job_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_jobs_by_time ON ledger_jobs (charged_at_ms);`,
  },
];
