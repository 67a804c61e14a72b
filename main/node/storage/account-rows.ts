import { forgottenAccountId } from '../../../core/warm-ups/run.ts';
import type { Database } from './sqlite.ts';

const tablesOfReadings = ['daily_usage', 'daily_usage_asked'] as const;
const otherTables = ['notices', 'alert_memory', 'snoozes', 'warmup_sign_ins'] as const;

/**
 * Deletes what the shared database holds of an account, in one step. Two kinds of rows outlive it, because
 * the user would pay for their loss: a request to use a banked reset whose end nobody knows keeps its id,
 * so that it is never sent as a second one; and a warm-up that may have asked the service still counts
 * for the caps, without the account. False: the database refused, and nothing was deleted.
 */
export function forgetAccountRows(
  database: Database,
  accountId: string,
  extent: 'everything' | 'all-but-readings' = 'everything',
): boolean {
  const tables = extent === 'everything' ? [...tablesOfReadings, ...otherTables] : otherTables;
  try {
    database.transaction(() => {
      for (const table of tables) database.run(`DELETE FROM ${table} WHERE account_id = ?`, accountId);
      database.run(`DELETE FROM sent_alerts WHERE instr('|' || key || '|', '|' || ? || '|') > 0`, accountId);
      database.run(
        `DELETE FROM reset_redemptions WHERE account_id = ? AND state NOT IN ('written', 'not-known')`,
        accountId,
      );
      database.run(
        `DELETE FROM warmup_runs WHERE account_id = ? AND started_at_ms IS NULL AND state NOT IN ('claimed', 'running')`,
        accountId,
      );
      database.run(
        `UPDATE warmup_runs SET account_id = ?, key = 'forgotten|' || lower(hex(randomblob(16))) WHERE account_id = ?`,
        ...[forgottenAccountId, accountId],
      );
    });
    // Until then the log still holds the rows; a reader in another process holds it back.
    database.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives the requests to use a banked reset to another account, so that one whose end nobody knows is never
 * sent as a second one. False: the database refused.
 */
export function moveRedemptions(database: Database, fromAccountId: string, toAccountId: string): boolean {
  try {
    database.run('UPDATE reset_redemptions SET account_id = ? WHERE account_id = ?', toAccountId, fromAccountId);
    return true;
  } catch {
    return false;
  }
}
