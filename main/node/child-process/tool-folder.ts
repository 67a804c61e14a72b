import type { Stats } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';

import { hostTemporaryFolder } from '../host-environment.ts';

/**
 * Runs an action in an empty folder that belongs to no project of the user. It is always the same folder, because Claude
 * Code keeps a folder of its own for each folder in which it ran. Where the lasting folder cannot be made or is not
 * empty, the action runs in a temporary folder, which is removed afterwards. A tool also reads the instructions in the
 * folders above, so there is no temporary folder below one in which others can make files, such as `/tmp`.
 *
 * @param lasting `toolFolder` of the state folder.
 * @returns null if there is no empty folder. Rejects only if the action does.
 */
export async function inToolFolder<Result>(
  lasting: string,
  action: (folder: string) => Promise<Result>,
  temporaryFolder = hostTemporaryFolder(),
): Promise<Result | null> {
  if (await isEmptyFolder(lasting)) return action(lasting);
  if (!(await isClosedToOthers(temporaryFolder))) return null;
  const temporary = await mkdtemp(path.join(temporaryFolder, 'quota-tray-tool-')).catch(() => null);
  if (temporary === null) return null;
  try {
    return await action(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/**
 * Makes the folder where it is missing. A link is refused, because it may lead to a project. So is a folder that others
 * can write to, because they could add instructions for the tool.
 */
async function isEmptyFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder);
    return found.isDirectory() && isOnlyOurs(found) && (await readdir(folder)).length === 0;
  } catch {
    return false;
  }
}

/** Returns true if nobody else can make a file in the folder or in one above it. */
async function isClosedToOthers(folder: string): Promise<boolean> {
  try {
    for (let at = await realpath(folder); ; at = path.dirname(at)) {
      if (!isOnlyOurs(await lstat(at))) return false;
      if (path.dirname(at) === at) return true;
    }
  } catch {
    return false;
  }
}

const writableByOthers = 0o022;

/** Returns true on Windows, whose folders have no such owners and permissions. */
function isOnlyOurs({ uid, mode }: Stats): boolean {
  const own = process.geteuid?.();
  return own === undefined || ((uid === own || uid === 0) && (mode & writableByOthers) === 0);
}
