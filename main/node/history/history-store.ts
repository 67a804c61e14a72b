import fs from 'node:fs';

import { type HistoryPoint, type HistorySeries, pointOf, type SeriesReading } from '../../../core/history/reading.ts';
import type { HistoryScope, HistoryStore, SeriesPoints } from '../../../core/history/store.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { openDatabase } from '../storage/database.ts';
import { fileCause, isCorrupt } from '../storage/error-code.ts';
import { dedupeReports } from '../storage/problems.ts';
import { quarantine } from '../storage/quarantine.ts';
import { connectWithStatementCache, type Database } from '../storage/sqlite.ts';
import {
  createSeriesTable,
  historyMigrations,
  idAt,
  type KnownSeries,
  pointIn,
  rowOf,
  valueIn,
} from './history-tables.ts';
import { applyRetention, upsert } from './retention.ts';

export interface HistoryFile {
  readonly path: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

/**
 * Opens the history (docs/decisions/0013). Resolves to null when it cannot be opened, and reports that. It
 * quarantines a damaged file: at the start it then begins a new one, later the next start does.
 */
export async function openHistory({ path, nowMs, report }: HistoryFile): Promise<HistoryStore | null> {
  const outcome = await openDatabase({
    ...{ path, nowMs, report, what: 'history', isLarge: true },
    migrations: historyMigrations,
    connect: async (file) => withIncrementalVacuum(await connectWithStatementCache(file)),
  });
  if (outcome.kind !== 'open') return null;
  const { database } = outcome;
  try {
    return createHistoryStore({
      database,
      report,
      onDamage: () => quarantineHistory(database, { path, nowMs, report }),
    });
  } catch (error) {
    if (isCorrupt(error)) quarantineHistory(database, { path, nowMs, report });
    else report({ kind: 'not-read', what: 'history', cause: fileCause(error) });
    return null;
  }
}

/** Lets the file shrink when readings are deleted. Works only before the first table is created. */
function withIncrementalVacuum(database: Database): Database {
  try {
    database.execute('PRAGMA auto_vacuum = INCREMENTAL');
  } catch {
    // A file that is no database fails again in `openDatabase`, which handles it.
  }
  return database;
}

function quarantineHistory(database: Database, { path, nowMs, report }: HistoryFile): void {
  try {
    database.close();
  } catch {
    // The damaged file is quarantined below in any case.
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
  /** Called once when the file is found to be damaged. The store does not use the database after that. */
  readonly onDamage: () => void;
}

const columns = 'id, value, resets, mark, low, high';
const peakIn = 'SELECT max(coalesce(high, value)) AS peak FROM readings WHERE id >= ? AND id < ?';
const rowsAtOnce = 5000;
const seriesAtOnce = 50;

/**
 * Creates the store of readings in SQLite. All functions are synchronous and bounded: an append is one
 * transaction, a query reads one range of the table, `tidy` processes one stretch of time per call. When the
 * database refuses, the store reports that once and returns nothing.
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
      if (isCorrupt(error)) {
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

  function peaks(series: HistorySeries, timesMs: readonly number[]): readonly (number | null)[] {
    const known = table.find(series);
    return timesMs.slice(1).map((toMs, index) => {
      const ids = [timesMs[index] ?? toMs, toMs].map((atMs) => idAt(known?.id ?? 0, atMs));
      const row = known === null ? null : database.first(peakIn, ...ids);
      return known === null || row === null || row['peak'] === null ? null : valueIn(Number(row['peak']), known.kind);
    });
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

  /** Moves the readings of a series to another account. Keeps one reading per second, and rolls up again from the earlier of both marks. */
  function moveSeries({ id, kind, name }: KnownSeries, accountId: string): void {
    const own = table.findOrAdd({ accountId, kind, name });
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
    // Each step returns some space to the disk, so that the thread stays free in between.
    database.execute('PRAGMA incremental_vacuum(100)');
    return Number(database.first('PRAGMA freelist_count')?.['freelist_count'] ?? 0) > 100;
  }

  return Object.freeze({
    append: (readings: readonly SeriesReading[]) => {
      if (readings.length === 0) return;
      write(() => {
        table.reloadIfChanged();
        for (const { series, reading } of readings) {
          const { id, kind } = table.findOrAdd(series);
          database.run(upsert, ...rowOf(id, kind, pointOf(reading)));
        }
      }, undefined);
    },
    series: () => table.all().map(plain),
    newest: () => attempt(() => table.all().flatMap(newestOf), []),
    points: (series: HistorySeries, fromMs: number, toMs: number) => attempt(() => points(series, fromMs, toMs), []),
    peaks: (series: HistorySeries, timesMs: readonly number[]) =>
      attempt(
        () => peaks(series, timesMs),
        timesMs.slice(1).map(() => null),
      ),
    all,
    tidy: (nowMs: number, historyDays: number) => attempt(() => tidy(nowMs, historyDays), false),
    move: (from: string, to: string) => {
      const isDone = write(() => {
        table.reloadIfChanged();
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
      // A reader in another process delays the release of disk space, but the content is deleted.
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
