import { isDedupKeyOf, foreverPrefix } from '../../../core/alerts/alert.ts';
import type { SentAlerts } from '../../../core/ports.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { writeCause } from './error-code.ts';
import { reportOnce } from './report-once.ts';
import type { Database } from './sqlite.ts';

export interface SentAlertsOptions {
  /** null: there is none, and what was shown is remembered until the app quits. */
  readonly database: Database | null;
  readonly report: ReportStorageProblem;
}

const dayMs = 24 * 60 * 60_000;
/** Longer than any window whose reset a key can name. */
const keptForMs = 60 * dayMs;

/**
 * Notices that were shown, so that none is shown twice, not even by a second process: the row that is
 * inserted decides. Where the database refuses, this process does not repeat itself, and each later claim
 * tries once more to write what is missing.
 */
export function createSentAlerts({ database, report }: SentAlertsOptions): SentAlerts {
  const reportProblem = reportOnce(report);
  const claimed = new Set<string>();
  /** By key: when it was shown. */
  const unwritten = new Map<string, number>();
  let prunedAtMs = Number.NEGATIVE_INFINITY;

  function claim(key: string, atMs: number): boolean {
    if (claimed.has(key)) {
      return false;
    }
    claimed.add(key);
    return database === null || isInserted(database, key, atMs);
  }

  function isInserted(open: Database, key: string, atMs: number): boolean {
    try {
      prune(open, atMs);
      for (const [earlier, sentAtMs] of unwritten) {
        insert(open, earlier, sentAtMs);
        unwritten.delete(earlier);
      }
      return insert(open, key, atMs);
    } catch (error) {
      unwritten.set(key, atMs);
      reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
      return true;
    }
  }

  function insert(open: Database, key: string, atMs: number): boolean {
    const sql = 'INSERT INTO sent_alerts (key, sent_at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING';
    return open.run(sql, key, Math.round(atMs)) === 1;
  }

  function prune(open: Database, atMs: number): void {
    if (Math.abs(atMs - prunedAtMs) >= dayMs) {
      prunedAtMs = atMs;
      const sql = 'DELETE FROM sent_alerts WHERE sent_at_ms < ? AND substr(key, 1, ?) <> ?';
      open.run(sql, Math.round(atMs - keptForMs), foreverPrefix.length, foreverPrefix);
    }
  }

  function forget(accountId: string): void {
    for (const key of [...claimed].filter((each) => isDedupKeyOf(each, accountId))) {
      claimed.delete(key);
      unwritten.delete(key);
    }
    try {
      database?.run(`DELETE FROM sent_alerts WHERE instr('|' || key || '|', '|' || ? || '|') > 0`, accountId);
    } catch (error) {
      reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
    }
  }

  return Object.freeze({ claim, forget });
}
