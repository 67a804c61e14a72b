import { forgottenAccountId } from '../../../core/warm-ups/run.ts';
import type { Database } from './sqlite.ts';

const dailyUsageTables = ['daily_usage', 'daily_usage_asked'] as const;
const otherTables = ['notices', 'alert_memory', 'snoozes', 'warmup_sign_ins'] as const;

/**
 * Deletes the rows of an account from the shared database, in one transaction. Returns false when the
 * database refused; then nothing is deleted. Two kinds of rows stay, because losing them would cost the user:
 * - a request to use a banked reset whose outcome is unknown keeps its id, so that it is never sent twice;
 * - a warm-up that may have reached the service still counts for the caps, without the account's id.
 */
export function forgetAccountRows(
  database: Database,
  accountId: string,
  extent: 'everything' | 'all-but-readings' = 'everything',
): boolean {
  const tables = extent === 'everything' ? [...dailyUsageTables, ...otherTables] : otherTables;
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
    // The write-ahead log holds the deleted rows until this checkpoint. A reader in another process can delay it.
    database.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return true;
  } catch {
    return false;
  }
}

/**
 * Moves the requests to use a banked reset to another account, so that a request whose outcome is unknown is
 * never sent twice. Returns false when the database refused.
 */
export function moveRedemptions(database: Database, fromAccountId: string, toAccountId: string): boolean {
  try {
    database.run('UPDATE reset_redemptions SET account_id = ? WHERE account_id = ?', toAccountId, fromAccountId);
    return true;
  } catch {
    return false;
  }
}
