import {
  decideCallCommit,
  decidePlan,
  decideRelease,
  decideReservationCommit,
  decideReserve,
  parseCommitRequest,
  parsePlanRequest,
  parseReleaseRequest,
  parseReserveRequest,
} from '../../../core/ledger/decide.ts';
import {
  type Decision,
  type InstallRow,
  mergeInstallRows,
  noChanges,
  parseUuid,
  type Reservation,
} from '../../../core/ledger/install.ts';
import { type LedgerRow, ledgerRow } from '../../../core/ledger/balance.ts';
import {
  maxPageSize,
  type LedgerStore,
  type LedgerDependencies,
  type LedgerUnavailable,
} from '../../../core/ledger/store.ts';
import { limitedTierNames } from '../../../core/ledger/tiers.ts';
import { createGroupCommit, createLedgerConnection } from './ledger-connection.ts';
import type { LedgerFileOptions } from './ledger-file.ts';
import type { LedgerTables } from './ledger-tables.ts';

export type SqliteLedgerOptions = LedgerDependencies & LedgerFileOptions;

/** How many rows an import writes at once, so that bookings run in between. */
const rowsAtOnce = 500;

const closedStore: LedgerUnavailable = { kind: 'unavailable', reason: 'closed' };

/**
 * Creates the ledger in an SQLite file, which it opens at the first call. Several processes can use the file at
 * once: each decision and its booking are one write transaction.
 */
export function createSqliteLedger(options: SqliteLedgerOptions): LedgerStore {
  const { nowMs, newId, tiers } = options;
  const connection = createLedgerConnection(options);
  let isClosed = false;
  const group = createGroupCommit<LedgerTables, LedgerUnavailable>(async (works) => {
    const outcome = await connection.transact('write', (tables) => works.map((work) => work(tables)));
    return outcome.kind === 'done'
      ? { kind: 'done', values: outcome.value }
      : { kind: 'failed', failure: outcome, mayBeOne: outcome.reason === 'other' };
  });

  async function write<Value>(work: (tables: LedgerTables) => Value): Promise<Value | LedgerUnavailable> {
    return isClosed ? closedStore : group.run(work);
  }

  async function read<Value>(work: (tables: LedgerTables) => Value): Promise<Value | LedgerUnavailable> {
    if (isClosed) return closedStore;
    const outcome = await connection.transact('read', work);
    return outcome.kind === 'done' ? outcome.value : outcome;
  }

  function displayRows(tables: LedgerTables, rows: readonly InstallRow[]): readonly LedgerRow[] {
    const atMs = nowMs();
    return tables
      .statesOf(rows, atMs)
      .map((state, index) => ledgerRow(rows[index]?.installId ?? '', state, tiers(), atMs));
  }

  /** Decides and books in one write transaction. */
  function decide<Answer>(decision: (tables: LedgerTables) => Decision<Answer>): Promise<Answer | LedgerUnavailable> {
    return write((tables) => {
      const { answer, changes } = decision(tables);
      tables.apply(changes);
      return answer;
    });
  }

  return Object.freeze<LedgerStore>({
    plan: async (given) => {
      const request = parsePlanRequest(given, tiers());
      if (request.kind === 'invalid') return request;
      const decision = (tables: LedgerTables) =>
        decidePlan(tables.stateOf(request.installId, null, nowMs()), request, tiers(), nowMs());
      const seen = await read(decision);
      return 'answer' in seen && seen.changes.row === null ? seen.answer : decide(decision);
    },
    reserve: async (given) => {
      const request = parseReserveRequest(given, tiers());
      if (request.kind === 'invalid') return request;
      const { installId, jobId } = request;
      return decide((tables) =>
        decideReserve(tables.stateOf(installId, jobId, nowMs()), request, tiers(), nowMs(), newId()),
      );
    },
    commit: async (given) => {
      const request = parseCommitRequest(given, tiers());
      if (request.kind === 'invalid') return request;
      return decide((tables) => {
        if (request.by === 'call') {
          const state = tables.stateOf(request.installId, request.jobId, nowMs());
          return decideCallCommit(state, request, tiers(), nowMs());
        }
        const reservation = reservationOf(tables, request);
        if (reservation === null) return { answer: { kind: 'unknown-reservation' } as const, changes: noChanges };
        const state = tables.stateOf(reservation.installId, reservation.jobId, nowMs());
        return decideReservationCommit(state, reservation, tiers(), nowMs());
      });
    },
    release: async (given) => {
      const request = parseReleaseRequest(given);
      if (request.kind === 'invalid') return request;
      return decide((tables) => {
        const reservation = reservationOf(tables, request);
        return reservation === null
          ? { answer: { kind: 'unknown-reservation' } as const, changes: noChanges }
          : decideRelease(reservation);
      });
    },
    row: async (given) => {
      const installId = parseUuid(given);
      if (installId === null) return { kind: 'invalid', what: 'install-id' };
      return read((tables) => ({
        kind: 'row' as const,
        row: ledgerRow(installId, tables.stateOf(installId, null, nowMs()), tiers(), nowMs()),
      }));
    },
    rows: ({ after, limit }) =>
      read((tables) => {
        // One more row tells whether there is a next page.
        const found = tables.page(after, Math.min(limit, maxPageSize) + 1);
        const page = found.slice(0, Math.min(limit, maxPageSize));
        const next = found.length > page.length ? (page.at(-1)?.installId ?? null) : null;
        return { kind: 'rows' as const, rows: displayRows(tables, page), next };
      }),
    recent: (limit) =>
      read((tables) => {
        const { rows, count } = tables.recent(limitedTierNames(tiers()), Math.min(limit, maxPageSize));
        return { kind: 'recent' as const, rows: displayRows(tables, rows), omitted: count - rows.length };
      }),
    importRows: async (rows) => {
      let merged = 0;
      for (let first = 0; first < rows.length; first += rowsAtOnce) {
        const answer = await write((tables) => mergeRows(tables, rows.slice(first, first + rowsAtOnce)));
        if (typeof answer !== 'number') return answer;
        merged += answer;
      }
      await connection.copy();
      return { kind: 'imported', added: rows.length - merged, merged };
    },
    close: async () => {
      isClosed = true;
      await group.idle();
      await connection.close();
    },
  });
}

/** Merges the rows into the ledger. Returns how many were known. */
function mergeRows(tables: LedgerTables, rows: readonly InstallRow[]): number {
  let merged = 0;
  for (const row of rows) {
    const known = tables.install(row.installId);
    if (known !== null) merged += 1;
    tables.apply({ ...noChanges, row: known === null ? row : mergeInstallRows(known, row) });
  }
  return merged;
}

/** Returns the reservation; null when it is unknown or belongs to another install than the named one. */
function reservationOf(
  tables: LedgerTables,
  { reservationId, installId }: { readonly reservationId: string; readonly installId: string | null },
): Reservation | null {
  const reservation = tables.reservation(reservationId);
  return installId !== null && reservation?.installId !== installId ? null : reservation;
}
