import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cacheFolder } from './cache-folder.ts';

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
