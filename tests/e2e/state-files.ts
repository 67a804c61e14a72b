import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { accountFileIn } from '../../main/node/storage/home.ts';

/** Leaves settings as an earlier run of the app would have. */
export async function writeSettings(home: string, settings: Partial<Settings>): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(path.join(home, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
}

/**
 * Leaves accounts as an earlier run of the app would have. It does not wait for the disk, which takes long for a thousand
 * files while other tests write too.
 */
export async function writeAccounts(home: string, states: readonly AccountState[]): Promise<void> {
  const folder = path.join(home, 'cache', 'accounts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const state of states)
    await writeFile(accountFileIn(folder, state.account.id), JSON.stringify({ version: 1, state }), { mode: 0o600 });
}

/** The files below a folder, by their path in it; a folder that is missing has none. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** The files below a folder that hold one of the texts, in clear or as base64. */
export async function filesWith(folder: string, texts: readonly string[]): Promise<readonly string[]> {
  const wanted = texts.flatMap((text) => [
    Buffer.from(text),
    Buffer.from(Buffer.from(text).toString('base64').replace(/=*$/, '')),
  ]);
  const files = await filesBelow(folder);
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(path.join(folder, file)).catch(() => Buffer.alloc(0));
      return wanted.some((text) => bytes.includes(text)) ? [file] : [];
    }),
  );
  return found.flat();
}
