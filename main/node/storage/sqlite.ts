import { createRequire } from 'node:module';

import type LibsqlDatabase from 'libsql';

export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Readonly<Record<string, unknown>>;

/** A synchronous database connection. Each function may throw an error with an SQLite `code`. */
export interface Database {
  readonly execute: (sql: string) => void;
  /** Returns the number of changed rows. */
  readonly run: (sql: string, ...values: readonly SqlValue[]) => number;
  readonly first: (sql: string, ...values: readonly SqlValue[]) => SqlRow | null;
  readonly all: (sql: string, ...values: readonly SqlValue[]) => readonly SqlRow[];
  /** Runs the work in one write transaction. When the work throws, rolls back and rethrows. */
  readonly transaction: <T>(work: () => T) => T;
  /** Moves the write-ahead log into the file, so that the file alone is complete. A second call does nothing. Never throws. */
  readonly close: () => void;
}

/**
 * Opens a connection. The first call loads the library with its native part, so call it after the tray is up.
 * Rethrows what the library throws.
 */
export async function connect(path: string): Promise<Database> {
  const connection = new (sqliteLibrary())(path);
  return wrap(connection, (sql) => connection.prepare(sql));
}

/**
 * Opens a connection that prepares each statement once and keeps it, for a few statements that run often.
 * Rethrows what the library throws.
 */
export async function connectWithStatementCache(path: string): Promise<Database> {
  const connection = new (sqliteLibrary())(path);
  const kept = new Map<string, LibsqlDatabase.Statement>();
  return wrap(connection, (sql) => {
    const statement = kept.get(sql) ?? connection.prepare(sql);
    kept.set(sql, statement);
    return statement;
  });
}

let loaded: typeof LibsqlDatabase | null = null;

/**
 * Returns the database library, loaded at the first call. It uses `require`, because `import()` in Electron
 * before version 28 finds no package inside the app's archive. Throws when the library cannot be loaded.
 */
export function sqliteLibrary(): typeof LibsqlDatabase {
  loaded ??= createRequire(import.meta.url)('libsql') as typeof LibsqlDatabase;
  return loaded;
}

/** The open connections of this process. */
const openConnections = new Set<Database>();

/** Closes the connection when the process exits, be it a command or the app. */
function closeAtExit(database: Database): void {
  if (openConnections.size === 0) process.prependOnceListener('exit', closeAll);
  openConnections.add(database);
}

function closeAll(): void {
  for (const database of openConnections) database.close();
}

/**
 * Moves the write-ahead log into the file. The library leaves the log beside the file when it closes, and a
 * copy of `*.db` would lack its content. Does not wait: another process that reads or writes moves the rest.
 */
function checkpoint(connection: LibsqlDatabase.Database): void {
  try {
    connection.exec('PRAGMA busy_timeout = 0');
    connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  } catch {
    // A damaged file or a full disk: the log stays beside the file, and SQLite reads both.
  }
}

function wrap(connection: LibsqlDatabase.Database, prepare: (sql: string) => LibsqlDatabase.Statement): Database {
  const database: Database = Object.freeze({
    execute: (sql: string) => void connection.exec(sql),
    run: (sql: string, ...values: readonly SqlValue[]) => {
      const work = (): number => prepare(sql).run(...values).changes;
      return isChange.test(sql) && !connection.inTransaction ? inTransaction(connection, work) : work();
    },
    first: (sql: string, ...values: readonly SqlValue[]) => {
      const row = prepare(sql).get(...values) as (SqlRow & { readonly _metadata?: unknown }) | undefined;
      if (row === undefined) {
        return null;
      }
      const { _metadata: _, ...columns } = row;
      return columns;
    },
    all: (sql: string, ...values: readonly SqlValue[]) => prepare(sql).all(...values) as SqlRow[],
    transaction: <T>(work: () => T) => inTransaction(connection, work),
    close: () => {
      if (!openConnections.delete(database)) return;
      if (openConnections.size === 0) process.off('exit', closeAll);
      checkpoint(connection);
      connection.close();
    },
  });
  closeAtExit(database);
  return database;
}

/**
 * A statement that changes rows runs in a transaction. Without one, a change that meets a busy database
 * leaves its statement unfinished in the library: later changes of this connection look done but are not
 * committed, and block other processes until garbage collection. With one, `BEGIN` fails instead.
 */
const isChange = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;

/** Rolls back only an open transaction: a full disk ends it, and a failed rollback would hide that cause. */
function inTransaction<T>(connection: LibsqlDatabase.Database, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    connection.exec('COMMIT');
    return value;
  } catch (error) {
    if (connection.inTransaction) {
      connection.exec('ROLLBACK');
    }
    throw error;
  }
}

/** Returns true for a database in a file, which outlives the process. */
export function isOnDisk(database: Database): boolean {
  try {
    const main = database.all('PRAGMA database_list').find(({ name }) => name === 'main');
    return typeof main?.['file'] === 'string' && main['file'] !== '';
  } catch {
    return false;
  }
}
