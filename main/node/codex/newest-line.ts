const lineFeed = 0x0a;
const chunkBytes = 64 * 1024;
const longestLineBytes = 1024 * 1024;
/** So far back the newest line that counts is looked for in one go. */
const longestSearchBytes = 32 * 1024 * 1024;

/** Gives the bytes from a position on, or fewer where the file has become shorter. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

export interface Stretch {
  /** Where a line begins. */
  readonly from: number;
  /** Up to here there is known to be no end of a line. */
  readonly searchedTo: number;
  readonly to: number;
}

/** When the search may end before the line it looks for. */
export interface Enough {
  readonly isReached: () => boolean;
  /** So far back is looked all the same. */
  readonly bytes: number;
}

export interface NewestLine<Found> {
  /** The end of the last whole line; null where no line ends in the stretch. */
  readonly end: number | null;
  readonly found: Found | null;
}

const never: Enough = { isReached: () => false, bytes: 0 };

/**
 * The newest whole line of a stretch that holds the mark and that `read` accepts. It is looked for
 * from the end, so that of a large file only its last bytes are read. A line over 1 MiB is passed
 * over, and so is an unfinished one at the end.
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
  // The end of a line whose beginning lies further left; null: that line is not to be read.
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
