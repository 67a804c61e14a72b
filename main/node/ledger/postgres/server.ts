import type { Pool, PoolClient } from 'pg';

import { migrate, serverMigrations } from './migrations.ts';
import { plainProblem, type ServerProblem, serverProblem } from './server-problem.ts';

type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, unknown>>;

export type ServerOutcome =
  | { readonly kind: 'rows'; readonly rows: readonly SqlRow[] }
  | { readonly kind: 'failed'; readonly problem: ServerProblem };

/** A PostgreSQL server, connected at the first statement. No function rejects. */
export interface LedgerServer {
  /** Runs one statement as its own transaction. */
  readonly ask: (sql: string, values: readonly SqlValue[]) => Promise<ServerOutcome>;
  /** Runs the statement in a transaction that locks the install against other changes. */
  readonly askAlone: (installId: string, sql: string, values: readonly SqlValue[]) => Promise<ServerOutcome>;
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly url: string;
  readonly connectTimeoutMs?: number;
  /** The time limit for one statement on the server. */
  readonly statementTimeoutMs?: number;
  readonly connections?: number;
  /** Called when the server had no ledger and an empty one was created. */
  readonly begun?: () => void;
}

/**
 * Creates a small pool of connections to the server of the URL. The first call loads the library, connects and
 * runs the missing migrations.
 */
export function createServer(options: ServerOptions): LedgerServer {
  let pool: Promise<Pool> | null = null;
  let prepared: Promise<ServerProblem | null> | null = null;
  let closed = false;

  async function ready(): Promise<Pool | ServerProblem> {
    if (closed) return plainProblem('unreachable');
    if (!isPostgresUrl(options.url)) return plainProblem('url');
    pool ??= openPool(options);
    const opened = await pool.catch(() => null);
    if (opened === null) return plainProblem('not-loaded');
    prepared ??= migrate(opened, serverMigrations, options.begun);
    const attempt = prepared;
    const problem = await attempt;
    // The problem may be temporary, so the next call tries again.
    if (problem !== null && prepared === attempt) prepared = null;
    return problem ?? opened;
  }

  async function run(work: (pool: Pool) => Promise<readonly SqlRow[]>): Promise<ServerOutcome> {
    const opened = await ready();
    if ('sentence' in opened) return { kind: 'failed', problem: opened };
    try {
      return { kind: 'rows', rows: await work(opened) };
    } catch (error) {
      // The next try then waits for one of the connections that the server did accept.
      if (isOverConnectionLimit(error) && stayWithin(opened)) return run(work);
      return { kind: 'failed', problem: serverProblem(error) };
    }
  }

  return Object.freeze({
    ask: (sql: string, values: readonly SqlValue[]) =>
      run(async (opened) => (await opened.query<SqlRow>(named(sql, values))).rows),
    askAlone: (installId: string, sql: string, values: readonly SqlValue[]) =>
      run((opened) =>
        inTransaction(opened, async (client) => {
          await client.query('SELECT 1 FROM quota_tray.installs WHERE install_id = $1 FOR UPDATE', [installId]);
          return (await client.query<SqlRow>(named(sql, values))).rows;
        }),
      ),
    close: async () => {
      closed = true;
      const opened = await pool?.catch(() => null);
      pool = null;
      await opened?.end().catch(() => undefined);
    },
  });
}

const names = new Map<string, string>();

/** Returns the statement with a name, so that each connection keeps its plan. There are only a few statements. */
function named(text: string, values: readonly SqlValue[]) {
  const name = names.get(text) ?? `quota-tray-${names.size}`;
  names.set(text, name);
  return { name, text, values: [...values] };
}

/** Runs the work in one transaction on one connection. Rethrows what the work or the server threw. */
async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const value = await work(client);
    await client.query('COMMIT');
    client.release();
    return value;
  } catch (error) {
    // Closing the connection rolls the transaction back.
    client.release(true);
    throw error;
  }
}

/** So many callers share one flush of the server's disk. Idle connections are closed after ten seconds. */
const mostConnections = 16;

/** Returns true when the server refused a connection, because it, the database or the user has enough of them. */
function isOverConnectionLimit(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '53300';
}

/**
 * Makes the pool no larger than it is without the refused connection. Returns false when no connection is left. Each
 * refusal takes one away, so a caller is not refused more often than the pool has connections.
 */
