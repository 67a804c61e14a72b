import { type HistorySeries, seriesKey } from '../../../core/history/reading.ts';
import type { Database, SqlRow } from '../storage/sqlite.ts';

export interface KnownSeries extends HistorySeries {
  readonly id: number;
}

/** The series by number, read once; the rows of readings name them by it. */
export interface SeriesTable {
  readonly all: () => readonly KnownSeries[];
  readonly find: (series: HistorySeries) => KnownSeries | null;
  /** Adds it where it is not known yet. May throw what the database throws. */
  readonly take: (series: HistorySeries) => KnownSeries;
  /** Reads the table anew: after something was undone or dropped. */
  readonly reload: () => void;
  /** The same where another process wrote since; called within a transaction, the table is right until its end. */
  readonly catchUp: () => void;
}

export function createSeriesTable(database: Database): SeriesTable {
  let byKey = new Map<string, KnownSeries>();

  function reload(): void {
    const rows = database.all('SELECT id, account_id, kind, name FROM series ORDER BY id');
    byKey = new Map(rows.flatMap((row) => seriesIn(row)).map((series) => [seriesKey(series), series]));
  }

  function take(series: HistorySeries): KnownSeries {
    const key = seriesKey(series);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const { accountId, kind, name } = series;
    // Another process may have added it.
    database.run('INSERT OR IGNORE INTO series (account_id, kind, name) VALUES (?, ?, ?)', accountId, kind, name);
    const row = database.first(
      'SELECT id FROM series WHERE account_id = ? AND kind = ? AND name = ?',
      ...[accountId, kind, name],
    );
    const added = { accountId, kind, name, id: Number(row?.['id']) };
    byKey.set(key, added);
    return added;
  }

  const versionOf = (): unknown => database.first('PRAGMA data_version')?.['data_version'];
  let version = versionOf();

  reload();
  return Object.freeze({
    all: () => [...byKey.values()],
    find: (series: HistorySeries) => byKey.get(seriesKey(series)) ?? null,
    take,
    reload,
    catchUp: () => {
      const now = versionOf();
      if (now === version) return;
      reload();
      version = now;
    },
  });
}

/** None where the kind is one of a later version. */
function seriesIn(row: SqlRow): readonly KnownSeries[] {
  const kind = row['kind'];
  if (kind !== 'window' && kind !== 'credits' && kind !== 'prepaid') return [];
  return [{ id: Number(row['id']), accountId: String(row['account_id']), kind, name: String(row['name']) }];
}
