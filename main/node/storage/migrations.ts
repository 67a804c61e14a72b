/** One step of the database's form. Steps are only ever added; a released one is never changed. */
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
];
