import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

import type { LedgerUnavailable, UnavailableReason } from '../../../core/ledger/store.ts';
import { isBackupDue, makeBackup } from './ledger-backup.ts';
import { type LedgerFile, type LedgerFileOptions, openLedgerFile, unavailableReason } from './ledger-file.ts';
import { type LedgerTables, ledgerTables } from './ledger-tables.ts';
import { hourMs } from '../../../core/units/time.ts';

/** The ledger's one connection of this process. It opens at its first use, and again after a fault. */
interface LedgerConnection {
  /** Runs the work in a transaction. Runs it again when another process or a restored file interfered. */
  readonly transact: <Value>(
    kind: 'read' | 'write',
    work: (tables: LedgerTables) => Value,
  ) => Promise<{ readonly kind: 'done'; readonly value: Value } | LedgerUnavailable>;
  /** Makes the backup now, after an import that no later call repeats. Reports a failure as a notice. */
  readonly copy: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Opened extends LedgerFile {
  readonly tables: LedgerTables;
}

/** About ten seconds in total: each attempt waits up to 50 ms in SQLite. */
const patience = { attempts: 160, pauseMs: 10 } as const;

/** Creates the connection. It opens the file at the first transaction. */
export function createLedgerConnection(options: LedgerFileOptions): LedgerConnection {
  const { nowMs, notice, path } = options;
  let opening: Promise<Opened | LedgerUnavailable> | null = null;
  let maintainedAtMs = Number.NEGATIVE_INFINITY;
  let copyHasFailed = false;

  async function open(): Promise<Opened | LedgerUnavailable> {
    const outcome = await openLedgerFile(options);
    if (outcome.kind === 'open') return { ...outcome.file, tables: ledgerTables(outcome.file.database) };
    opening = null;
    return outcome;
  }

  function forget(file: Opened): void {
    opening = null;
    file.database.close();
  }

  async function transact<Value>(kind: 'read' | 'write', work: (tables: LedgerTables) => Value) {
    let reason: UnavailableReason = 'busy';
    for (let attempt = 0, faults = 0; attempt < patience.attempts && faults < 3; attempt += 1) {
      const file = await (opening ??= open());
      if (!('database' in file)) {
        if (file.reason !== 'busy') return file;
        await pause(patience.pauseMs);
        continue;
      }
      try {
        const value = kind === 'write' ? writeTransaction(file, work) : readTransaction(file, work);
        if (file.isCurrent()) {
          if (kind === 'write') maintain(file);
          return { kind: 'done' as const, value };
        }
        forget(file);
        faults += 1;
      } catch (error) {
        reason = unavailableReason(error);
        if (reason === 'busy') {
          await pause(patience.pauseMs);
        } else if (reason === 'damaged') {
          forget(file);
          faults += 1;
        } else {
          break;
        }
      }
    }
    return { kind: 'unavailable' as const, reason };
  }

  /**
   * Deletes old rows, moves the write-ahead log into the file and makes the daily backup, at most once an hour.
   * It runs after the answer is on the disk. The user's own backup of the file alone then misses little.
   */
  function maintain(file: Opened): void {
    if (Math.abs(nowMs() - maintainedAtMs) < hourMs) return;
    maintainedAtMs = nowMs();
    try {
      writeTransaction(file, (tables) => tables.prune(nowMs()));
      file.database.execute('PRAGMA wal_checkpoint(PASSIVE)');
      if (isBackupDue(path, nowMs())) makeBackup(file.database, path, nowMs());
      copyHasFailed = false;
    } catch {
      noteFailedCopy();
    }
  }

  async function copy(): Promise<void> {
    try {
      const file = await (opening ??= open());
      if ('database' in file) makeBackup(file.database, path, nowMs());
      copyHasFailed = false;
    } catch {
      noteFailedCopy();
    }
  }

  function noteFailedCopy(): void {
    if (!copyHasFailed) notice({ kind: 'copy-failed' });
    copyHasFailed = true;
  }

  return Object.freeze({
    transact,
    copy,
    close: async () => {
      const last = await opening;
      opening = null;
      if (last !== null && 'database' in last) last.database.close();
    },
  });
}

function writeTransaction<Value>({ database, tables }: Opened, work: (tables: LedgerTables) => Value): Value {
  return database.transaction(() => work(tables));
}

/** Runs the work in one transaction, so that all its queries see the same state. */
function readTransaction<Value>({ database, tables }: Opened, work: (tables: LedgerTables) => Value): Value {
  database.execute('BEGIN');
  try {
    return work(tables);
  } finally {
    database.execute('COMMIT');
  }
}

interface GroupCommit<Context, Failure> {
  /** Runs the work in the next group. It may run more than once, so it must decide from what it reads. */
  readonly run: <Value>(work: (context: Context) => Value) => Promise<Value | Failure>;
  /** Resolves when no work waits. */
  readonly idle: () => Promise<void>;
}

type Outcome<Failure> =
  | { readonly kind: 'done'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** True when one work may have caused the failure, so that each one is tried alone. */
      readonly mayBeOne: boolean;
    };

/** Runs all works in one transaction. Resolves when the transaction is on the disk or rolled back. Never rejects. */
type RunGroup<Context, Failure> = (works: readonly ((context: Context) => unknown)[]) => Promise<Outcome<Failure>>;

interface Waiting<Context, Failure> {
  readonly work: (context: Context) => unknown;
  readonly answer: (value: unknown) => void;
  readonly fail: (failure: Failure) => void;
}

/** Limits how long one group blocks the thread. */
const largestGroup = 256;

/**
 * Groups works into transactions: works that arrive in the same turn of the event loop, or while an earlier
 * group is written, share one transaction. So many calls wait for the disk only once, and each is answered
 * after it is on the disk.
 */
export function createGroupCommit<Context, Failure>(
  runGroup: RunGroup<Context, Failure>,
): GroupCommit<Context, Failure> {
  const waiting: Waiting<Context, Failure>[] = [];
  let draining: Promise<void> | null = null;

  async function drain(): Promise<void> {
    await nextTurn();
    while (waiting.length > 0) {
      await write(waiting.splice(0, largestGroup));
      await nextTurn();
    }
    draining = null;
  }

  async function write(group: readonly Waiting<Context, Failure>[]): Promise<void> {
    const outcome = await runGroup(group.map(({ work }) => work));
    if (outcome.kind === 'done') group.forEach(({ answer }, index) => answer(outcome.values[index]));
    else if (outcome.mayBeOne && group.length > 1) for (const single of group) await write([single]);
    else group.forEach(({ fail }) => fail(outcome.failure));
  }

  return Object.freeze({
    run: <Value>(work: (context: Context) => Value) =>
      new Promise<Value | Failure>((resolve) => {
        waiting.push({ work, answer: (value) => resolve(value as Value), fail: resolve });
        draining ??= drain();
      }),
    idle: async () => {
      await draining;
    },
  });
}
