import type { UsageEntry, UsageTool } from '../../../core/token-usage/entry.ts';
import type { ReaderState } from '../../../core/token-usage/log-reader.ts';
import type { Database } from '../storage/sqlite.ts';
import { aggregate, type BucketTable, createBucketTable } from './bucket-table.ts';
import { pieces, placeholders } from './index-tables.ts';
import { bestRows, groupOf, isBetter, numberOf, packRows, type RequestRow, unpackRows } from './request-row.ts';

/** A file, by the place where it lies. */
export interface FileName {
  readonly tool: UsageTool;
  readonly home: string;
  /** Below `home`, with `/` between the parts. */
  readonly path: string;
}

/** How far a file was read, and how the next update sees whether it changed. */
export interface FileProgress {
  readonly inode: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly offset: number;
  readonly state: ReaderState;
  /** A hash of the first bytes and of the last ones before the offset. */
  readonly mark: string;
}

export interface KnownFile extends FileName, FileProgress {
  readonly id: number;
}

/** An entry and where its line begins. */
export interface PlacedEntry {
  readonly entry: UsageEntry;
  readonly offset: number;
}

/** What was read of a file at once. */
export interface FileReading {
  readonly name: FileName;
  /** The file as the index knew it before it was read; null: it did not. */
  readonly before: Pick<KnownFile, 'id' | 'offset' | 'mark'> | null;
  /** True: what the index has of the file counts no more. */
  readonly isWhole: boolean;
  readonly progress: FileProgress;
  readonly entries: readonly PlacedEntry[];
}

export interface IndexWriter {
  /**
   * Takes over readings in one transaction. Another process may have read the same files in the meantime: such a reading is
   * dropped. Returns the numbers of the files; null: dropped. Throws what the database throws.
   */
  readonly apply: (readings: readonly FileReading[]) => readonly (number | null)[];
  /** Takes the rows of files out that are gone. Throws what the database throws. */
  readonly remove: (ids: readonly number[]) => void;
}

const keysAtOnce = 64;
const mostGroups = 20_000;
/** Forks read the same parent again and again. */
const mostCachedRows = 50_000;

