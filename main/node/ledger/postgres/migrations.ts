/** One step of the tables' form on the server. Steps are only ever added; a released one is never changed. */
export interface ServerMigration {
  readonly version: number;
  readonly sql: string;
}

export const serverMigrations: readonly ServerMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE quota_tray.installs (
      install_id uuid PRIMARY KEY,
      tier text NOT NULL,
      lifetime_consumed bigint NOT NULL DEFAULT 0 CHECK (lifetime_consumed >= 0),
      lifetime_gemini_consumed bigint NOT NULL DEFAULT 0 CHECK (lifetime_gemini_consumed >= 0),
      month text COLLATE "C" NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
      monthly_consumed bigint NOT NULL DEFAULT 0 CHECK (monthly_consumed >= 0),
      monthly_gemini_consumed bigint NOT NULL DEFAULT 0 CHECK (monthly_gemini_consumed >= 0),
      last_active_at_ms bigint,
      version bigint NOT NULL DEFAULT 1
    );
    CREATE TABLE quota_tray.reservations (
      reservation_id uuid PRIMARY KEY,
      install_id uuid NOT NULL,
      tier text NOT NULL,
      counted_per text NOT NULL CHECK (counted_per IN ('lifetime', 'month')),
      backend text NOT NULL CHECK (backend IN ('gemini', 'hardware')),
      job_id text COLLATE "C",
      created_at_ms bigint NOT NULL,
      expires_at_ms bigint NOT NULL,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'committed', 'released')),
      recorded_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX reservations_open ON quota_tray.reservations (install_id, expires_at_ms) WHERE state = 'open';
    CREATE INDEX reservations_by_age ON quota_tray.reservations (recorded_at);
    CREATE TABLE quota_tray.jobs (
      install_id uuid NOT NULL,
      job_id text COLLATE "C" NOT NULL,
      backend text NOT NULL CHECK (backend IN ('gemini', 'hardware')),
      charged_at_ms bigint NOT NULL,
      charge_id uuid NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (install_id, job_id)
    );
    CREATE INDEX jobs_by_age ON quota_tray.jobs (recorded_at);`,
  },
];
