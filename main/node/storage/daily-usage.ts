import * as v from 'valibot';

import { parseJson } from '../../../core/units/json.ts';
import type { DailyUsageDay } from '../../../core/daily-usage/day.ts';
import {
  dailyUsageDaySchema,
  type DailyUsageStore,
  maxWaitMs,
  mergeDays,
  type RequestRecord,
} from '../../../core/daily-usage/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { isBusy, writeCause } from './error-code.ts';
import { dedupeReports } from './problems.ts';
import type { Database, SqlRow } from './sqlite.ts';

export interface DailyUsageStoreOptions {
  /** null: there is no database, and days are remembered until the app quits. */
  readonly database: Database | null;
  readonly report: ReportStorageProblem;
}

/** How many days of one account to keep. Older days are deleted. */
export const mostDaysKept = 800;

/**
 * Creates the store of daily usage in the database, one row per day. It merges in one transaction, and the
 * process that changes the row may ask the service, so two processes neither lose a day nor ask twice. When
 * the database refuses, it reports that once and uses memory instead. When the database is busy, this process
 * does not ask.
 */
export function createDailyUsageStore({ database, report }: DailyUsageStoreOptions): DailyUsageStore {
  const memory = createDailyUsageMemory();
  if (database === null) return memory;
  const open = database;
  const reportProblem = dedupeReports(report);

  function attempt<T>(work: () => T, otherwise: () => T, busy: () => T = otherwise): T {
    try {
      return work();
    } catch (error) {
      reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
      return isBusy(error) ? busy() : otherwise();
    }
  }

  function saved(accountId: string): readonly DailyUsageDay[] {
    return open
      .all('SELECT day FROM daily_usage WHERE account_id = ? ORDER BY date', accountId)
      .flatMap((row) => dayOf(row));
  }

  function keep(accountId: string, days: readonly DailyUsageDay[]): void {
    const known = new Map(saved(accountId).map((day) => [day.date, day]));
    for (const day of mergeDays([...known.values()], days)) {
      const text = JSON.stringify(day);
      if (JSON.stringify(known.get(day.date)) === text) continue;
      open.run(
        `INSERT INTO daily_usage (account_id, date, day, as_of_ms) VALUES (?, ?, ?, ?)
         ON CONFLICT (account_id, date) DO UPDATE SET day = excluded.day, as_of_ms = excluded.as_of_ms`,
        ...[accountId, day.date, text, day.asOfMs],
      );
    }
    open.run(
      `DELETE FROM daily_usage WHERE account_id = ?1 AND date NOT IN
         (SELECT date FROM daily_usage WHERE account_id = ?1 ORDER BY date DESC LIMIT ?2)`,
      ...[accountId, mostDaysKept],
    );
  }

  return Object.freeze({
    days: (accountId: string) => {
      const remembered = memory.days(accountId);
      return attempt(
        () => mergeDays(saved(accountId), remembered),
        () => remembered,
      );
    },
    keep: (accountId: string, days: readonly DailyUsageDay[]) =>
      attempt(
        () => open.transaction(() => keep(accountId, mergeDays(memory.days(accountId), days))),
        () => memory.keep(accountId, days),
      ),
    asked: (accountId: string) =>
      attempt(
        () => askedOf(open.first('SELECT * FROM daily_usage_asked WHERE account_id = ?', accountId)),
        () => memory.asked(accountId),
      ),
    claim: (accountId: string, nowMs: number, notBeforeMs: number) =>
      attempt(
        () =>
          open.run(
            `INSERT INTO daily_usage_asked (account_id, answered_at_ms, not_before_ms) VALUES (?1, NULL, ?2)
             ON CONFLICT (account_id) DO UPDATE SET not_before_ms = excluded.not_before_ms
             WHERE not_before_ms <= ?3 OR not_before_ms > ?4`,
            ...[accountId, Math.round(notBeforeMs), Math.round(nowMs), Math.round(nowMs) + maxWaitMs],
          ) === 1,
        () => memory.claim(accountId, nowMs, notBeforeMs),
        // Another process may be asking at this moment.
        () => false,
      ),
    settle: (accountId: string, answeredAtMs: number | null, notBeforeMs: number) =>
      attempt(
        () =>
          void open.run(
            `INSERT INTO daily_usage_asked (account_id, answered_at_ms, not_before_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id) DO UPDATE SET not_before_ms = excluded.not_before_ms,
               answered_at_ms = coalesce(excluded.answered_at_ms, answered_at_ms)`,
            ...[accountId, answeredAtMs === null ? null : Math.round(answeredAtMs), Math.round(notBeforeMs)],
          ),
        () => memory.settle(accountId, answeredAtMs, notBeforeMs),
      ),
    move: (from: string, to: string) => {
      const isMoved = attempt(
        () =>
          open.transaction(() => {
            keep(to, saved(from));
            open.run(
              `INSERT INTO daily_usage_asked (account_id, answered_at_ms, not_before_ms)
               SELECT ?2, answered_at_ms, not_before_ms FROM daily_usage_asked WHERE account_id = ?1
               ON CONFLICT (account_id) DO UPDATE SET not_before_ms = max(not_before_ms, excluded.not_before_ms),
                 answered_at_ms = coalesce(max(answered_at_ms, excluded.answered_at_ms), answered_at_ms, excluded.answered_at_ms)`,
              ...[from, to],
            );
            open.run('DELETE FROM daily_usage WHERE account_id = ?', from);
            open.run('DELETE FROM daily_usage_asked WHERE account_id = ?', from);
            return true;
          }),
        () => false,
      );
      return isMoved && memory.move(from, to);
    },
    forget: (accountId: string) => {
      memory.forget(accountId);
      return attempt(
        () =>
          open.transaction(() => {
            open.run('DELETE FROM daily_usage WHERE account_id = ?', accountId);
            open.run('DELETE FROM daily_usage_asked WHERE account_id = ?', accountId);
            return true;
          }),
        () => false,
      );
    },
  });
}

