import type { DatabaseMigration } from '../storage/migrations.ts';

/** The form of `ledger.db`. Steps are only ever added; a released one is never changed. */
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
