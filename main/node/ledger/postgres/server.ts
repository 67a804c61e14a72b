import type { Pool, PoolClient } from 'pg';

import { migrate, serverMigrations } from './migrations.ts';
import { plainProblem, type ServerProblem, serverProblem } from './server-problem.ts';

type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, unknown>>;

export type ServerOutcome =
  | { readonly kind: 'rows'; readonly rows: readonly SqlRow[] }
  | { readonly kind: 'failed'; readonly problem: ServerProblem };

/** A PostgreSQL server, connected to when it is first asked. No function rejects. */
export interface LedgerServer {
  /** One statement, which is a transaction of its own. */
  readonly ask: (sql: string, values: readonly SqlValue[]) => Promise<ServerOutcome>;
  /** The statement while nobody else can change the install, in one transaction. */
  readonly askAlone: (installId: string, sql: string, values: readonly SqlValue[]) => Promise<ServerOutcome>;
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly url: string;
  readonly connectTimeoutMs?: number;
  /** How long one statement may take on the server. */
  readonly statementTimeoutMs?: number;
  readonly connections?: number;
  /** Is called when the server had no ledger, so that an empty one was made. */
  readonly begun?: () => void;
}

/**
 * Keeps few connections to the server of the URL. The ledger's tables are made or brought to their
 * newest form before the first statement. The library is loaded by the first call.
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
    // What hindered it may pass: the next call tries again.
    if (problem !== null && prepared === attempt) prepared = null;
    return problem ?? opened;
  }

  async function run(work: (pool: Pool) => Promise<readonly SqlRow[]>): Promise<ServerOutcome> {
    const opened = await ready();
    if ('sentence' in opened) return { kind: 'failed', problem: opened };
    try {
      return { kind: 'rows', rows: await work(opened) };
    } catch (error) {
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

/** A name lets a connection keep the plan of a statement, and there are only a handful of them. */
function named(text: string, values: readonly SqlValue[]) {
  const name = names.get(text) ?? `quota-tray-${names.size}`;
  names.set(text, name);
  return { name, text, values: [...values] };
}

/** Runs the work in one transaction on one connection. Rejects with what the work or the server threw. */
async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const value = await work(client);
    await client.query('COMMIT');
    client.release();
    return value;
  } catch (error) {
    // The server undoes what was begun when the connection goes.
    client.release(true);
    throw error;
  }
}

async function openPool({
  url,
  connectTimeoutMs = 5000,
  statementTimeoutMs = 5000,
  connections = 4,
}: ServerOptions): Promise<Pool> {
  const { Client, Pool: LibraryPool } = await import('pg');
  /** A client that checks the certificate, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. */
  class StrictClient extends Client {
    constructor(...settings: ConstructorParameters<typeof Client>) {
      super(...settings);
      const { connection } = this as unknown as { readonly connection: { ssl: unknown } };
      const { ssl } = connection;
      if (ssl === true) connection.ssl = { rejectUnauthorized: true };
      // The library keeps a key in it as a member that a copy would lose.
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
    // Later than the server's own limit, for a connection that is dead without saying so.
    query_timeout: statementTimeoutMs + 3000,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  // An idle connection that breaks is replaced by the next statement; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for one that is lent out, to which the library's own listener does not listen.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** TLS settings that say nothing about certificates, which the environment would otherwise decide. */
function isStrictByDefault(ssl: unknown): ssl is object {
  return typeof ssl === 'object' && ssl !== null && !('rejectUnauthorized' in ssl);
}

/** The answer that a row means; null: somebody came between, ask again. May throw on a row of another form. */
type ParseAnswer<Answer> = (row: SqlRow | undefined) => Answer | null;

interface Question<Answer> {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** Whose turn it is to be alone when others keep coming between; null: nobody's. */
  readonly installId: string | null;
  readonly parseAnswer: ParseAnswer<Answer>;
}

export type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly problem: ServerProblem };

const freeTries = 2;
/** More than there are connections that a restart of the server can have broken. */
const mostTries = 8;

/**
 * Asks until the statement was not disturbed. After some tries it is asked alone, so it ends. Asking
 * the same again is safe: every statement finds what an earlier try of it has done.
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

/** True for the two schemes of PostgreSQL URLs that both name the same. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//i.test(url);
}

/**
 * The URL with its TLS wish in the one form that the library takes at its word: whoever asks for TLS
 * gets it with the server's certificate checked, unless the URL says `sslmode=no-verify`.
 */
export function withStrictTls(url: string): string {
  return url.replace(/([?&]sslmode=)(?:prefer|allow|require|verify-ca)(?=$|[&#])/gi, '$1verify-full');
}

/**
 * Host, port and database for people, never user or password, also where they are not written as a URL
 * wants them; null where the URL cannot be read.
 */
export function serverName(url: string): string | null {
  if (!isPostgresUrl(url)) return null;
  const rest = url.slice(url.indexOf('://') + 3);
  const signInEnds = rest.lastIndexOf('@') + 1;
  // A `?` or `#` before the `@` may be part of a password.
  if (/[?#]/.test(rest.slice(0, signInEnds))) return null;
  try {
    const { host, pathname, searchParams } = new URL(`postgresql://${rest.slice(signInEnds)}`);
    const server = decodeURIComponent(host) || (searchParams.get('host') ?? 'localhost');
    return `${server}${decodeURIComponent(pathname)}`;
  } catch {
    return null;
  }
}
