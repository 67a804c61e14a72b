const lineFeed = 0x0a;
const closingBrace = 0x7d;
/** A longer line is no record of usage. It is skipped, so that a broken file takes no memory. */
const longestLineBytes = 16 * 1024 * 1024;

export interface LineScanner {
  /** Takes the next bytes of the file. It keeps none of them: the caller may overwrite them afterwards. */
  readonly push: (chunk: Buffer) => void;
  /** Takes a last line without its end as a line if it is a whole one already. Call it at the end of the file. */
  readonly end: () => void;
  /** The offset behind the last line that was taken. */
  readonly offset: () => number;
}

/**
 * Cuts a file into lines, and passes on those that contain one of the marks. Only these are decoded; bytes that are no
 * UTF-8 become U+FFFD. `take` returns true for a line that it understood.
 */
export function createLineScanner(
  from: number,
  marks: readonly string[],
  take: (line: string, offset: number) => boolean,
): LineScanner {
  const needles = marks.map((mark) => Buffer.from(mark));
  let offset = from;
  /** The beginning of a line whose end is not there yet. */
  let parts: Buffer[] = [];
  let partBytes = 0;
  let isSkipping = false;

  /** Passes on the marked lines of bytes that begin with a line and end with one. */
  function takeLines(bytes: Buffer, end: number): void {
    const next = needles.map((needle) => bytes.indexOf(needle));
    for (;;) {
      let at = -1;
      for (const found of next) if (found !== -1 && found < end && (at === -1 || found < at)) at = found;
      if (at === -1) return;
      const start = at === 0 ? 0 : bytes.lastIndexOf(lineFeed, at) + 1;
      const stop = bytes.indexOf(lineFeed, at);
      const lineEnd = stop === -1 || stop > end ? end : stop;
      take(bytes.toString('utf8', start, lineEnd), offset + start);
      if (lineEnd >= end) return;
      needles.forEach((needle, index) => {
        const found = next[index] ?? -1;
        if (found !== -1 && found < lineEnd) next[index] = bytes.indexOf(needle, lineEnd);
      });
    }
  }

  function keep(rest: Buffer): void {
    if (rest.length === 0 || isSkipping) return;
    if (partBytes + rest.length > longestLineBytes) {
      isSkipping = true;
      parts = [];
      return;
    }
    parts.push(Buffer.from(rest));
    partBytes += rest.length;
  }

  function finishLine(chunk: Buffer, stop: number): void {
    if (!isSkipping) {
      const line = Buffer.concat([...parts, chunk.subarray(0, stop)]);
      takeLines(line, line.length);
    }
    parts = [];
    partBytes = 0;
    isSkipping = false;
  }

  /** The bytes of the line that is not finished, skipped ones too. */
  let openBytes = 0;

  return {
    push: (chunk) => {
      const firstStop = chunk.indexOf(lineFeed);
      if (firstStop === -1) {
        keep(chunk);
        openBytes += chunk.length;
        return;
      }
      let start = 0;
      if (openBytes > 0) {
        finishLine(chunk, firstStop);
        start = firstStop + 1;
        offset += openBytes + start;
        openBytes = 0;
      }
      const end = chunk.lastIndexOf(lineFeed) + 1;
      if (end > start) {
        takeLines(chunk.subarray(start, end), end - start);
        offset += end - start;
      }
      keep(chunk.subarray(end));
      openBytes = chunk.length - end;
    },
    end: () => {
      if (isSkipping || partBytes === 0) return;
      const line = Buffer.concat(parts);
      // Half a line has no last brace. A line that is a whole record cannot grow.
      if (line.at(-1) !== closingBrace || !needles.some((needle) => line.includes(needle))) return;
      if (!take(line.toString('utf8'), offset)) return;
      offset += openBytes;
      parts = [];
      partBytes = 0;
      openBytes = 0;
    },
    offset: () => offset,
  };
}
