import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const partialSuffix = '.partial';
const abandonedAfterMs = 60 * 60 * 1_000;

/**
 * Makes `folder` by `fill` unless it exists. It appears complete or not at all, by one
 * rename; where two processes make it at once the first one's stays and both go on.
 * `fill` gets the absolute path of an empty folder on the same file system.
 */
export async function buildFolderOnce(folder: string, fill: (emptyFolder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(path.dirname(folder), { recursive: true });
  await removeAbandoned(path.dirname(folder));
  const partial = `${folder}.${randomUUID()}${partialSuffix}`;
  try {
    await mkdir(partial);
    await fill(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** A process that was killed while filling leaves hundreds of megabytes; nobody else would remove them. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.endsWith(partialSuffix)) continue;
    const partial = path.join(parent, name);
    const modifiedAtMs = await stat(partial)
      .then((entry) => entry.mtimeMs)
      .catch(() => Date.now());
    if (Date.now() - modifiedAtMs > abandonedAfterMs) await rm(partial, { recursive: true, force: true });
  }
}
