import fs from 'node:fs';

import { type HistoryPoint, type HistorySeries, pointOf, type SeriesReading } from '../../../core/history/reading.ts';
import type { HistoryScope, HistoryStore, SeriesPoints } from '../../../core/history/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { openDatabase } from '../storage/database.ts';
import { errorCode, fileCause } from '../storage/error-code.ts';
import { dedupeReports } from '../storage/problems.ts';
import { quarantine } from '../storage/quarantine.ts';
import { connectWithStatementCache, type Database } from '../storage/sqlite.ts';
import { createSeriesTable, historyMigrations, idAt, type KnownSeries, pointIn, rowOf } from './history-tables.ts';
import { applyRetention, upsert } from './retention.ts';

export interface HistoryFile {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

/**
 * Opens the history (decision 13); null: it cannot be opened, which was reported. A file that turns out to
 * be damaged, at once or while it is read, is set aside and a new one is begun, the latter at the next start.
 */
export async function openHistory({ path, nowMs, report }: HistoryFile): Promise<HistoryStore | null> {
  const outcome = await openDatabase({
    ...{ path, nowMs, report, what: 'history', isLarge: true },
    migrations: historyMigrations,
    connect: async (file) => withRoomGivenBack(await connectWithStatementCache(file)),
  });
  if (outcome.kind !== 'open') return null;
  const { database } = outcome;
  try {
    return createHistoryStore({ database, report, onDamage: () => putAway(database, { path, nowMs, report }) });
  } catch (error) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error) ?? '')) putAway(database, { path, nowMs, report });
    else report({ kind: 'not-read', what: 'history', cause: fileCause(error) });
    return null;
  }
}

/** Has an effect only before the first table is made. */
function withRoomGivenBack(database: Database): Database {
  try {
    database.execute('PRAGMA auto_vacuum = INCREMENTAL');
  } catch {
    // A file that is no database says so again, where it is judged.
  }
  return database;
}

function putAway(database: Database, { path, nowMs, report }: HistoryFile): void {
  try {
    database.close();
  } catch {
    // It is damaged, and goes away in any case.
  }
  const moved = quarantine(path, nowMs());
  if (moved.kind === 'failed') {
    report({ kind: 'not-read', what: 'history', cause: 'corrupt' });
    return;
  }
  for (const suffix of ['-wal', '-shm']) fs.rmSync(`${path}${suffix}`, { force: true });
  report({ kind: 'set-aside', what: 'history', movedTo: moved.movedTo });
}

interface HistoryStoreOptions {
  readonly database: Database;
  readonly report: ReportStorageProblem;
  /** Called when the file turns out to be damaged: after that nothing is asked of the database any more. */
  readonly onDamage: () => void;
}

const columns = 'id, value, resets, mark, low, high';
const rowsAtOnce = 5000;
const seriesAtOnce = 50;

/**
 * The history in SQLite. All of it is synchronous and bounded: an append is one transaction, a query reads
 * one range of the table, tidying takes a stretch at a time. Where the database refuses, that is reported
 * once, and what was asked gives nothing.
 */
