import { jobPaidForMs } from '../../../../core/ledger/balance.ts';
import type { Database, SqlValue } from '../../storage/sqlite.ts';
import { entryOf, type OutboxEntry } from './entry.ts';

export type Accepted =
  /** It is on the disk and will be booked. */
  | 'accepted'
  /** Its job or reservation was accepted before: it costs nothing more. */
  | 'covered'
  /** It would be more than the grace. */
  | 'over';

/**
 * What this machine owes the server. Each function is one transaction that other processes with the
 * same file cannot come between, on the disk when it returns. Each may throw an error of SQLite.
 */
export interface Outbox {
  readonly find: (id: string) => OutboxEntry | null;
  /** Keeps what a reservation of the server is for, in case the server is away when it is committed. */
  readonly remember: (entry: OutboxEntry) => void;
  /** A reservation that was settled on the server. */
  readonly forget: (id: string) => void;
  /** A call that the server has charged: for an hour further calls of its job cost nothing, also without it. */
  readonly paid: (entry: OutboxEntry) => void;
  /** Holds one credit of the grace; false: it is used up. */
  readonly reserve: (entry: OutboxEntry, graceCredits: number) => boolean;
  /** Accepts a call that has no entry yet, or the call of a reservation that has one. */
  readonly commit: (entry: OutboxEntry, graceCredits: number) => Accepted;
  /** How much of the grace an install has used. */
  readonly used: (installId: string, nowMs: number) => number;
  /** The next entry to book, in the order in which they were accepted. */
  readonly next: () => OutboxEntry | null;
  /** False: it is not in that state any more. */
  readonly settle: (id: string, from: 'open' | 'committed', to: 'booked' | 'refused') => boolean;
  readonly close: () => void;
}

const dayMs = 24 * 60 * 60_000;
const columns = 'id, install_id, tier, counted_per, backend, job_id, reserved_by, state, expires_at_ms, at_ms, turn';
const usedSql = `SELECT count(*) AS used FROM entries WHERE install_id = ? AND id <> ? AND (state = 'committed'
  OR (state = 'open' AND reserved_by = 'grace' AND expires_at_ms > ?))`;

/** The outbox in an open database; what was settled a day ago is removed. May throw an error of SQLite. */
export function createOutbox(database: Database, nowMs: number): Outbox {
  // A write-ahead log alone is not on the disk yet when the power fails.
  database.execute('PRAGMA synchronous = FULL');
  let prunedAtMs = Number.NEGATIVE_INFINITY;
  prune(nowMs);

  function prune(atMs: number): void {
    if (Math.abs(atMs - prunedAtMs) < dayMs) return;
    prunedAtMs = atMs;
    const old = "state <> 'committed' AND coalesce(expires_at_ms, at_ms) < ?";
    database.run(`DELETE FROM entries WHERE ${old}`, Math.round(atMs - dayMs));
  }

  const used = (installId: string, exceptId: string, atMs: number): number =>
    Number(database.first(usedSql, installId, exceptId, atMs)?.['used'] ?? 0);

  const find = (id: string): OutboxEntry | null => {
    const row = database.first(`SELECT ${columns} FROM entries WHERE id = ?`, id);
    return row === null ? null : entryOf(row);
  };

  function insert(entry: OutboxEntry, turn: number | null): void {
    const values: readonly SqlValue[] = [
      ...[entry.id, entry.installId, entry.tier, entry.countedPer, entry.backend, entry.jobId],
      ...[entry.reservedBy, entry.state, entry.expiresAtMs, entry.atMs, turn],
    ];
    const conflict =
      'ON CONFLICT (id) DO UPDATE SET state = excluded.state, at_ms = excluded.at_ms, turn = excluded.turn';
    database.run(`INSERT INTO entries (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${conflict}`, ...values);
  }

  function isPaid({ id, installId, jobId, atMs }: OutboxEntry): boolean {
    const sql = `SELECT 1 AS paid FROM entries WHERE install_id = ? AND job_id = ? AND id <> ?
      AND state IN ('committed', 'booked') AND at_ms > ?`;
    return jobId !== null && database.first(sql, installId, jobId, id, atMs - jobPaidForMs) !== null;
  }

  function commit(entry: OutboxEntry, graceCredits: number): Accepted {
    const known = find(entry.id)?.state;
    if (known === 'committed' || known === 'booked') return 'covered';
    if (isPaid(entry)) {
      // Nothing of it is left to book, but a reservation must not be committed a second time.
      if (entry.reservedBy === 'grace') insert({ ...entry, state: 'booked' }, null);
      return 'covered';
    }
    if (used(entry.installId, entry.id, entry.atMs) >= graceCredits) return 'over';
    const last = database.first('SELECT coalesce(max(turn), 0) AS turn FROM entries')?.['turn'];
    insert({ ...entry, state: 'committed' }, Number(last ?? 0) + 1);
    return 'accepted';
  }

  return Object.freeze<Outbox>({
    find,
    remember: (entry) => insert(entry, null),
    paid: (entry) => {
      prune(entry.atMs);
      insert({ ...entry, state: 'booked' }, null);
    },
    forget: (id) => void database.run("DELETE FROM entries WHERE id = ? AND state = 'open'", id),
    reserve: (entry, graceCredits) =>
      database.transaction(() => {
        if (used(entry.installId, entry.id, entry.atMs) >= graceCredits) return false;
        insert(entry, null);
        return true;
      }),
    commit: (entry, graceCredits) => database.transaction(() => commit(entry, graceCredits)),
    used: (installId, atMs) => used(installId, '', atMs),
    next: () => {
      const row = database.first(`SELECT ${columns} FROM entries WHERE state = 'committed' ORDER BY turn LIMIT 1`);
      return row === null ? null : entryOf(row);
    },
    settle: (id, from, to) => database.run('UPDATE entries SET state = ? WHERE id = ? AND state = ?', to, id, from) > 0,
    close: () => database.close(),
  });
}
