import { parseAlertMemory } from '../../../core/alerts/memory.ts';
import {
  maxNotifications,
  type NotificationDelivery,
  type RestorableNotificationStore,
  type NotificationStore,
  parseNotificationFacts,
  type StoredNotification,
} from '../../../core/alerts/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { isBusy, writeCause } from './error-code.ts';
import { reportOnce } from './report-once.ts';
import type { Database, SqlRow } from './sqlite.ts';

export interface NoticesOptions {
  readonly database: Database;
  readonly report: ReportStorageProblem;
  /** Goes on in its place when the database refuses. */
  readonly instead: RestorableNotificationStore;
}

/** The row of a snooze of all accounts; no account has an empty id. */
const allAccounts = '';

/** More changes than that are not remembered for a database that stays busy. */
const mostWaiting = 1_000;

/**
 * Notices in the shared database. Everything is read once and kept in `instead`, which answers; the
 * database is written through. Where it refuses that is reported once. What met a busy database is written
 * with the next change, what met another refusal lasts until the app quits.
 */
export function createNotices({ database, report, instead }: NoticesOptions): NotificationStore {
  const reportProblem = reportOnce(report);
  const written = new Map<string, string>();

  /** Changes that are not in the database yet, oldest first. */
  let waiting: readonly (() => void)[] = [];

  function attempt(work: () => void): void {
    waiting = [...waiting, work].slice(-mostWaiting);
    while (waiting.length > 0) {
      try {
        database.transaction(() => waiting[0]?.());
      } catch (error) {
        reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
        if (isBusy(error)) return;
      }
      waiting = waiting.slice(1);
    }
  }

  function load(): void {
    const newest = 'SELECT * FROM (SELECT * FROM notices ORDER BY id DESC LIMIT ?) ORDER BY id';
    for (const notice of database.all(newest, maxNotifications).flatMap(storedNotice)) instead.restore(notice);
    for (const { account_id: id, until_ms: untilMs } of database.all('SELECT account_id, until_ms FROM snoozes')) {
      instead.snooze(id === allAccounts ? null : String(id), Number(untilMs));
    }
    for (const { account_id: id, memory: text } of database.all('SELECT account_id, memory FROM alert_memory')) {
      const memory = parseAlertMemory(parsed(text));
      if (memory === null) continue;
      written.set(String(id), JSON.stringify(memory));
      instead.remember(String(id), memory);
    }
  }

  try {
    load();
  } catch (error) {
    reportProblem({ kind: 'not-saved', what: 'database', cause: writeCause(error) });
  }

  return Object.freeze({
    ...instead,
    add: (notice) => {
      instead.add(notice);
      attempt(() => {
        const sql = 'INSERT INTO notices (account_id, at_ms, facts, delivery) VALUES (?, ?, ?, ?)';
        const { accountId, atMs, facts, delivery } = notice;
        database.run(sql, accountId, Math.round(atMs), JSON.stringify(facts), delivery);
        const older = 'DELETE FROM notices WHERE id NOT IN (SELECT id FROM notices ORDER BY id DESC LIMIT ?)';
        database.run(older, maxNotifications);
      });
    },
    markSeen: () => {
      instead.markSeen();
      attempt(() => database.run('UPDATE notices SET seen = 1 WHERE seen = 0'));
    },
    settleHeld: () => {
      instead.settleHeld();
      attempt(() => database.run("UPDATE notices SET delivery = 'listed' WHERE delivery = 'held'"));
    },
    snooze: (accountId, untilMs) => {
      instead.snooze(accountId, untilMs);
      const id = accountId ?? allAccounts;
      attempt(() => {
        if (untilMs === null) return void database.run('DELETE FROM snoozes WHERE account_id = ?', id);
        database.run('INSERT OR REPLACE INTO snoozes (account_id, until_ms) VALUES (?, ?)', id, Math.round(untilMs));
      });
    },
    remember: (accountId, memory) => {
      instead.remember(accountId, memory);
      const text = JSON.stringify(memory);
      if (written.get(accountId) === text) return;
      written.set(accountId, text);
      attempt(() =>
        database.run('INSERT OR REPLACE INTO alert_memory (account_id, memory) VALUES (?, ?)', accountId, text),
      );
    },
    forget: (accountId) => {
      instead.forget(accountId);
      written.delete(accountId);
      attempt(() => {
        for (const table of ['notices', 'alert_memory', 'snoozes']) {
          database.run(`DELETE FROM ${table} WHERE account_id = ?`, accountId);
        }
      });
    },
  } satisfies NotificationStore);
}

function storedNotice(row: SqlRow): readonly StoredNotification[] {
  const facts = parseNotificationFacts(parsed(row['facts']));
  const delivery = deliveries.find((each) => each === row['delivery']);
  if (facts === null || delivery === undefined) return [];
  const [id, atMs] = [Number(row['id']), Number(row['at_ms'])];
  return [{ id, accountId: String(row['account_id']), atMs, facts, delivery, seen: row['seen'] === 1 }];
}

const deliveries: readonly NotificationDelivery[] = ['shown', 'listed', 'held'];

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