/** Returns no day for a row that another version wrote in another form; that day is asked for again. */
function dayOf(row: SqlRow): readonly DailyUsageDay[] {
  const parsed = v.safeParse(dailyUsageDaySchema, parseJson(String(row['day'])));
  return parsed.success ? [parsed.output] : [];
}

function askedOf(row: SqlRow | null): RequestRecord | null {
  if (row === null) return null;
  const answeredAtMs = row['answered_at_ms'] ?? null;
  return {
    answeredAtMs: answeredAtMs === null ? null : Number(answeredAtMs),
    notBeforeMs: Number(row['not_before_ms']),
  };
}

/** Creates a store in memory, for when there is no database. It lasts until the process ends. */
export function createDailyUsageMemory(): DailyUsageStore {
  const kept = new Map<string, readonly DailyUsageDay[]>();
  const records = new Map<string, RequestRecord>();
  const days = (accountId: string): readonly DailyUsageDay[] => kept.get(accountId) ?? [];
  return Object.freeze({
    days,
    keep: (accountId: string, more: readonly DailyUsageDay[]) =>
      void kept.set(accountId, mergeDays(days(accountId), more)),
    asked: (accountId: string) => records.get(accountId) ?? null,
    claim: (accountId: string, nowMs: number, notBeforeMs: number) => {
      const record = records.get(accountId) ?? { answeredAtMs: null, notBeforeMs: 0 };
      if (record.notBeforeMs > nowMs && record.notBeforeMs <= nowMs + maxWaitMs) return false;
      records.set(accountId, { ...record, notBeforeMs });
      return true;
    },
    settle: (accountId: string, answeredAtMs: number | null, notBeforeMs: number) => {
      const earlier = records.get(accountId)?.answeredAtMs ?? null;
      records.set(accountId, { answeredAtMs: answeredAtMs ?? earlier, notBeforeMs });
    },
    move: (from: string, to: string) => {
      if (kept.has(from)) kept.set(to, mergeDays(days(to), days(from)));
      const [old, own] = [records.get(from), records.get(to)];
      if (old !== undefined && (own === undefined || own.notBeforeMs < old.notBeforeMs)) records.set(to, old);
      kept.delete(from);
      records.delete(from);
      return true;
    },
    forget: (accountId: string) => {
      kept.delete(accountId);
      records.delete(accountId);
      return true;
    },
  });
}
