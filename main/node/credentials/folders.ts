import { statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { posix, win32, join } from 'node:path';

/** What discovery is told about this computer. */
export interface DiscoveryEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
  /** Further sign-in folders that the user named in the settings. */
  readonly moreFolders?: () => MoreFolders;
}

export interface MoreFolders {
  readonly codex: readonly string[];
  readonly claude: readonly string[];
}

/** The folders of a tool: its own ones first, then those of the settings, none twice. `~` is the home folder. */
export function allFolders(
  surroundings: DiscoveryEnvironment,
  own: readonly string[],
  more: readonly string[],
): readonly string[] {
  return [...new Set([...own, ...more].map((folder) => expandHome(surroundings, folder)))];
}

/** The path with a leading `~` as the home folder: what no shell has expanded, such as a service's settings. */
export function expandHome({ homeFolder }: DiscoveryEnvironment, folder: string): string {
  return folder === '~' || /^~[/\\]/.test(folder) ? join(homeFolder, folder.slice(1)) : folder;
}

/**
 * The folders that a variable names. It is a list only where it is no folder as a whole: a folder may have a
 * colon or a comma in its name. Entries are parted as in `PATH`, and one that is no folder at its commas.
 */
export function parseFolderList(surroundings: DiscoveryEnvironment, value: string): readonly string[] {
  const isFolder = (text: string): boolean => isDirectory(expandHome(surroundings, text));
  if (isFolder(value)) return [value];
  const entries = value.split(surroundings.platform === 'win32' ? ';' : ':');
  return entries
    .flatMap((entry) => (isFolder(entry) ? [entry] : entry.split(',')))
    .map((entry) => (isFolder(entry) ? entry : entry.trim()))
    .filter((entry) => entry !== '');
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A variable of the environment; one that is set to nothing counts as not set. */
export function environmentVariable(surroundings: DiscoveryEnvironment, name: string): string | undefined {
  const value = surroundings.environment[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** The path as a person writes it: `~` for the home folder. */
export function displayPath(surroundings: DiscoveryEnvironment, path: string): string {
  const { homeFolder, platform } = surroundings;
  const separator = platform === 'win32' ? win32.sep : posix.sep;
  return path.startsWith(homeFolder + separator) ? `~${path.slice(homeFolder.length)}` : path;
}

/** The path with every link followed, or as it is where that cannot be done. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}
