import { jobPaidForMs } from '../../../../core/ledger/balance.ts';
import type { Backend } from '../../../../core/ledger/install.ts';
import type { CommitRequest, ReserveRequest } from '../../../../core/ledger/store.ts';
import type { CountedPer, Tier } from '../../../../core/ledger/tiers.ts';
import type { DatabaseMigration } from '../../storage/migrations.ts';
import type { Database, SqlRow, SqlValue } from '../../storage/sqlite.ts';
import { dayMs } from '../../../../core/units/time.ts';

/** A reservation, or a call that was accepted while the server was away. */
export interface OutboxEntry {
  /** The id of the reservation or of the charge, by which the server recognises the charge. */
  readonly id: string;
  readonly installId: string;
  readonly tier: string;
  readonly countedPer: CountedPer;
  readonly backend: Backend;
  readonly jobId: string | null;
  /** Who holds a credit for it: the server before the outage, the grace, or nobody (a call without reservation). */
  readonly reservedBy: 'server' | 'grace' | 'nobody';
  /** `committed` waits for the server, `booked` is there, `refused` was given back by somebody before. */
  readonly state: 'open' | 'committed' | 'booked' | 'refused';
  /** Epoch ms; null: it is no reservation. */
  readonly expiresAtMs: number | null;
  /** When it was made or, after a commit, committed, epoch ms. The server books it as of that time. */
  readonly atMs: number;
}

/** Returns the entry of a row. The checks of the table `entries` ensure valid values. */
function entryOf(row: SqlRow): OutboxEntry {
  return {
    id: String(row['id']),
    installId: String(row['install_id']),
    tier: String(row['tier']),
    countedPer: row['counted_per'] === 'lifetime' ? 'lifetime' : 'month',
    backend: row['backend'] === 'gemini' ? 'gemini' : 'hardware',
    jobId: typeof row['job_id'] === 'string' ? row['job_id'] : null,
    reservedBy: row['reserved_by'] as OutboxEntry['reservedBy'],
    state: row['state'] as OutboxEntry['state'],
    expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
    atMs: Number(row['at_ms']),
  };
}

/** Returns the entry of a reservation that the server or the grace holds. */
export function reservationEntry(
  reservedBy: 'server' | 'grace',
  { installId, tier, jobId }: ReserveRequest,
  { countedPer }: Tier,
  made: { readonly reservationId: string; readonly backend: Backend; readonly expiresAtMs: number },
  atMs: number,
): OutboxEntry {
  const { reservationId: id, backend, expiresAtMs } = made;
  return { id, installId, tier, countedPer, backend, jobId, reservedBy, state: 'open', expiresAtMs, atMs };
}

/** Returns the entry of a call without reservation. */
export function callEntry(
  { installId, tier, backend, jobId }: Extract<CommitRequest, { by: 'call' }>,
  { countedPer }: Tier,
  { chargeId, atMs }: { readonly chargeId: string; readonly atMs: number },
): OutboxEntry {
  const common = { installId, tier, countedPer, backend, jobId };
  return { id: chargeId, ...common, reservedBy: 'nobody', state: 'open', expiresAtMs: null, atMs };
}

type Accepted =
  /** The call is on the disk and will be booked. */
  | 'accepted'
  /** Its job or reservation was accepted before, so it costs nothing more. */
  | 'covered'
  /** The call exceeds the grace. */
  | 'over';

/**
 * The calls that this machine must still book on the server. Each function is one transaction, isolated from
 * other processes and on the disk when it returns. Each may throw an SQLite error.
 */
export interface Outbox {
  readonly find: (id: string) => OutboxEntry | null;
  /** Remembers a reservation of the server, in case the server is unreachable at its commit. */
  readonly remember: (entry: OutboxEntry) => void;
  /** Deletes a reservation that was settled on the server. */
  readonly forget: (id: string) => void;
  /** Remembers a call that the server charged. For an hour, further calls of its job are free, also during an outage. */
  readonly paid: (entry: OutboxEntry) => void;
  /** Holds one credit of the grace. Returns false when the grace is used up. */
  readonly reserve: (entry: OutboxEntry, graceCredits: number) => boolean;
  /** Accepts a call without entry, or the call of a reservation with an entry. */
  readonly commit: (entry: OutboxEntry, graceCredits: number) => Accepted;
  /** Returns how many credits of the grace an install has used. */
  readonly used: (installId: string, nowMs: number) => number;
  /** Returns the next entry to book, in the order of acceptance. */
  readonly next: () => OutboxEntry | null;
  /** Changes the state of an entry. Returns false when it is not in the state `from` any more. */
  readonly settle: (id: string, from: 'open' | 'committed', to: 'booked' | 'refused') => boolean;
  readonly close: () => void;
}

const columns = 'id, install_id, tier, counted_per, backend, job_id, reserved_by, state, expires_at_ms, at_ms, turn';
const usedSql = `SELECT count(*) AS used FROM entries WHERE install_id = ? AND id <> ? AND (state = 'committed'
  OR (state = 'open' AND reserved_by = 'grace' AND expires_at_ms > ?))`;

/** Creates the outbox in an open database. Deletes entries settled a day ago. May throw an SQLite error. */
export function createOutbox(database: Database, nowMs: number): Outbox {
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
      // Nothing is left to book, but this reservation must not be committed a second time.
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

/** The migrations of the outbox, a separate database. Only add steps; never change one that was released. */
export const outboxMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE entries (
      id TEXT PRIMARY KEY,
      install_id TEXT NOT NULL,
      tier TEXT NOT NULL,
      counted_per TEXT NOT NULL CHECK (counted_per IN ('lifetime', 'month')),
      backend TEXT NOT NULL CHECK (backend IN ('gemini', 'hardware')),
      job_id TEXT,
      reserved_by TEXT NOT NULL CHECK (reserved_by IN ('server', 'grace', 'nobody')),
      state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'booked', 'refused')),
      expires_at_ms INTEGER,
      at_ms INTEGER NOT NULL,
      turn INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX entries_by_install ON entries (install_id, state);
    CREATE INDEX entries_by_turn ON entries (state, turn);`,
  },
];
