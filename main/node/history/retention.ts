import { keptSinceMs, rollUp, resolutions } from '../../../core/history/retention.ts';
import type { Database } from '../storage/sqlite.ts';
import { idAt, type KnownSeries, pointIn, rowOf } from './history-tables.ts';
import { dayMs } from '../../../core/units/time.ts';

/** How much of a series one step reads and writes, so that the thread stays free in between. */
const stretchMs = dayMs;

/**
 * Rolls up the next stretch of a series, or deletes one that is too old. Returns true when it did something;
 * then there may be more to do. It waits until a whole day is due, so that an idle day writes little. Rethrows
 * what the database throws.
 */
export function applyRetention(database: Database, series: KnownSeries, nowMs: number, historyDays: number): boolean {
  return (
    dropOld(database, series, nowMs, historyDays) ||
    resolutions.some((_, tier) => rollUpStretch(database, series, tier, nowMs))
  );
}

function dropOld(database: Database, { id }: KnownSeries, nowMs: number, historyDays: number): boolean {
  const sinceMs = keptSinceMs(historyDays, nowMs) ?? Number.MAX_SAFE_INTEGER;
  const oldestMs = oldestOf(database, id, 0);
  if (oldestMs === null || oldestMs >= sinceMs - (historyDays <= 0 ? 0 : dayMs)) return false;
  const untilMs = Math.min(sinceMs, oldestMs + 30 * dayMs);
  database.run('DELETE FROM readings WHERE id >= ? AND id < ?', idAt(id, 0), idAt(id, untilMs));
  return true;
}

function rollUpStretch(database: Database, series: KnownSeries, index: number, nowMs: number): boolean {
  const tier = resolutions[index];
  if (tier === undefined) return false;
  const { id, kind } = series;
  const column = `rolled_${index + 1}`;
  const doneMs = 1000 * Number(database.first(`SELECT ${column} AS done FROM series WHERE id = ?`, id)?.['done'] ?? 0);
  const dueMs = Math.floor((nowMs - tier.olderThanMs) / tier.spanMs) * tier.spanMs;
  const oldestMs = oldestOf(database, id, doneMs);
  if (oldestMs === null || dueMs - Math.max(oldestMs, doneMs) < dayMs) return false;
  const fromMs = Math.max(doneMs, Math.floor(oldestMs / tier.spanMs) * tier.spanMs);
  const toMs = Math.min(dueMs, fromMs + stretchMs);
  const range = [idAt(id, fromMs), idAt(id, toMs)] as const;
  const points = database
    .all('SELECT id, value, resets, mark, low, high FROM readings WHERE id >= ? AND id < ? ORDER BY id', ...range)
    .map((row) => pointIn(row, kind));
  const rolled = new Set(rollUp(points, tier.spanMs));
  database.transaction(() => {
    for (const point of points)
      if (!rolled.has(point)) database.run('DELETE FROM readings WHERE id = ?', idAt(id, point.atMs));
    for (const point of rolled) {
      if (point.spanMs === tier.spanMs) database.run(upsert, ...rowOf(id, kind, point));
    }
    database.run(`UPDATE series SET ${column} = ? WHERE id = ?`, Math.floor(toMs / 1000), id);
  });
  return true;
}

/** Inserts a reading, or replaces the one of the same second. */
export const upsert = 'INSERT OR REPLACE INTO readings (id, value, resets, mark, low, high) VALUES (?, ?, ?, ?, ?, ?)';

function oldestOf(database: Database, seriesId: number, sinceMs: number): number | null {
  const row = database.first(
    'SELECT id FROM readings WHERE id >= ? AND id < ? ORDER BY id LIMIT 1',
    ...[idAt(seriesId, sinceMs), idAt(seriesId + 1, 0)],
  );
  return row === null ? null : pointTimeMs(Number(row['id']));
}

function pointTimeMs(id: number): number {
  return (id % 2 ** 32) * 1000;
}
