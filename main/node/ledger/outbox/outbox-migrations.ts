import type { DatabaseMigration } from '../../storage/migrations.ts';

/** The form of the outbox, a database of its own. Steps are only ever added; a released one is never changed. */
export const outboxMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE entries (
      id TEXT PRIMARY KEY,
      install_id TEXT NOT NULL,
      tier TEXT NOT NULL,
      counted_per TEXT NOT NULL CHECK (counted_per IN ('lifetime', 'month')),
      backend TEXT NOT NULL CHECK (backend IN ('gemini', 'hardware')),
      job_id TEXT,
      reserved_by TEXT NOT NULL CHECK (reserved_by IN ('server', 'grace', 'nobody')),
      state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'booked', 'refused')),
      expires_at_ms INTEGER,
      at_ms INTEGER NOT NULL,
      turn INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX entries_by_install ON entries (install_id, state);
    CREATE INDEX entries_by_turn ON entries (state, turn);`,
  },
];
