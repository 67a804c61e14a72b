import * as v from 'valibot';

import { decidePlan, parsePlanRequest, parseReleaseRequest } from '../../../../core/ledger/decide.ts';
import { type InstallRow, mergeInstallRows, monthKey, parseUuid } from '../../../../core/ledger/install.ts';
import { type LedgerRow, ledgerRow } from '../../../../core/ledger/balance.ts';
import {
  type CommitAnswer,
  type CommitRequest,
  type ImportAnswer,
  maxPageSize,
  type LedgerStore,
  type LedgerDependencies,
  type LedgerUnavailable,
  type PageRequest,
  type PlanRequest,
  type RecentAnswer,
  type ReleaseAnswer,
  type ReleaseRequest,
  type RowAnswer,
  type RowsAnswer,
} from '../../../../core/ledger/store.ts';
import { limitedTierNames } from '../../../../core/ledger/tiers.ts';
import { type Asked, askServer, type LedgerServer, type SqlRow } from './server.ts';
import { type Charge, commitCall, commitOnServer, type ValidatedCall, reserveOnServer } from './bookings.ts';
import { parseState, stateOf, statesOf } from './install-state.ts';
import type { ServerProblem } from './server-problem.ts';
import { importSql, meetSql, pruneSql, readOneSql, readPageSql, readRecentSql, releaseSql } from './statements.ts';
import { hourMs } from '../../../../core/units/time.ts';

export interface PostgresLedgerOptions extends LedgerDependencies {
  readonly server: LedgerServer;
  /** Called with the problem when the server fails. */
  readonly onProblem?: (problem: ServerProblem) => void;
  /** Called when the server answers. */
  readonly onAnswer?: () => void;
}

/** The store, with functions that can repeat the same charge. */
export interface PostgresLedger extends LedgerStore {
  readonly commitAs: (request: CommitRequest, charge: Charge) => Promise<CommitAnswer>;
  /** Books a call that was validated before, also on a tier that no longer exists. */
  readonly book: (call: ValidatedCall, charge: Charge) => Promise<CommitAnswer>;
}

const settlementSchema = v.object({ state: v.picklist(['open', 'committed', 'released']), settled: v.boolean() });
const importedSchema = v.object({ added: v.number(), merged: v.number() });
const pruneEveryMs = hourMs;

/**
 * Creates the ledger on a PostgreSQL server that many machines share. The answerOf clock decides months and expiry,
 * never a time zone of the server or of a connection, so that both kinds of ledger give the same answers.
 */