function stayWithin(pool: Pool): boolean {
  if (pool.totalCount === 0) return false;
  pool.options.max = Math.min(pool.options.max, pool.totalCount);
  return true;
}

async function openPool({
  url,
  connectTimeoutMs = 5000,
  statementTimeoutMs = 5000,
  connections = mostConnections,
}: ServerOptions): Promise<Pool> {
  const { Client, Pool: LibraryPool } = await import('pg');
  /** A client that checks the certificate whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. */
  class StrictClient extends Client {
    constructor(...settings: ConstructorParameters<typeof Client>) {
      super(...settings);
      const { connection } = this as unknown as { readonly connection: { ssl: unknown } };
      const { ssl } = connection;
      if (ssl === true) connection.ssl = { rejectUnauthorized: true };
      // Change the object itself: the library keeps a key in it that a copy would lose.
      else if (isStrictByDefault(ssl)) Object.assign(ssl, { rejectUnauthorized: true });
    }
  }
  const pool = new LibraryPool({
    Client: StrictClient,
    connectionString: withStrictTls(url),
    application_name: 'quota-tray',
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // Longer than the server's own limit, for a connection that is dead without an error.
    query_timeout: statementTimeoutMs + 3000,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  // The next statement replaces a broken idle connection. Without a listener its error would end the process.
  pool.on('error', () => undefined);
  // The same for a connection in use, which the pool's listener does not cover.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** Returns true for TLS settings without a rule for certificates; the environment would decide otherwise. */
function isStrictByDefault(ssl: unknown): ssl is object {
  return typeof ssl === 'object' && ssl !== null && !('rejectUnauthorized' in ssl);
}

/** Parses a row into an answer. Null: another client interfered, so ask again. May throw on an unknown form of row. */
type ParseAnswer<Answer> = (row: SqlRow | undefined) => Answer | null;

interface Question<Answer> {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** The install to lock when other clients keep interfering; null: lock none. */
  readonly installId: string | null;
  readonly parseAnswer: ParseAnswer<Answer>;
}

export type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly problem: ServerProblem };

const freeTries = 2;
/** More than the number of connections that a server restart can break. */
const mostTries = 8;

/**
 * Runs a statement until no other client interferes. After some tries it locks the install, so that it ends.
 * A repeated statement is safe, because each statement recognises what an earlier try of it has done.
 */
export async function askServer<Answer>(
  server: LedgerServer,
  { sql, values, installId, parseAnswer: judge }: Question<Answer>,
): Promise<Asked<Answer>> {
  let problem = plainProblem('busy');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const outcome =
      tries < freeTries || installId === null
        ? await server.ask(sql, values)
        : await server.askAlone(installId, sql, values);
    if (outcome.kind === 'failed') {
      if (!outcome.problem.canAskAgain) return outcome;
      problem = outcome.problem;
      continue;
    }
    try {
      const answer = judge(outcome.rows[0]);
      if (answer !== null) return { kind: 'answered', answer };
    } catch {
      return { kind: 'failed', problem: plainProblem('damaged') };
    }
  }
  return { kind: 'failed', problem };
}

/** Returns true for both schemes of PostgreSQL URLs. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//i.test(url);
}

/**
 * Returns the URL with every TLS mode as `verify-full`, so that the library checks the server's certificate. Only
 * `sslmode=no-verify` and URLs without TLS stay as they are.
 */
export function withStrictTls(url: string): string {
  return url.replace(/([?&]sslmode=)(?:prefer|allow|require|verify-ca)(?=$|[&#])/gi, '$1verify-full');
}

/**
 * Returns host, port and database for people, and never the user or password, even in a malformed URL. Null when
 * the URL cannot be parsed.
 */
export function serverName(url: string): string | null {
  if (!isPostgresUrl(url)) return null;
  const rest = url.slice(url.indexOf('://') + 3);
  const signInEnds = rest.lastIndexOf('@') + 1;
  // A `?` or `#` before the `@` can be part of a password.
  if (/[?#]/.test(rest.slice(0, signInEnds))) return null;
  try {
    const { host, pathname, searchParams } = new URL(`postgresql://${rest.slice(signInEnds)}`);
    const server = decodeURIComponent(host) || (searchParams.get('host') ?? 'localhost');
    return `${server}${decodeURIComponent(pathname)}`;
  } catch {
    return null;
  }
}