function createHistoryStore({ database, report, onDamage }: HistoryStoreOptions): HistoryStore {
  const table = createSeriesTable(database);
  const reportProblem = dedupeReports(report);
  let isDamaged = false;
  let nextToTidy = 0;

  function attempt<T>(work: () => T, otherwise: T): T {
    if (isDamaged) return otherwise;
    try {
      return work();
    } catch (error) {
      if (/^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error) ?? '')) {
        isDamaged = true;
        onDamage();
      } else {
        reportProblem({ kind: 'not-saved', what: 'history', cause: fileCause(error) });
      }
      return otherwise;
    }
  }

  function write<T>(work: () => T, otherwise: T): T {
    return attempt(() => {
      try {
        return database.transaction(work);
      } catch (error) {
        table.reload();
        throw error;
      }
    }, otherwise);
  }

  function range({ id, kind }: KnownSeries, fromId: number, most: number): readonly HistoryPoint[] {
    return database
      .all(
        `SELECT ${columns} FROM readings WHERE id >= ? AND id < ? ORDER BY id LIMIT ?`,
        ...[fromId, idAt(id + 1, 0), most],
      )
      .map((row) => pointIn(row, kind));
  }

  function points(series: HistorySeries, fromMs: number, toMs: number): readonly HistoryPoint[] {
    const known = table.find(series);
    if (known === null) return [];
    const { id, kind } = known;
    const before = database.first(
      `SELECT ${columns} FROM readings WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1`,
      ...[idAt(id, 0), idAt(id, fromMs)],
    );
    const rows = database.all(
      `SELECT ${columns} FROM readings WHERE id >= ? AND id < ? ORDER BY id`,
      ...[idAt(id, fromMs), idAt(id, toMs)],
    );
    return (before === null ? rows : [before, ...rows]).map((row) => pointIn(row, kind));
  }

  function newestOf(series: KnownSeries): readonly SeriesReading[] {
    const row = database.first(
      `SELECT ${columns} FROM readings WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1`,
      ...[idAt(series.id, 0), idAt(series.id + 1, 0)],
    );
    return row === null ? [] : [{ series: plain(series), reading: pointIn(row, series.kind) }];
  }

  function* all({ accountId, fromMs, toMs }: HistoryScope): Iterable<SeriesPoints> {
    for (const series of table.all()) {
      if (accountId !== null && series.accountId !== accountId) continue;
      let fromId = idAt(series.id, fromMs ?? 0);
      for (;;) {
        const part = attempt(() => range(series, fromId, rowsAtOnce), []);
        const wanted = toMs === null ? part : part.filter(({ atMs }) => atMs < toMs);
        if (wanted.length > 0) yield { series: plain(series), points: wanted };
        const last = part.at(-1);
        if (last === undefined || part.length < rowsAtOnce || wanted.length < part.length) break;
        fromId = idAt(series.id, last.atMs) + 1;
      }
    }
  }

  /** What both have of one second was read once. From where one of them was not rolled up, both are again. */
  function moveSeries({ id, kind, name }: KnownSeries, accountId: string): void {
    const own = table.take({ accountId, kind, name });
    const rows = [idAt(id, 0), idAt(id + 1, 0)] as const;
    database.run(
      `INSERT OR IGNORE INTO readings (${columns})
       SELECT id + ?, value, resets, mark, low, high FROM readings WHERE id >= ? AND id < ?`,
      ...[idAt(own.id, 0) - idAt(id, 0), ...rows],
    );
    for (const column of ['rolled_1', 'rolled_2', 'rolled_3']) {
      database.run(
        `UPDATE series SET ${column} = min(${column}, (SELECT ${column} FROM series WHERE id = ?)) WHERE id = ?`,
        ...[id, own.id],
      );
    }
    database.run('DELETE FROM readings WHERE id >= ? AND id < ?', ...rows);
    database.run('DELETE FROM series WHERE id = ?', id);
  }

  function tidy(nowMs: number, historyDays: number): boolean {
    const series = table.all();
    for (const next of series.slice(nextToTidy, nextToTidy + seriesAtOnce)) {
      if (applyRetention(database, next, nowMs, historyDays)) return true;
      nextToTidy += 1;
    }
    if (nextToTidy < series.length) return true;
    nextToTidy = 0;
    // Each step gives some room back to the disk; in between the thread is free.
    database.execute('PRAGMA incremental_vacuum(100)');
    return Number(database.first('PRAGMA freelist_count')?.['freelist_count'] ?? 0) > 100;
  }

  return Object.freeze({
    append: (readings: readonly SeriesReading[]) => {
      if (readings.length === 0) return;
      write(() => {
        table.catchUp();
        for (const { series, reading } of readings) {
          const { id, kind } = table.take(series);
          database.run(upsert, ...rowOf(id, kind, pointOf(reading)));
        }
      }, undefined);
    },
    series: () => table.all().map(plain),
    newest: () => attempt(() => table.all().flatMap(newestOf), []),
    points: (series: HistorySeries, fromMs: number, toMs: number) => attempt(() => points(series, fromMs, toMs), []),
    all,
    tidy: (nowMs: number, historyDays: number) => attempt(() => tidy(nowMs, historyDays), false),
    move: (from: string, to: string) => {
      const isDone = write(() => {
        table.catchUp();
        for (const series of table.all().filter(({ accountId }) => accountId === from)) moveSeries(series, to);
        return true;
      }, false);
      attempt(table.reload, undefined);
      return isDone;
    },
    forget: (accountId: string) => {
      const isDone = write(() => {
        for (const { id } of table.all().filter((series) => series.accountId === accountId)) {
          database.run('DELETE FROM readings WHERE id >= ? AND id < ?', idAt(id, 0), idAt(id + 1, 0));
        }
        database.run('DELETE FROM series WHERE account_id = ?', accountId);
        return true;
      }, false);
      attempt(table.reload, undefined);
      if (isDone) attempt(() => database.execute('PRAGMA wal_checkpoint(TRUNCATE)'), undefined);
      return isDone;
    },
    clear: () => {
      const isDone = write(() => {
        database.execute('DELETE FROM readings; DELETE FROM series');
        return true;
      }, false);
      attempt(table.reload, undefined);
      // Another process that reads holds the room back until it is done; what was in it is gone.
      if (isDone)
        attempt(() => database.execute('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)'), undefined);
      return isDone;
    },
    close: () => attempt(database.close, undefined),
  });
}

function plain({ accountId, kind, name }: KnownSeries): HistorySeries {
  return { accountId, kind, name };
}
