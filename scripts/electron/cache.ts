import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Absolute path of the folder for what can always be fetched again, outside the checkout. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'quota-tray');
}

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

// Every test worker resolves Electron anew; a network that swallows packets would cost each
// of them the connection's timeout.
const rememberedForMs = 10 * 60 * 1_000;

function noteFile(version: string): string {
  return path.join(cacheFolder(), `electron-${version}-unreachable`);
}

/** Why a download of this version failed in the last ten minutes, or null. */
export async function recentFailure(version: string): Promise<string | null> {
  const file = noteFile(version);
  if (!existsSync(file)) return null;
  const ageMs = Date.now() - (await stat(file)).mtimeMs;
  return ageMs < rememberedForMs ? await readFile(file, 'utf8') : null;
}

/** Remembers for ten minutes that a download of this version failed, and why. */
export async function noteFailure(version: string, failure: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(noteFile(version), failure);
}
