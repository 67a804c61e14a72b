import type { DatabaseMigration } from '../storage/migrations.ts';

/**
 * The form of `history.db`. Steps are only ever added; a released one is never changed.
 *
 * A reading's id is the series in the upper bits and seconds since 1970 in the lower 32, so a stretch of a
 * series is one range of the table and needs no index. `value`, `low` and `high` are whole numbers in the
 * series' steps; `low` and `high` are left out where nothing was rolled up. `resets` counts seconds
 * from the reading. `mark` is the tier times 8 plus the source. `rolled_<n>`: up to when tier n is done, seconds.
 */
export const historyMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      account_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      rolled_1 INTEGER NOT NULL DEFAULT 0,
      rolled_2 INTEGER NOT NULL DEFAULT 0,
      rolled_3 INTEGER NOT NULL DEFAULT 0,
      UNIQUE (account_id, kind, name)
    ) STRICT;
    CREATE TABLE readings (
      id INTEGER PRIMARY KEY,
      value INTEGER NOT NULL,
      resets INTEGER,
      mark INTEGER NOT NULL,
      low INTEGER,
      high INTEGER
    ) STRICT;`,
  },
];
