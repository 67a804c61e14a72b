import { type Stats, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { posix, win32, join } from 'node:path';

/** What discovery needs to know about this computer. */
export interface DiscoveryEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
  /** Returns further sign-in folders from the user's settings. */
  readonly moreFolders?: () => MoreFolders;
}

export interface MoreFolders {
  readonly codex: readonly string[];
  readonly claude: readonly string[];
}

/** Returns the folders of a tool without duplicates: its own first, then those of the settings. Expands `~`. */
export function allFolders(
  surroundings: DiscoveryEnvironment,
  own: readonly string[],
  more: readonly string[],
): readonly string[] {
  return [...new Set([...own, ...more].map((folder) => expandHome(surroundings, folder)))];
}

/** Replaces a leading `~` by the home folder, for a path that no shell has expanded. */
export function expandHome({ homeFolder }: DiscoveryEnvironment, folder: string): string {
  return folder === '~' || /^~[/\\]/.test(folder) ? join(homeFolder, folder.slice(1)) : folder;
}

/**
 * Returns the folders that a variable names. A value that is a folder as a whole is one folder, because a name
 * can contain a colon or a comma. Otherwise entries are separated as in `PATH`, and an entry that is no folder
 * is split at its commas.
 */
export function parseFolderList(surroundings: DiscoveryEnvironment, value: string): readonly string[] {
  const isFolder = (text: string): boolean => isDirectory(expandHome(surroundings, text));
  if (isFolder(value)) return [value];
  const entries = value.split(surroundings.platform === 'win32' ? ';' : ':');
  // An entry that can be read in one way only needs no look at the disk: there may be a thousand.
  const isWhole = (entry: string): boolean => !entry.includes(',') || isFolder(entry);
  return entries
    .flatMap((entry) => (isWhole(entry) ? [entry] : entry.split(',')))
    .map((entry) => (entry === entry.trim() || isFolder(entry) ? entry : entry.trim()))
    .filter((entry) => entry !== '');
}

function isDirectory(path: string): boolean {
  return pathStatus(path)?.isDirectory() === true;
}

/** Returns the status of a path with links followed; null: there is nothing, or it cannot be looked at. */
export function pathStatus(path: string): Stats | null {
  try {
    // Most paths that are looked at do not exist. An exception with its stack costs more than the look.
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** Returns an environment variable; an empty one counts as unset. */
export function environmentVariable(surroundings: DiscoveryEnvironment, name: string): string | undefined {
  const value = surroundings.environment[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** Returns the path as a person writes it, with `~` for the home folder. */
export function displayPath(surroundings: DiscoveryEnvironment, path: string): string {
  const { homeFolder, platform } = surroundings;
  const separator = platform === 'win32' ? win32.sep : posix.sep;
  return path.startsWith(homeFolder + separator) ? `~${path.slice(homeFolder.length)}` : path;
}

/** Returns the path with all links resolved, or unchanged when that fails. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}
