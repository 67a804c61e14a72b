import type { Readable } from 'node:stream';

export interface InputLimits {
  readonly maximumBytes: number;
  readonly timeMs: number;
}

/**
 * What a tool writes to our standard input, until it ends, until there is too much, or until the time is
 * over. Never throws; what came until then is given, and the stream is let go.
 */
export async function readInput(stream: Readable, { maximumBytes, timeMs }: InputLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stream.removeAllListeners('data').destroy();
      resolve(Buffer.concat(chunks).subarray(0, maximumBytes));
    };
    const timer = setTimeout(finish, timeMs);
    stream.on('data', (chunk: Buffer | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      size += bytes.length;
      if (size > maximumBytes) finish();
    });
    stream.once('end', finish).once('close', finish).on('error', finish);
  });
}
