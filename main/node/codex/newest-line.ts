const lineFeed = 0x0a;
const chunkBytes = 64 * 1024;
const longestLineBytes = 1024 * 1024;
/** How far back one search goes. */
const longestSearchBytes = 32 * 1024 * 1024;

/** Reads bytes from a position. Returns fewer if the file has become shorter. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

export interface Stretch {
  /** The beginning of a line. */
  readonly from: number;
  /** No line ends before this offset. */
  readonly searchedTo: number;
  readonly to: number;
}

/** When the search may end without a result. */
export interface Enough {
  readonly isReached: () => boolean;
  /** This many bytes are searched in any case. */
  readonly bytes: number;
}

export interface NewestLine<Found> {
  /** The end of the last complete line. Null if no line ends in the stretch. */
  readonly end: number | null;
  readonly found: Found | null;
}

const never: Enough = { isReached: () => false, bytes: 0 };

/**
 * Finds the newest complete line of a stretch that contains the mark and that `read` accepts. It searches from the end, so
 * that only the last bytes of a large file are read. It skips lines over 1 MiB and an incomplete line at the end.
 */
export async function newestLine<Found>(
  readAt: ReadAt,
  stretch: Stretch,
  mark: string,
  read: (line: string) => Found | null,
  enough: Enough = never,
): Promise<NewestLine<Found>> {
  const { from, searchedTo, to } = stretch;
  let end: number | null = null;
  // The end of a line that begins further left. Null: that line is skipped.
  let tail: Buffer | null = null;
  for (let right = to; right > from && to - right < longestSearchBytes;) {
    if (enough.isReached() && to - right >= enough.bytes) break;
    if (end === null && right <= searchedTo) break;
    const left = Math.max(from, right - chunkBytes);
    const bytes = await readAt(left, right - left);
    if (bytes.length < right - left) break;
    const lastBreak = bytes.lastIndexOf(lineFeed);
    if (end === null && lastBreak !== -1) end = left + lastBreak + 1;
    const begin = left === from ? 0 : bytes.indexOf(lineFeed) + 1;
    if (left === from || lastBreak !== -1) {
      const lines = tail === null ? bytes.subarray(begin, lastBreak + 1) : joined(bytes.subarray(begin), tail);
      const found = newestIn(lines, mark, read);
      if (found !== null) return { end, found };
      tail = bytes.subarray(0, begin);
    } else if (tail !== null) {
      tail = tail.length + bytes.length > longestLineBytes ? null : joined(bytes, tail);
    }
    right = left;
  }
  return { end, found: null };
}

function newestIn<Found>(lines: Buffer, mark: string, read: (line: string) => Found | null): Found | null {
  let right = lines.length;
  while (right > 0) {
    const at = lines.subarray(0, right).lastIndexOf(mark);
    if (at === -1) return null;
    const begin = lines.lastIndexOf(lineFeed, at) + 1;
    const stop = lines.indexOf(lineFeed, at);
    const end = stop === -1 ? lines.length : stop;
    const found = end - begin > longestLineBytes ? null : read(lines.toString('utf8', begin, end));
    if (found !== null) return found;
    right = begin;
  }
  return null;
}

function joined(left: Buffer, right: Buffer): Buffer {
  return right.length === 0 ? left : Buffer.concat([left, right]);
}
