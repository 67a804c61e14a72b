import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

import type { ReadAt } from './newest-line.ts';

/** A session log and when it was last written to. */
interface SessionFile {
  readonly file: string;
  readonly modifiedMs: number;
}

/** How many folders of days and logs are searched at most, the newest first. */
const maximumDays = 1_000;
const maximumFiles = 20_000;

/** Returns the folders of today's and yesterday's sessions below a `CODEX_HOME`. The tool names them by the local day. */
export function sessionDays(codexHome: string, nowMs: number): readonly string[] {
  const now = new Date(nowMs);
  return [0, 1].map((daysAgo) => {
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
    const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
    return path.join(codexHome, 'sessions', ...parts.map((part) => String(part).padStart(2, '0')));
  });
}

/**
 * Returns the session logs below a `CODEX_HOME` that changed since a time, the newest first. It searches old folders too,
 * because a resumed session continues in the folder of the day on which it began. Never rejects.
 */
export async function logsChangedSince(codexHome: string, sinceMs: number): Promise<readonly SessionFile[]> {
  const changed: SessionFile[] = [];
  let looked = 0;
  for (const day of await allDays(path.join(codexHome, 'sessions'))) {
    const files = await logsIn(day);
    looked += files.length;
    for (const file of files) {
      const modifiedMs = await modifiedMsOf(file);
      if (modifiedMs !== null && modifiedMs >= sinceMs) changed.push({ file, modifiedMs });
    }
    if (looked > maximumFiles) break;
  }
  return changed.sort((one, other) => other.modifiedMs - one.modifiedMs);
}

/** Returns the session logs of a folder, without compressed ones and links. None if a link leads to the folder. */
export async function logsIn(folder: string): Promise<readonly string[]> {
  try {
    if ((await realpath(folder)) !== folder) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
      .map(({ name }) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Returns the folders `sessions/YYYY/MM/DD`, the newest day first. */
async function allDays(sessions: string): Promise<readonly string[]> {
  let folders: readonly string[] = [sessions];
  for (let depth = 0; depth < 3; depth += 1) {
    const deeper: string[] = [];
    for (const folder of folders) {
      if (deeper.length >= maximumDays) break;
      deeper.push(...(await numberedIn(folder)));
    }
    folders = deeper;
  }
  return folders.slice(0, maximumDays);
}

async function numberedIn(folder: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /^\d{2,4}$/.test(name));
    return names.sort((one, other) => Number(other) - Number(one)).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

async function modifiedMsOf(file: string): Promise<number | null> {
  try {
    return (await lstat(file)).mtimeMs;
  } catch {
    return null;
  }
}

/** A log that is open for reading. */
interface LogFile {
  readonly bytes: number;
  /** Differs from that of a file that replaces this one under the same name. */
  readonly identity: string;
  readonly modifiedMs: number;
  readonly readAt: ReadAt;
}

export type OpenLog = <Result>(file: string, use: (log: LogFile) => Promise<Result>) => Promise<Result | null>;

/** Opening follows no link and does not wait for a pipe. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a regular file while `use` runs. Null if it cannot be read. Never rejects. */
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
