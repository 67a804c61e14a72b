import { parseJson } from '../../../core/units/json.ts';
import { foreverPrefix, isDedupKeyOf } from '../../../core/alerts/dedup-keys.ts';
import { parseAlertMemory } from '../../../core/alerts/memory.ts';
import {
  maxNotifications,
  type NotificationDelivery,
  type NotificationStore,
  parseNotificationFacts,
  type RestorableNotificationStore,
  type StoredNotification,
} from '../../../core/alerts/store.ts';
import type { SentAlerts } from '../../../core/ports.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { isBusy, writeCause } from './error-code.ts';
import { dedupeReports } from './problems.ts';
import type { Database, SqlRow } from './sqlite.ts';
import { dayMs } from '../../../core/units/time.ts';

export interface StoredNotificationsOptions {
  readonly database: Database;
  readonly report: ReportStorageProblem;
  /** Answers all questions, and takes over when the database refuses. */
  readonly instead: RestorableNotificationStore;
}

/** The account id in the row of a snooze of all accounts. No account has an empty id. */
const allAccounts = '';

/** How many changes to keep for a database that stays busy. Older ones are dropped. */
const mostWaiting = 1_000;

/**
 * Creates the store of notifications in the shared database. It reads everything once into `instead`, which
 * answers, and writes each change through. It reports a refusal once. A change that meets a busy database is
 * written with the next change. A change that is refused for another reason lasts until the app quits.
 */
export function createStoredNotifications({
  database,
  report,
  instead,
}: StoredNotificationsOptions): NotificationStore {
  const reportProblem = dedupeReports(report);
  const written = new Map<string, string>();

  /** Changes that the database has not taken yet, oldest first. */
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
      const memory = parseAlertMemory(parseJson(String(text)));
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
  const facts = parseNotificationFacts(parseJson(String(row['facts'])));
  const delivery = deliveries.find((each) => each === row['delivery']);
  if (facts === null || delivery === undefined) return [];
  const [id, atMs] = [Number(row['id']), Number(row['at_ms'])];
  return [{ id, accountId: String(row['account_id']), atMs, facts, delivery, seen: row['seen'] === 1 }];
}

const deliveries: readonly NotificationDelivery[] = ['shown', 'listed', 'held'];

export interface SentAlertsOptions {
  /** null: there is no database, and sent alerts are remembered until the app quits. */
  readonly database: Database | null;
  readonly report: ReportStorageProblem;
}

/** Longer than any rate-limit window whose reset a key can name. */
const keptForMs = 60 * dayMs;

/**
 * Creates the store of sent alerts, so that no alert is shown twice, not even by a second process: the
 * process that inserts the row shows it. When the database refuses, this process still shows each alert once,
 * and each later claim tries again to write the missing rows.
 */
export function createSentAlerts({ database, report }: SentAlertsOptions): SentAlerts {
  const reportProblem = dedupeReports(report);
  const claimed = new Set<string>();
  /** By key: when the alert was shown, epoch ms. Rows that are not in the database yet. */
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