export function createPostgresLedger(options: PostgresLedgerOptions): PostgresLedger {
  const { server, nowMs, newId, tiers } = options;
  let closed = false;
  let prunedAtMs = Number.NEGATIVE_INFINITY;
  let pruning: Promise<unknown> = Promise.resolve();

  /** Returns the time in whole milliseconds, as the tables store it. */
  const now = (): number => Math.round(nowMs());

  async function answerOf<Answer>(asking: () => Promise<Asked<Answer>>): Promise<Answer | LedgerUnavailable> {
    if (closed) return { kind: 'unavailable', reason: 'closed' };
    const asked = await asking();
    if (asked.kind === 'answered') {
      options.onAnswer?.();
      return asked.answer;
    }
    options.onProblem?.(asked.problem);
    return { kind: 'unavailable', reason: asked.problem.reason };
  }

  async function plan(wanted: PlanRequest) {
    const request = parsePlanRequest(wanted, tiers());
    if (request.kind !== undefined) return request;
    const { installId } = request;
    const atMs = now();
    return answerOf(() =>
      askServer(server, {
        sql: meetSql,
        values: [installId, atMs, null, request.tier, monthKey(atMs)],
        installId: null,
        parseAnswer: (found) =>
          decidePlan(stateOf(installId, parseState(found?.['state'])), request, tiers(), atMs).answer,
      }),
    );
  }

  async function release(wanted: ReleaseRequest): Promise<ReleaseAnswer> {
    const request = parseReleaseRequest(wanted);
    if (request.kind !== undefined) return request;
    return answerOf(() =>
      askServer<ReleaseAnswer>(server, {
        sql: releaseSql,
        values: [request.reservationId, request.installId],
        installId: null,
        parseAnswer: (found) => {
          if (found === undefined) return { kind: 'unknown-reservation' };
          const { state, settled } = v.parse(settlementSchema, found);
          if (state === 'committed') return { kind: 'was-committed' };
          return settled || state === 'released' ? { kind: 'released' } : null;
        },
      }),
    );
  }

  async function row(wanted: string): Promise<RowAnswer> {
    const installId = parseUuid(wanted);
    if (installId === null) return { kind: 'invalid', what: 'install-id' };
    const atMs = now();
    return answerOf(() =>
      askServer<RowAnswer>(server, {
        sql: readOneSql,
        values: [installId, atMs, null],
        installId: null,
        parseAnswer: (found) => {
          const state = stateOf(installId, parseState(found?.['state']));
          return { kind: 'row', row: ledgerRow(installId, state, tiers(), atMs) };
        },
      }),
    );
  }

  async function rows({ after, limit }: PageRequest): Promise<RowsAnswer> {
    const atMs = now();
    const most = Math.min(limit, maxPageSize);
    return answerOf(() =>
      askServer<RowsAnswer>(server, {
        sql: readPageSql,
        // One more row tells whether there is a next page.
        values: [atMs, after, most + 1],
        installId: null,
        parseAnswer: (found) => {
          const all = displayRows(found, atMs);
          const page = all.slice(0, most);
          return { kind: 'rows', rows: page, next: all.length > most ? (page.at(-1)?.installId ?? null) : null };
        },
      }),
    );
  }

  async function recent(limit: number): Promise<RecentAnswer> {
    const atMs = now();
    return answerOf(() =>
      askServer<RecentAnswer>(server, {
        sql: readRecentSql,
        values: [atMs, JSON.stringify(limitedTierNames(tiers())), Math.min(limit, maxPageSize)],
        installId: null,
        parseAnswer: (found) => {
          const page = displayRows(found, atMs);
          return { kind: 'recent', rows: page, omitted: v.parse(v.number(), found?.['found']) - page.length };
        },
      }),
    );
  }

  function displayRows(found: SqlRow | undefined, atMs: number): readonly LedgerRow[] {
    return statesOf(parseState(found?.['state'])).map((state) => ledgerRow(state.row.installId, state, tiers(), atMs));
  }

  function importRows(theirs: readonly InstallRow[]): Promise<ImportAnswer> {
    const byId = new Map<string, InstallRow>();
    for (const each of theirs) {
      const known = byId.get(each.installId);
      byId.set(each.installId, known === undefined ? each : mergeInstallRows(known, each));
    }
    return answerOf(() =>
      askServer<ImportAnswer>(server, {
        sql: importSql,
        values: [JSON.stringify([...byId.values()])],
        installId: null,
        parseAnswer: (found) => ({ kind: 'imported', ...v.parse(importedSchema, found) }),
      }),
    );
  }

  /** Deletes old rows once an hour, after a booking. A failure does not matter. */
  function prune(): void {
    const atMs = now();
    if (Math.abs(atMs - prunedAtMs) < pruneEveryMs) return;
    prunedAtMs = atMs;
    pruning = server.ask(pruneSql, []);
  }

  async function commitAs(request: CommitRequest, charge: Charge): Promise<CommitAnswer> {
    const answer = await answerOf(() => commitOnServer(server, request, tiers(), charge));
    if (answer.kind === 'committed') prune();
    return answer;
  }

  return Object.freeze<PostgresLedger>({
    plan,
    reserve: (request) => answerOf(() => reserveOnServer(server, request, tiers(), newId(), now())),
    commit: (request) => commitAs(request, { chargeId: newId(), atMs: now() }),
    commitAs,
    book: (call, charge) => answerOf(() => commitCall(server, call, tiers(), charge)),
    release,
    row,
    rows,
    recent,
    importRows,
    close: async () => {
      closed = true;
      await pruning;
      await server.close();
    },
  });
}
