import { assertNever } from '../../../core/assert-never.ts';
import type { UsageBucket, UsageSpan } from '../../../core/token-usage/bucket.ts';
import type { UsageTool } from '../../../core/token-usage/entry.ts';
import type { DocumentReader, LineReader, ReaderState, RowReader } from '../../../core/token-usage/log-reader.ts';
import type { Log } from '../../../core/ports.ts';
import { parseJson } from '../../../core/units/json.ts';
import { yieldThread } from '../async.ts';
import type { DiscoveryEnvironment } from '../credentials/folders.ts';
import { openDatabase } from '../storage/database.ts';
import { errorCode } from '../storage/error-code.ts';
import { connectWithStatementCache, type Database } from '../storage/sqlite.ts';
import { bucketsIn } from './bucket-table.ts';
import { indexMigrations } from './index-tables.ts';
import {
  createIndexWriter,
  type FileProgress,
  type FileReading,
  type IndexWriter,
  type KnownFile,
} from './index-writer.ts';
import { readLog, readWholeLog } from './log-file.ts';
import { rowsAfter } from './log-database.ts';
import { findLogs, findLogSources, type FoundLog, type LogSource, type UnreadLog } from './log-sources.ts';

/** How far an update is. */
export interface UsageProgress {
  /** The files that are read by now, and all that have something new. */
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

export interface TokenUsageIndex {
  /**
   * Reads what is new in the logs. Other work has its turn in between. Resolves to false if the signal ended it: what was read
   * until then stays. Rejects with what the database throws.
   */
  readonly update: (signal: AbortSignal, onProgress?: (progress: UsageProgress) => void) => Promise<boolean>;
  /** Returns what the requests of a span used, of the tools that are on. Throws what the database throws. */
  readonly buckets: (span: UsageSpan) => readonly UsageBucket[];
  /** Files and folders that the last update could not read. Each costs only itself. */
  readonly problems: () => readonly UnreadLog[];
  readonly close: () => void;
}

export interface TokenUsageOptions {
  /** The file of the index. */
  readonly path: string;
  readonly surroundings: DiscoveryEnvironment;
  /** Returns false for a tool that the user turned off. Nothing of it is opened, and its figures go. */
  readonly isOn: (tool: UsageTool) => boolean;
  readonly nowMs: () => number;
  readonly log: Pick<Log, 'warn'>;
}

/** Opens the index with updates on this thread. Resolves to null if it cannot be opened, and logs why. */
export async function openLogIndex(options: TokenUsageOptions): Promise<TokenUsageIndex | null> {
  const { path, nowMs, log } = options;
  const outcome = await openDatabase({
    ...{ path, nowMs, isLarge: true, migrations: indexMigrations, connect: connectWithStatementCache },
    report: (problem) => log.warn(`The index of token usage: ${JSON.stringify(problem)}`),
  });
  if (outcome.kind !== 'open') return null;
  // What a power failure takes is read again, so no write waits for the disk.
  outcome.database.execute('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384');
  return createLogIndex(outcome.database, options);
}

const bufferBytes = 1024 * 1024;
/** Readings are written together, so that the database has few transactions. */
const mostEntriesAtOnce = 5_000;
const mostFilesAtOnce = 500;
const filesBetweenTurns = 200;

function createLogIndex(database: Database, options: TokenUsageOptions): TokenUsageIndex {
  const writer = createIndexWriter(database);
  let unread: UnreadLog[] = [];
  return Object.freeze({
    update: async (signal: AbortSignal, onProgress: (progress: UsageProgress) => void = () => undefined) => {
      const found: UnreadLog[] = [];
      const isDone = await update(database, writer, options, signal, onProgress, found);
      unread = found;
      return isDone;
    },
    buckets: (span: UsageSpan) => bucketsIn(database, span).filter(({ tool }) => options.isOn(tool)),
    problems: () => unread,
    close: database.close,
  });
}

/** A file with something new, or that was never read. */
interface ChangedLog {
  readonly source: LogSource;
  readonly found: FoundLog;
  readonly known: KnownFile | null;
}

/** Ends an update whose signal was given. */
const stopped = Symbol('stopped');

async function update(
  database: Database,
  writer: IndexWriter,
  { surroundings, isOn }: TokenUsageOptions,
  signal: AbortSignal,
  onProgress: (progress: UsageProgress) => void,
  unread: UnreadLog[],
): Promise<boolean> {
  const check = (): void => {
    if (signal.aborted) throw stopped;
  };
  const batch = createBatch(writer);
  try {
    const { changed, gone } = await findChanges(database, findLogSources(surroundings, isOn), check, unread);
    if (gone.length > 0) writer.remove(gone);
    const ofBytes = changed.reduce((sum, log) => sum + newBytes(log), 0);
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    let bytes = 0;
    for (const [index, log] of changed.entries()) {
      check();
      await readOne(log, buffer, check, batch, unread);
      bytes += newBytes(log);
      onProgress({ files: index + 1, ofFiles: changed.length, bytes, ofBytes });
      if (index % filesBetweenTurns === 0) await yieldThread();
    }
    batch.write();
    return true;
  } catch (error) {
    if (error !== stopped) throw error;
    batch.write();
    return false;
  }
}

function newBytes({ found, known }: ChangedLog): number {
  return Math.max(0, found.size - (known?.offset ?? 0));
}

async function findChanges(
  database: Database,
  sources: readonly LogSource[],
  check: () => void,
  unread: UnreadLog[],
): Promise<{ readonly changed: readonly ChangedLog[]; readonly gone: readonly number[] }> {
  const changed: ChangedLog[] = [];
  const seen = new Set<number>();
  const hasUnread = new Set<string>();
  let looked = 0;
  for (const source of sources) {
    const { tool } = source.reader;
    const report = (problem: UnreadLog): void => {
      unread.push(problem);
      hasUnread.add(`${tool} ${source.home}`);
    };
    for (const found of findLogs(source, report)) {
      const known = knownFile(database, tool, source.home, found.path);
      if (known !== null) seen.add(known.id);
      const isSame = known?.size === found.size && known.modifiedMs === found.modifiedMs && known.inode === found.inode;
      if (!isSame) changed.push({ source, found, known });
      looked += 1;
      if (looked % filesBetweenTurns > 0) continue;
      await yieldThread();
      check();
    }
  }
  const gone = database
    .all('SELECT id, tool, home FROM files')
    // A folder that cannot be listed at this moment may still have its files.
    .filter(({ id, tool, home }) => !seen.has(Number(id)) && !hasUnread.has(`${String(tool)} ${String(home)}`))
    .map(({ id }) => Number(id));
  return { changed, gone };
}

function knownFile(database: Database, tool: UsageTool, home: string, path: string): KnownFile | null {
  const row = database.first('SELECT * FROM files WHERE tool = ? AND home = ? AND path = ?', tool, home, path);
  if (row === null) return null;
  return {
    ...{ id: Number(row['id']), tool, home, path, inode: String(row['inode']), size: Number(row['size']) },
    ...{ modifiedMs: Number(row['modified_ms']), offset: Number(row['offset']), mark: String(row['mark']) },
    state: (parseJson(String(row['state'])) ?? {}) as ReaderState,
  };
}

/** Gathers readings of small files, and writes them together. */
interface Batch {
  readonly add: (reading: FileReading) => void;
  readonly write: () => readonly (number | null)[];
}

function createBatch(writer: IndexWriter): Batch {
  let readings: FileReading[] = [];
  let entries = 0;
  const write = (): readonly (number | null)[] => {
    const written = readings.length === 0 ? [] : writer.apply(readings);
    readings = [];
    entries = 0;
    return written;
  };
  return {
    add: (reading) => {
      readings.push(reading);
      entries += reading.entries.length;
      if (entries >= mostEntriesAtOnce || readings.length >= mostFilesAtOnce) write();
    },
    write,
  };
}

async function readOne(
  log: ChangedLog,
  buffer: Buffer,
  check: () => void,
  batch: Batch,
  unread: UnreadLog[],
): Promise<void> {
  const { source, found } = log;
  const { reader } = source;
  try {
    switch (reader.kind) {
      case 'lines':
        return await readLines(log, reader, buffer, check, batch);
      case 'document':
        return readDocument(log, reader, batch);
      case 'rows':
        return await readRows(log, reader, batch);
      default:
        return assertNever(reader);
    }
  } catch (error) {
    const code = errorCode(error);
    if (error === stopped || code === null || code.startsWith('SQLITE_')) throw error;
    if (code !== 'ENOENT') unread.push({ tool: reader.tool, file: found.file, code });
  }
}

async function readLines(
  { source, found, known }: ChangedLog,
  reader: LineReader,
  buffer: Buffer,
  check: () => void,
  batch: Batch,
): Promise<void> {
  const name = { tool: reader.tool, home: source.home, path: found.path };
  let before: FileReading['before'] = known;
  let isDropped = false;
  await readLog({
    ...{ found, before: known, buffer, check, reader },
    take: ({ isWhole, progress, entries }) => {
      if (isDropped) return;
      const isLast = progress.size >= 0;
      batch.add({ name, before, isWhole, progress, entries });
      if (isLast) return;
      // The rest of a large file builds on what was just written.
      const id = batch.write().at(-1) ?? null;
      isDropped = id === null;
      before = id === null ? null : { id, offset: progress.offset, mark: progress.mark };
    },
  });
}

/** A document that is torn at this moment keeps what was read of it before, and is read at the next update. */
function readDocument({ source, found, known }: ChangedLog, reader: DocumentReader, batch: Batch): void {
  const entries = reader.read(readWholeLog(found.file), { path: found.path });
  if (entries === null) return;
  batch.add({
    name: { tool: reader.tool, home: source.home, path: found.path },
    ...{ before: known, isWhole: true, progress: progressOf(found, found.size) },
    entries: entries.map((entry, offset) => ({ entry, offset })),
  });
}

async function readRows({ source, found, known }: ChangedLog, reader: RowReader, batch: Batch): Promise<void> {
  const from = known?.offset ?? 0;
  const rows = await rowsAfter(found.file, reader.query, from);
  const positions = rows.map((row) => Number(row['position'])).filter(Number.isSafeInteger);
  const entries = rows.flatMap((row) => reader.read(row) ?? []);
  batch.add({
    name: { tool: reader.tool, home: source.home, path: found.path },
    ...{ before: known, isWhole: false, progress: progressOf(found, Math.max(from, ...positions.slice(-1))) },
    entries: entries.map((entry, offset) => ({ entry, offset })),
  });
}

function progressOf({ inode, size, modifiedMs }: FoundLog, offset: number): FileProgress {
  return { inode, size, modifiedMs, offset, state: {}, mark: '' };
}
