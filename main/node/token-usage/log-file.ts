import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { LineReader, ReaderState } from '../../../core/token-usage/log-reader.ts';
import { yieldThread } from '../async.ts';
import type { FileProgress, PlacedEntry } from './index-writer.ts';
import { createLineScanner, type LineScanner } from './line-scanner.ts';
import type { FoundLog } from './log-sources.ts';

/** A stretch of a log. `isWhole`: it begins at the start of the file, and what was read before counts no more. */
export interface Stretch {
  readonly isWhole: boolean;
  readonly progress: FileProgress;
  readonly entries: readonly PlacedEntry[];
}

export interface LogReading {
  readonly found: FoundLog;
  readonly reader: LineReader;
  /** How far the file was read before; null: never. */
  readonly before: Pick<FileProgress, 'offset' | 'mark' | 'state'> | null;
  /** One buffer for all files, for the bytes of one read. */
  readonly buffer: Buffer;
  /** Throws to end the reading. */
  readonly check: () => void;
  /** Takes what was read so far, when much of it came together, and at the end. Nothing of it is kept afterwards. */
  readonly take: (stretch: Stretch) => void;
}

/** So many entries are handed on together, so that memory stays bounded. */
const mostEntries = 5_000;
/** Other work has its turn after so many bytes. */
const bytesBetweenTurns = 4 * 1024 * 1024;
const headBytes = 1024;
const tailBytes = 4096;
/** Opening waits for no pipe and follows no link. Windows has neither flag. */
const flags = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

/** A compressed log whose form this runtime cannot read. */
export const unknownCompression = 'ERR_UNKNOWN_COMPRESSION';

/**
 * Reads what is new in a log. If its past changed, it is read from the start. Throws an error of the system, and what
 * `check` throws.
 */
export async function readLog(reading: LogReading): Promise<void> {
  const { found } = reading;
  const handle = fs.openSync(found.file, flags);
  try {
    const status = fs.fstatSync(handle);
    if (!status.isFile()) return;
    const now = { ...found, inode: `${status.dev}:${status.ino}`, size: status.size, modifiedMs: status.mtimeMs };
    const decompressor = decompressorOf(found.path);
    await (decompressor === null
      ? readPlain(handle, { ...reading, found: now })
      : readCompressed(handle, decompressor, { ...reading, found: now }));
  } finally {
    fs.closeSync(handle);
  }
}

function decompressorOf(file: string): (() => Transform) | null {
  if (file.endsWith('.gz')) return () => zlib.createGunzip();
  if (!file.endsWith('.zst')) return null;
  const { createZstdDecompress } = zlib as Partial<typeof zlib>;
  if (createZstdDecompress === undefined) {
    throw Object.assign(new Error('This runtime cannot read zstd.'), { code: unknownCompression });
  }
  return () => createZstdDecompress();
}

async function readPlain(handle: number, reading: LogReading): Promise<void> {
  const { before, found, buffer, check } = reading;
  const isSame = before !== null && before.offset <= found.size && markOf(handle, before.offset) === before.mark;
  const from = isSame ? before.offset : 0;
  const collector = createCollector(reading, from, isSame ? before.state : null);
  let position = from;
  let nextTurn = position + bytesBetweenTurns;
  while (position < found.size) {
    const wanted = Math.min(buffer.length, found.size - position);
    const bytes = fs.readSync(handle, buffer, 0, wanted, position);
    if (bytes === 0) break;
    position += bytes;
    collector.scanner.push(buffer.subarray(0, bytes));
    if (collector.isFull()) collector.handOn(markOf(handle, collector.scanner.offset()));
    if (position < nextTurn) continue;
    nextTurn = position + bytesBetweenTurns;
    await yieldThread();
    check();
  }
  collector.scanner.end();
  collector.handOn(markOf(handle, collector.scanner.offset()), true);
}

/** Compressed logs are finished ones, and are read as a whole. */
async function readCompressed(handle: number, create: () => Transform, reading: LogReading): Promise<void> {
  const { found, check } = reading;
  const collector = createCollector(reading, 0, null);
  const source = fs.createReadStream('', { fd: handle, autoClose: false, start: 0 });
  const chunks = source.pipe(create());
  source.on('error', (error) => chunks.destroy(error));
  for await (const chunk of chunks) {
    collector.scanner.push(chunk as Buffer);
    if (collector.isFull()) collector.handOn('');
    check();
  }
  collector.scanner.end();
  collector.handOn(markOf(handle, found.size), true);
}

interface Collector {
  readonly scanner: LineScanner;
  readonly isFull: () => boolean;
  /** Hands the entries on. In between, the file counts as unfinished, so that the next update goes on there. */
  readonly handOn: (mark: string, isEnd?: boolean) => void;
}

function createCollector(reading: LogReading, from: number, known: ReaderState | null): Collector {
  const { reader, found, take } = reading;
  let state = known ?? reader.start({ path: found.path });
  let entries: PlacedEntry[] = [];
  let isWhole = known === null;
  const scanner = createLineScanner(from, reader.marks, (line, offset) => {
    const result = reader.read(line, state);
    const isUnderstood = result.entries.length > 0 || result.state !== state;
    state = result.state;
    for (const entry of result.entries) entries.push({ entry, offset });
    return isUnderstood;
  });
  return {
    scanner,
    isFull: () => entries.length >= mostEntries,
    handOn: (mark, isEnd = false) => {
      const { inode, size, modifiedMs } = found;
      const seen = isEnd ? { size, modifiedMs } : { size: -1, modifiedMs: 0 };
      take({ isWhole, entries, progress: { inode, ...seen, offset: scanner.offset(), state, mark } });
      entries = [];
      isWhole = false;
    },
  };
}

/** A larger document is none of a tool. */
const mostDocumentBytes = 32 * 1024 * 1024;

/** Returns the text of a log that its tool writes as a whole. Throws an error of the system. */
export function readWholeLog(file: string): string {
  const handle = fs.openSync(file, flags);
  try {
    const { size } = fs.fstatSync(handle);
    if (size > mostDocumentBytes) throw Object.assign(new Error('The document is too large.'), { code: 'EFBIG' });
    return fs.readFileSync(handle, 'utf8');
  } finally {
    fs.closeSync(handle);
  }
}

/** Returns a hash of the first bytes of a file and of the last ones before an offset. Throws an error of the system. */
function markOf(handle: number, offset: number): string {
  const head = Buffer.alloc(Math.min(headBytes, offset));
  const tail = Buffer.alloc(Math.min(tailBytes, offset));
  const headRead = fs.readSync(handle, head, 0, head.length, 0);
  const tailRead = fs.readSync(handle, tail, 0, tail.length, offset - tail.length);
  if (headRead < head.length || tailRead < tail.length) return '';
  return createHash('sha256').update(head).update(tail).digest('hex').slice(0, 32);
}
