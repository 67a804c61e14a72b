import fs from 'node:fs';

import type { LedgerDependencies } from '../../../core/ledger/store.ts';
import type { Log } from '../../../core/ports.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { openDatabase } from '../storage/database.ts';
import { graceSentence } from './outbox/reconciliation.ts';
import { createGraceLedger, type GraceLedger } from './outbox/grace-ledger.ts';
import { createOutbox, type Outbox, outboxMigrations } from './outbox/outbox.ts';
import { createServer, serverName, type ServerOptions } from './postgres/server.ts';
import { createPostgresLedger, type PostgresLedgerOptions } from './postgres/postgres-ledger.ts';

export interface OpenPostgresLedgerOptions extends LedgerDependencies {
  readonly server: ServerOptions;
  /** The path of the outbox, which may not exist yet. */
  readonly outboxPath: string;
  /** The setting `ledgerGraceCredits`; 0: no grace. */
  readonly graceCredits: () => number;
  readonly log: Log;
  readonly report: ReportStorageProblem;
}

const reconcileEveryMs = 30_000;

/**
 * Opens the ledger on a PostgreSQL server; it connects at the first use. It opens an outbox when there is a
 * grace, or when an earlier outbox may hold calls to book. It books those every half minute and before each
 * call. Never rejects.
 */
export async function openPostgresLedger(options: OpenPostgresLedgerOptions): Promise<GraceLedger> {
  const { log, graceCredits } = options;
  const name = serverName(options.server.url) ?? 'ledger';
  const ledger = createPostgresLedger({
    ...options,
    server: createServer({
      ...options.server,
      begun: () => log.info(`There was no ledger on the server, so an empty one was made (${name})`),
    }),
    ...outageLog(log, name),
  });
  const outbox = graceCredits() > 0 || fs.existsSync(options.outboxPath) ? await openOutbox(options) : null;
  const report = createReport(log);
  if (outbox === null && graceCredits() > 0) report({ kind: 'no-outbox' });
  const grace = createGraceLedger({ ...options, ledger, outbox, report });
  if (outbox === null) return grace;
  void grace.reconcile();
  const timer = setInterval(() => void grace.reconcile(), reconcileEveryMs);
  timer.unref();
  return Object.freeze({
    ...grace,
    close: () => {
      clearInterval(timer);
      return grace.close();
    },
  });
}

async function openOutbox({ outboxPath, nowMs, report }: OpenPostgresLedgerOptions): Promise<Outbox | null> {
  const outcome = await openDatabase({
    ...{ path: outboxPath, nowMs, report },
    what: 'ledger',
    migrations: outboxMigrations,
  });
  if (outcome.kind !== 'open') return null;
  try {
    if (outcome.durable) return createOutbox(outcome.database, nowMs());
  } catch {
    // Close it below: without an outbox on the disk no call is accepted.
  }
  outcome.database.close();
  return null;
}

/** Returns a reporter that logs the same problem once until a success, because each call tries again. */
function createReport(log: Log): Parameters<typeof createGraceLedger>[0]['report'] {
  let lastWarned: string | null = null;
  return (event) => {
    const sentence = graceSentence(event);
    if (event.kind === 'reconciled' && event.end === 'done') {
      lastWarned = null;
      return log.info(sentence);
    }
    if (sentence !== lastWarned) log.warn(sentence);
    lastWarned = sentence;
  };
}

/**
 * Returns listeners that log each problem of the server once until the server answers again, because every call
 * meets it. They also log when the server is back.
 */
export function outageLog(
  log: Pick<Log, 'info' | 'warn'>,
  server: string,
): Required<Pick<PostgresLedgerOptions, 'onProblem' | 'onAnswer'>> {
  let last: string | null = null;
  return {
    onProblem: ({ sentence }) => {
      if (sentence !== last) log.warn(`${sentence} (${server})`);
      last = sentence;
    },
    onAnswer: () => {
      if (last !== null) log.info(`The ledger server answers again (${server})`);
      last = null;
    },
  };
}
