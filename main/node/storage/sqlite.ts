import { createRequire } from 'node:module';

import type LibsqlDatabase from 'libsql';

export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Readonly<Record<string, unknown>>;

/** A database connection, synchronous. Each function may throw an error with an SQLite `code`. */
export interface Database {
  readonly execute: (sql: string) => void;
  /** Gives the number of rows that were changed. */
  readonly run: (sql: string, ...values: readonly SqlValue[]) => number;
  readonly first: (sql: string, ...values: readonly SqlValue[]) => SqlRow | null;
  readonly all: (sql: string, ...values: readonly SqlValue[]) => readonly SqlRow[];
  /** Runs the work in one write transaction; what it throws undoes it and is thrown on. */
  readonly transaction: <T>(work: () => T) => T;
  /** Brings the write-ahead log into the file, so that the file alone is whole. Twice is once; throws nothing. */
  readonly close: () => void;
}

/**
 * Opens a connection. The library and its native part are loaded by the first call, because the tray
 * is shown before. Throws what the library throws.
 */
export async function connect(path: string): Promise<Database> {
  const connection = new (sqliteLibrary())(path);
  return wrap(connection, (sql) => connection.prepare(sql));
}

/**
 * Opens a connection that prepares each statement once and keeps it, for few statements that are run
 * often. Throws what the library throws.
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
 * The database library, loaded at its first use. By `require`, because `import()` of an Electron before 28 finds no
 * package inside the app's archive. Throws where it cannot be loaded.
 */
export function sqliteLibrary(): typeof LibsqlDatabase {
  loaded ??= createRequire(import.meta.url)('libsql') as typeof LibsqlDatabase;
  return loaded;
}

/** Connections of this process that are open. */
const openConnections = new Set<Database>();

/** An orderly end of the process, of a command as of the app, is the end of its connections. */
function closeAtExit(database: Database): void {
  if (openConnections.size === 0) process.once('exit', closeAll);
  openConnections.add(database);
}

function closeAll(): void {
  for (const database of openConnections) database.close();
}

/**
 * The library leaves the log beside the file when it closes, and whoever copies `*.db` would miss what is
 * in it. Waits for nobody: where another process reads or writes, that one brings the rest in.
 */
function checkpoint(connection: LibsqlDatabase.Database): void {
  try {
    connection.exec('PRAGMA busy_timeout = 0');
    connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  } catch {
    // A damaged file or a full disk: the log stays beside the file and is read with it.
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
 * A change that meets a busy database outside of a transaction leaves its statement unfinished in the
 * library: later changes of this connection then look done, but are not committed, and keep everybody else
 * out until the garbage is collected. Begun with a transaction, a busy database refuses that instead.
 */
const isChange = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;

/** A full disk ends the transaction by itself; the undo then fails, and must not hide the reason. */
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

/** Runs work whose commit waits for the disk, which other writers do not need. Throws what the work throws. */
export function withDurableCommit<T>(database: Database, work: () => T): T {
  const usual = Number(database.first('PRAGMA synchronous')?.['synchronous'] ?? 2);
  database.execute('PRAGMA synchronous = FULL');
  try {
    return work();
  } finally {
    database.execute(`PRAGMA synchronous = ${usual}`);
  }
}

/** Whether the database outlives the process. */
export function isOnDisk(database: Database): boolean {
  try {
    const main = database.all('PRAGMA database_list').find(({ name }) => name === 'main');
    return typeof main?.['file'] === 'string' && main['file'] !== '';
  } catch {
    return false;
  }
}
