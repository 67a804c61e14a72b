/** One step of the database's schema. Only add steps; never change one that was released. */
export interface DatabaseMigration {
  /** `PRAGMA user_version` after this step. */
  readonly version: number;
  readonly sql: string;
}

export const databaseMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE sent_alerts (
      key TEXT PRIMARY KEY,
      sent_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sent_alerts_by_time ON sent_alerts (sent_at_ms);`,
  },
  {
    version: 2,
    sql: `CREATE TABLE daily_usage (
      account_id TEXT NOT NULL,
      date TEXT NOT NULL,
      day TEXT NOT NULL,
      as_of_ms INTEGER NOT NULL,
      PRIMARY KEY (account_id, date)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE daily_usage_asked (
      account_id TEXT PRIMARY KEY,
      answered_at_ms INTEGER,
      not_before_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;`,
  },
  {
    version: 3,
    sql: `CREATE TABLE reset_redemptions (
      request_id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      credit_id TEXT NOT NULL,
      state TEXT NOT NULL,
      first_at_ms INTEGER NOT NULL,
      last_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX reset_redemptions_by_account ON reset_redemptions (account_id, first_at_ms);`,
  },
  {
    version: 4,
    sql: `CREATE TABLE warmup_runs (
      key TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      slot_at_ms INTEGER NOT NULL,
      slot_date TEXT NOT NULL,
      slot_time TEXT NOT NULL,
      time_zone TEXT NOT NULL,
      by_hand INTEGER NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      claimed_at_ms INTEGER NOT NULL,
      started_at_ms INTEGER,
      ended_at_ms INTEGER,
      resets_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX warmup_runs_by_slot ON warmup_runs (slot_at_ms);
    CREATE TABLE warmup_sign_ins (
      account_id TEXT PRIMARY KEY,
      seen_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;`,
  },
  {
    version: 5,
    sql: `CREATE TABLE notices (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      facts TEXT NOT NULL,
      delivery TEXT NOT NULL,
      seen INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE alert_memory (
      account_id TEXT PRIMARY KEY,
      memory TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE snoozes (
      account_id TEXT PRIMARY KEY,
      until_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;`,
  },
];
