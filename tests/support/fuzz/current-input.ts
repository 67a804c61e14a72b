/** Memory that two threads share. One notes which input a reader has, the other sees when that stays the same. */
export interface CurrentInput {
  readonly memory: SharedArrayBuffer;
  /** Notes the input that a reader gets now. */
  readonly note: (readerIndex: number, text: string, run: number) => void;
  /** Grows with each note. */
  readonly beat: () => number;
  /** What was noted last. */
  readonly last: () => { readonly readerIndex: number; readonly run: number; readonly text: string };
}

const headerBytes = 16;
/** No input is longer. A longer one would be cut in the report only. */
const mostBytes = 512 * 1024;

/** Makes the memory, or opens what the other thread has made. */
export function createCurrentInput(
  memory: SharedArrayBuffer = new SharedArrayBuffer(headerBytes + mostBytes),
): CurrentInput {
  const [beatAt, readerAt, runAt, lengthAt] = [0, 1, 2, 3];
  const header = new Int32Array(memory, 0, headerBytes / 4);
  const bytes = Buffer.from(memory, headerBytes, mostBytes);
  return {
    memory,
    note: (readerIndex, text, run) => {
      Atomics.store(header, readerAt, readerIndex);
      Atomics.store(header, runAt, run);
      Atomics.store(header, lengthAt, bytes.write(text, 'utf8'));
      Atomics.add(header, beatAt, 1);
    },
    beat: () => Atomics.load(header, beatAt),
    last: () => ({
      readerIndex: Atomics.load(header, readerAt),
      run: Atomics.load(header, runAt),
      text: bytes.toString('utf8', 0, Atomics.load(header, lengthAt)),
    }),
  };
}