/** Creates the writer of the index. */
export function createIndexWriter(database: Database): IndexWriter {
  const buckets: BucketTable = createBucketTable(database);
  const groups = new Map<string, number>();
  const cached = new Map<number, Map<number, RequestRow>>();
  let cachedRows = 0;
  /** Files whose buckets must be added up again. */
  let dirty = new Set<number>();

  function groupId(entry: UsageEntry, home: string): number {
    const group = groupOf(entry, home);
    const words = JSON.stringify(group);
    const known = groups.get(words);
    if (known !== undefined) return known;
    database.run('INSERT OR IGNORE INTO groups (words) VALUES (?)', words);
    const id = Number(database.first('SELECT id FROM groups WHERE words = ?', words)?.['id']);
    if (groups.size >= mostGroups) groups.clear();
    groups.set(words, id);
    return id;
  }

  function rowsOf(file: number): Map<number, RequestRow> {
    const known = cached.get(file);
    if (known !== undefined) return known;
    const parts = database.all('SELECT rows FROM parts WHERE file = ? ORDER BY part', file);
    const rows = bestRows(parts.flatMap(({ rows: bytes }) => unpackRows(bytes as ArrayBuffer)));
    if (cachedRows + rows.size > mostCachedRows) forgetCached();
    cached.set(file, rows);
    cachedRows += rows.size;
    return rows;
  }

  function forgetCached(): void {
    cached.clear();
    cachedRows = 0;
  }

  function toRows({ name, entries }: FileReading): readonly RequestRow[] {
    const rows = entries.map(({ entry, offset }, index): RequestRow => {
      const key = entry.requestKey ?? `${name.home} ${name.path} ${offset} ${index}`;
      const { atMs, isSideChain, tokens, statedUsd } = entry;
      const group = groupId(entry, name.home);
      return { key: numberOf(`${name.tool} ${key}`), atMs, group, isSideChain, tokens, statedUsd };
    });
    return [...bestRows(rows).values()].sort((one, other) => one.key - other.key);
  }

  /** Returns the rows that count, and takes the requests over that no file has yet. */
  function claim(file: number, rows: readonly RequestRow[]): readonly RequestRow[] {
    const won: RequestRow[] = [];
    for (const piece of pieces(rows, keysAtOnce)) {
      const found = database.all(
        `SELECT key, file FROM owners WHERE key IN (${placeholders(piece.length)})`,
        ...piece.map(({ key }) => key),
      );
      const owners = new Map(found.map((row) => [Number(row['key']), Number(row['file'])]));
      const free = owners.size === 0 ? piece : piece.filter(({ key }) => !owners.has(key));
      if (free.length > 0) {
        database.run(
          `INSERT INTO owners (key, file) VALUES ${free.map(() => '(?, ?)').join()}`,
          ...free.flatMap(({ key }) => [key, file]),
        );
      }
      for (const row of piece) if (winsAgainst(owners.get(row.key), file, row)) won.push(row);
    }
    return won;
  }

  function winsAgainst(owner: number | undefined, file: number, row: RequestRow): boolean {
    if (owner === undefined) return true;
    if (owner === file) {
      // An earlier line of this file has the request as well.
      dirty.add(file);
      return true;
    }
    const other = rowsOf(owner).get(row.key);
    const isWon = other === undefined || isBetter(row, other);
    database.run('INSERT OR IGNORE INTO copies (key, file) VALUES (?, ?)', row.key, isWon ? owner : file);
    if (!isWon) return false;
    database.run('UPDATE owners SET file = ? WHERE key = ?', file, row.key);
    database.run('DELETE FROM copies WHERE key = ? AND file = ?', row.key, file);
    dirty.add(owner);
    return true;
  }

  /** Takes all rows of a file out. Requests that other files have as well then count there. */
  function takeBack(file: number): void {
    const keys = [...rowsOf(file).keys()].sort((one, other) => one - other);
    database.run('DELETE FROM copies WHERE file = ?', file);
    for (const piece of pieces(keys, keysAtOnce)) {
      const list = placeholders(piece.length);
      const heirs = new Map<number, number>();
      for (const row of database.all(`SELECT key, file FROM copies WHERE key IN (${list})`, ...piece)) {
        const [key, other] = [Number(row['key']), Number(row['file'])];
        const best = heirs.get(key);
        if (best === undefined || isHeir(key, other, best)) heirs.set(key, other);
      }
      if (heirs.size === 0) {
        database.run(`DELETE FROM owners WHERE key IN (${list}) AND file = ?`, ...piece, file);
        continue;
      }
      for (const key of piece) {
        const heir = heirs.get(key);
        if (heir === undefined) database.run('DELETE FROM owners WHERE key = ? AND file = ?', key, file);
        // Of a request that counts elsewhere, the copies stay copies.
        else if (database.run('UPDATE owners SET file = ? WHERE key = ? AND file = ?', heir, key, file) > 0) {
          database.run('DELETE FROM copies WHERE key = ? AND file = ?', key, heir);
          dirty.add(heir);
        }
      }
    }
    database.run('DELETE FROM parts WHERE file = ?', file);
    buckets.clear(file);
    dirty.delete(file);
    cached.delete(file);
  }

  function isHeir(key: number, file: number, than: number): boolean {
    const row = rowsOf(file).get(key);
    const other = rowsOf(than).get(key);
    return row !== undefined && (other === undefined || isBetter(row, other));
  }

  function addUpAgain(): void {
    for (const file of dirty) {
      const lost = new Set(
        database.all('SELECT key FROM copies WHERE file = ?', file).map((row) => Number(row['key'])),
      );
      const rows = [...rowsOf(file).values()];
      buckets.clear(file);
      buckets.add(file, aggregate(lost.size === 0 ? rows : rows.filter(({ key }) => !lost.has(key))));
    }
  }

  function applyOne(reading: FileReading): number | null {
    const { name, before, isWhole, progress } = reading;
    const found = database.first(
      'SELECT id, offset, mark FROM files WHERE tool = ? AND home = ? AND path = ?',
      ...[name.tool, name.home, name.path],
    );
    const isSame = found?.['id'] === before?.id && found?.['offset'] === before?.offset;
    if (!isSame || found?.['mark'] !== before?.mark) return null;
    if (before !== null && isWhole) takeBack(before.id);
    const id = saveProgress(before?.id ?? null, name, progress);
    const rows = toRows(reading);
    if (rows.length === 0) return id;
    const last = database.first('SELECT max(part) AS part FROM parts WHERE file = ?', id)?.['part'];
    const won = claim(id, rows);
    database.run('INSERT INTO parts (file, part, rows) VALUES (?, ?, ?)', id, Number(last ?? 0) + 1, packRows(rows));
    cached.delete(id);
    if (!dirty.has(id)) buckets.add(id, aggregate(won));
    return id;
  }

  function saveProgress(id: number | null, { tool, home, path }: FileName, progress: FileProgress): number {
    const { inode, size, modifiedMs, offset, state, mark } = progress;
    const values = [inode, size, modifiedMs, offset, JSON.stringify(state), mark] as const;
    if (id !== null) {
      database.run(
        'UPDATE files SET inode = ?, size = ?, modified_ms = ?, offset = ?, state = ?, mark = ? WHERE id = ?',
        ...[...values, id],
      );
      return id;
    }
    database.run(
      'INSERT INTO files (inode, size, modified_ms, offset, state, mark, tool, home, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[...values, tool, home, path],
    );
    return Number(database.first('SELECT last_insert_rowid() AS id')?.['id']);
  }

  function inOneTransaction<T>(work: () => T): T {
    dirty = new Set();
    forgetCached();
    try {
      return database.transaction(() => {
        const value = work();
        addUpAgain();
        return value;
      });
    } catch (error) {
      // Groups of a transaction that failed do not exist.
      groups.clear();
      throw error;
    } finally {
      forgetCached();
    }
  }

  return Object.freeze({
    apply: (readings: readonly FileReading[]) => inOneTransaction(() => readings.map(applyOne)),
    remove: (ids: readonly number[]) =>
      inOneTransaction(() => {
        for (const id of ids) {
          takeBack(id);
          database.run('DELETE FROM files WHERE id = ?', id);
        }
        // Names of projects stay only as long as the tool's folder is read.
        database.run("DELETE FROM groups WHERE words ->> '$.home' NOT IN (SELECT home FROM files)");
        groups.clear();
      }),
  });
}
