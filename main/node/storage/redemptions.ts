import * as v from 'valibot';
import type { Redemption, Redemptions } from '../../../core/reset-credits/redemption.ts';
import { epochMs } from '../../../core/units/bounds.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { type Database, isOnDisk } from './sqlite.ts';
import { writeCause } from './error-code.ts';
import { dedupeReports } from './problems.ts';

const states = ['written', 'not-known', 'refused', 'redeemed', 'nothing-to-reset', 'no-credit', 'settled'] as const;

const rowSchema = v.object({
  request_id: v.string(),
  account_id: v.string(),
  credit_id: v.string(),
  state: v.picklist(states),
  first_at_ms: epochMs,
  last_at_ms: epochMs,
});

/**
 * Creates the store of requests to use a banked reset. It writes each request to the disk before the request
 * is sent, so that it survives a crash and a power failure. Returns null for a database in memory, which
 * cannot do that.
 */
export function createRedemptions(database: Database, report: ReportStorageProblem): Redemptions | null {
  const reportProblem = dedupeReports(report);
  if (!isOnDisk(database)) return null;

  return Object.freeze({
    of: (accountId: string) => {
      try {
        const sql = 'SELECT * FROM reset_redemptions WHERE account_id = ? ORDER BY first_at_ms, request_id';
        return database.all(sql, accountId).map(redemptionOf);
      } catch {
        return null;
      }
    },
    write: (redemption: Redemption) => {
      try {
        insert(database, redemption);
        return true;
      } catch (error) {
        reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
        return false;
      }
    },
  });
}

function insert(database: Database, redemption: Redemption): void {
  const { requestId, accountId, creditId, state, firstAtMs, lastAtMs } = redemption;
  database.run(
    `INSERT INTO reset_redemptions (request_id, account_id, credit_id, state, first_at_ms, last_at_ms)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (request_id) DO UPDATE SET state = excluded.state, last_at_ms = excluded.last_at_ms`,
    ...[requestId, accountId, creditId, state, Math.round(firstAtMs), Math.round(lastAtMs)],
  );
}

/** Throws for an unknown form of row, which fails the whole read: no request may be sent while one is unknown. */
function redemptionOf(row: Readonly<Record<string, unknown>>): Redemption {
  const { request_id, account_id, credit_id, state, first_at_ms, last_at_ms } = v.parse(rowSchema, row);
  return {
    ...{ requestId: request_id, accountId: account_id, creditId: credit_id },
    ...{ state, firstAtMs: first_at_ms, lastAtMs: last_at_ms },
  };
}
