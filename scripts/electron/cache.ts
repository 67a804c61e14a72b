import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Returns the absolute path of the cache folder, outside the checkout. Its content can always be downloaded again. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'quota-tray');
}

const partialSuffix = '.partial';
const abandonedAfterMs = 60 * 60 * 1_000;

/**
 * Creates `folder` with `fill` unless it exists. A rename at the end makes it appear complete or not at all. If two
 * processes create it at the same time, the first one wins and both continue. `fill` gets the absolute path of an empty
 * folder on the same file system.
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

/** Removes the partial folders of killed processes, which may hold hundreds of megabytes. */
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

// Every test worker looks for Electron. In a network that drops packets each would wait for the connection's timeout.
const rememberedForMs = 10 * 60 * 1_000;

function noteFile(version: string): string {
  return path.join(cacheFolder(), `electron-${version}-unreachable`);
}

/** Returns why a download of this version failed in the last ten minutes. Null: none failed. */
export async function recentFailure(version: string): Promise<string | null> {
  const file = noteFile(version);
  if (!existsSync(file)) return null;
  const ageMs = Date.now() - (await stat(file)).mtimeMs;
  return ageMs < rememberedForMs ? await readFile(file, 'utf8') : null;
}

/** Saves for ten minutes why a download of this version failed. */
export async function noteFailure(version: string, failure: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(noteFile(version), failure);
}
