import { type HistoryPoint, type HistorySeries, seriesKey } from '../../../core/history/reading.ts';
import { resolutions } from '../../../core/history/retention.ts';
import { sources } from '../../../core/usage/fact.ts';
import type { DatabaseMigration } from '../storage/migrations.ts';
import type { Database, SqlRow, SqlValue } from '../storage/sqlite.ts';

export interface KnownSeries extends HistorySeries {
  readonly id: number;
}

/** The table of series with their numbers, read once. The rows of readings refer to a series by its number. */
interface SeriesTable {
  readonly all: () => readonly KnownSeries[];
  readonly find: (series: HistorySeries) => KnownSeries | null;
  /** Returns the series; adds it when it is new. Rethrows what the database throws. */
  readonly findOrAdd: (series: HistorySeries) => KnownSeries;
  /** Reads the table again, after a rollback or a deletion. */
  readonly reload: () => void;
  /** Reads the table again if another process wrote since. Within a transaction it then stays right until the end. */
  readonly reloadIfChanged: () => void;
}

/** Reads the table of series. Rethrows what the database throws. */
export function createSeriesTable(database: Database): SeriesTable {
  let byKey = new Map<string, KnownSeries>();

  function reload(): void {
    const rows = database.all('SELECT id, account_id, kind, name FROM series ORDER BY id');
    byKey = new Map(rows.flatMap((row) => seriesIn(row)).map((series) => [seriesKey(series), series]));
  }

  function findOrAdd(series: HistorySeries): KnownSeries {
    const key = seriesKey(series);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const { accountId, kind, name } = series;
    // Another process may have added the series.
    database.run('INSERT OR IGNORE INTO series (account_id, kind, name) VALUES (?, ?, ?)', accountId, kind, name);
    const row = database.first(
      'SELECT id FROM series WHERE account_id = ? AND kind = ? AND name = ?',
      ...[accountId, kind, name],
    );
    const added = { accountId, kind, name, id: Number(row?.['id']) };
    byKey.set(key, added);
    return added;
  }

  const dataVersion = (): unknown => database.first('PRAGMA data_version')?.['data_version'];
  let version = dataVersion();

  reload();
  return Object.freeze({
    all: () => [...byKey.values()],
    find: (series: HistorySeries) => byKey.get(seriesKey(series)) ?? null,
    findOrAdd,
    reload,
    reloadIfChanged: () => {
      const now = dataVersion();
      if (now === version) return;
      reload();
      version = now;
    },
  });
}

/** Returns no series for a kind of a later version. */
function seriesIn(row: SqlRow): readonly KnownSeries[] {
  const kind = row['kind'];
  if (kind !== 'window' && kind !== 'credits' && kind !== 'prepaid') return [];
  return [{ id: Number(row['id']), accountId: String(row['account_id']), kind, name: String(row['name']) }];
}

/** The lower 32 bits of an id are seconds since 1970. Both parts together stay a safe integer. */
const idsPerSeries = 2 ** 32;
/** A stored number is a tier and the position of a source in `sources`. This many sources have room in it. */
const sourcesPerTier = 8;

/** Returns how many steps one unit has: percentages are stored in hundredths, amounts in ten-thousandths. */
function stepsOf(kind: HistorySeries['kind']): number {
  return kind === 'window' ? 100 : 10_000;
}

/** Returns the id of a series' reading at a time. Also serves as the exclusive end of a range. */
export function idAt(seriesId: number, atMs: number): number {
  return seriesId * idsPerSeries + Math.min(idsPerSeries - 1, Math.max(0, Math.floor(atMs / 1000)));
}

/** Returns the values of a row in the order id, value, resets, mark, low, high. */
export function rowOf(seriesId: number, kind: HistorySeries['kind'], point: HistoryPoint): readonly SqlValue[] {
  const steps = stepsOf(kind);
  const tier = point.spanMs === 0 ? 0 : resolutions.findIndex(({ spanMs }) => spanMs >= point.spanMs) + 1;
  const isSingle = tier === 0;
  return [
    idAt(seriesId, point.atMs),
    Math.round(point.value * steps),
    point.resetsAtMs === null ? null : Math.round(point.resetsAtMs / 1000) - Math.floor(point.atMs / 1000),
    tier * sourcesPerTier + Math.max(0, sources.indexOf(point.source)),
    isSingle ? null : Math.round(point.low * steps),
    isSingle ? null : Math.round(point.high * steps),
  ];
}

/** Returns the value that a stored number means. */
export function valueIn(stored: number, kind: HistorySeries['kind']): number {
  return stored / stepsOf(kind);
}

/** Returns the point that a row holds. */
export function pointIn(row: SqlRow, kind: HistorySeries['kind']): HistoryPoint {
  const steps = stepsOf(kind);
  const seconds = Number(row['id']) % idsPerSeries;
  const mark = Number(row['mark']);
  const value = Number(row['value']) / steps;
  const { resets, low, high } = row;
  return {
    atMs: seconds * 1000,
    value,
    resetsAtMs: resets === null ? null : (seconds + Number(resets)) * 1000,
    source: sources[mark % sourcesPerTier] ?? 'poll',
    low: low === null ? value : Number(low) / steps,
    high: high === null ? value : Number(high) / steps,
    spanMs: resolutions[Math.floor(mark / sourcesPerTier) - 1]?.spanMs ?? 0,
  };
}

/**
 * The migrations of `history.db`. Only add steps; never change one that was released.
 *
 * The id of a reading holds the series in the upper bits and seconds since 1970 in the lower 32, so a period
 * of a series is one range of the table and needs no index. `value`, `low` and `high` are whole numbers of
 * steps; `low` and `high` are null for a reading that was not rolled up. `resets` counts seconds from the
 * reading. `mark` is the tier times 8 plus the source. `rolled_<n>` is the time in seconds up to which tier n
 * is rolled up.
 */
export const historyMigrations: readonly DatabaseMigration[] = [
  {
    version: 1,
    sql: `CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      account_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      rolled_1 INTEGER NOT NULL DEFAULT 0,
      rolled_2 INTEGER NOT NULL DEFAULT 0,
      rolled_3 INTEGER NOT NULL DEFAULT 0,
      UNIQUE (account_id, kind, name)
    ) STRICT;
    CREATE TABLE readings (
      id INTEGER PRIMARY KEY,
      value INTEGER NOT NULL,
      resets INTEGER,
      mark INTEGER NOT NULL,
      low INTEGER,
      high INTEGER
    ) STRICT;`,
  },
];
