import type { Readable } from 'node:stream';

/**
 * The decoded bytes of a body, or null once there are more than `maximumBytes` of them, which are then
 * not waited for. Counted after decompression, so that a small message cannot become a large one.
 * Rejects with the stream's own error.
 */
export async function readBoundedBody(stream: Readable, maximumBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > maximumBytes) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The text of UTF-8 bytes without a byte order mark, or null if they are none. */
export function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
