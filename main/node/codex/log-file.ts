import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ReadAt } from './newest-line.ts';

/** A log that is open for reading. */
export interface LogFile {
  readonly bytes: number;
  /** Tells a file from one that replaced it under the same name. */
  readonly identity: string;
  readonly modifiedMs: number;
  readonly readAt: ReadAt;
}

export type OpenLog = <Result>(file: string, use: (log: LogFile) => Promise<Result>) => Promise<Result | null>;

/** No link is followed, and nothing waits at a pipe. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a regular file for as long as `use` takes. Null where it cannot be read. Never throws. */
export const openLog: OpenLog = async (file, use) => {
  try {
    const handle = await open(file, flags);
    try {
      const status = await handle.stat();
      if (!status.isFile()) return null;
      return await use({
        bytes: status.size,
        identity: `${status.dev}:${status.ino}`,
        modifiedMs: status.mtimeMs,
        readAt: async (position, length) => {
          const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
          return buffer.subarray(0, bytesRead);
        },
      });
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
};
