import type { DatabaseMigration } from '../storage/migrations.ts';

/**
 * The tables of the index. A later version whose readers read more adds a step that empties all of them: the logs are the
 * source, and are read again.
 *
 * `parts` has what each file says, packed, in the order in which it was read. `owners` has, for each request, the file whose
 * row counts. `copies` has the files whose row of a request does not count. `buckets` adds up the rows that count.
 */
export const indexMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE files (
      id INTEGER PRIMARY KEY,
      tool TEXT NOT NULL,
      home TEXT NOT NULL,
      path TEXT NOT NULL,
      inode TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified_ms REAL NOT NULL,
      offset INTEGER NOT NULL,
      state TEXT NOT NULL,
      mark TEXT NOT NULL,
      UNIQUE (tool, home, path)
    ) STRICT;
    CREATE TABLE parts (
      file INTEGER NOT NULL,
      part INTEGER NOT NULL,
      rows BLOB NOT NULL,
      PRIMARY KEY (file, part)
    ) STRICT;
    CREATE TABLE owners (
      key INTEGER PRIMARY KEY,
      file INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE copies (
      key INTEGER NOT NULL,
      file INTEGER NOT NULL,
      PRIMARY KEY (key, file)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX copies_of_file ON copies (file);
    CREATE TABLE groups (
      id INTEGER PRIMARY KEY,
      words TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE buckets (
      file INTEGER NOT NULL,
      start_ms INTEGER NOT NULL,
      group_id INTEGER NOT NULL,
      requests INTEGER NOT NULL,
      first_ms INTEGER NOT NULL,
      last_ms INTEGER NOT NULL,
      input INTEGER NOT NULL,
      cache_read INTEGER NOT NULL,
      cache_write INTEGER NOT NULL,
      cache_write_hour INTEGER NOT NULL,
      output INTEGER NOT NULL,
      reasoning INTEGER NOT NULL,
      usd REAL NOT NULL,
      without_usd INTEGER NOT NULL,
      PRIMARY KEY (file, start_ms, group_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX buckets_by_time ON buckets (start_ms);`,
  },
];

/** Returns as many placeholders of SQL. */
export function placeholders(count: number): string {
  return Array.from({ length: count }, () => '?').join();
}

/** Returns the list in pieces of at most `most`. */
export function pieces<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [];
  for (let at = 0; at < list.length; at += most) found.push(list.slice(at, at + most));
  return found;
}
