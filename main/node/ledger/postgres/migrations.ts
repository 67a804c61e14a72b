import type { Pool, PoolClient } from 'pg';

import { plainProblem, type ServerProblem, serverProblem } from './server-problem.ts';

/** One step of the schema on the server. Only add steps; never change one that was released. */
interface ServerMigration {
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

const lockName = 'quota_tray.migrations';

/**
 * Runs the missing migrations on the server, in one transaction under a lock, so that only one of many clients
 * does it. Resolves to null when the tables are ready. When they were ready before, it only reads and needs no
 * right to create tables. Never rejects.
 *
 * @param begun Called when there were no tables, so that the ledger starts empty.
 */
export async function migrate(
  pool: Pool,
  migrations: readonly ServerMigration[] = serverMigrations,
  begun: () => void = () => undefined,
): Promise<ServerProblem | null> {
  const newest = migrations.at(-1)?.version ?? 0;
  try {
    const known = await versionOf(pool);
    if (known > newest) return plainProblem('newer-version');
    if (known === newest) return null;
    const client = await pool.connect();
    try {
      return await runMissing(client, migrations, begun);
    } finally {
      client.release(true);
    }
  } catch (error) {
    return serverProblem(error);
  }
}

async function runMissing(
  client: PoolClient,
  migrations: readonly ServerMigration[],
  begun: () => void,
): Promise<ServerProblem | null> {
  const newest = migrations.at(-1)?.version ?? 0;
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lockName]);
  await client.query(`CREATE SCHEMA IF NOT EXISTS quota_tray;
    CREATE TABLE IF NOT EXISTS quota_tray.migrations (
      version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const known = await versionOf(client);
  if (known > newest) return plainProblem('newer-version');
  for (const { version, sql } of migrations.filter((step) => step.version > known)) {
    await client.query(sql);
    await client.query('INSERT INTO quota_tray.migrations (version) VALUES ($1)', [version]);
  }
  await client.query('COMMIT');
  if (known === 0) begun();
  return null;
}

/** Returns the number of the last migration; 0 when there are no tables yet. */
async function versionOf(asked: Pool | PoolClient): Promise<number> {
  const exists = await asked.query<{ found: boolean }>(
    `SELECT to_regclass('quota_tray.migrations') IS NOT NULL AS found`,
  );
  if (exists.rows[0]?.found !== true) return 0;
  const versions = await asked.query<{ version: number }>(
    'SELECT coalesce(max(version), 0)::integer AS version FROM quota_tray.migrations',
  );
  return versions.rows[0]?.version ?? 0;
}
