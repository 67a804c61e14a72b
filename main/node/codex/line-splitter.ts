const lineFeed = 0x0a;
const longestLineBytes = 1024 * 1024;

/** Makes lines of pieces. A line over 1 MiB is no line of a conversation: `tooLong` is called, and nothing more is heard. */
export function createLineSplitter(onLine: (line: string) => void, tooLong: () => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let isDeaf = false;
  return (piece) => {
    let start = 0;
    while (!isDeaf) {
      const end = piece.indexOf(lineFeed, start);
      const rest = piece.subarray(start, end === -1 ? undefined : end);
      bytes += rest.length;
      if (bytes > longestLineBytes) {
        isDeaf = true;
        pieces = [];
        return tooLong();
      }
      pieces.push(rest);
      if (end === -1) return;
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      bytes = 0;
      start = end + 1;
      onLine(line);
    }
  };
}
