import { writeSync } from 'node:fs';

/** Writes to the standard output before it returns. It waits while the reader is busy and the pipe is full. */
export function sayNow(text: string): void {
  for (;;) {
    try {
      writeSync(1, text);
      return;
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
