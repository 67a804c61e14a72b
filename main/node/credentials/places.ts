import { realpath } from 'node:fs/promises';
import { posix, win32, join } from 'node:path';

/** What discovery is told about this computer. */
export interface Surroundings {
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
  { homeFolder }: Surroundings,
  own: readonly string[],
  more: readonly string[],
): readonly string[] {
  const spoken = more.map((folder) =>
    folder === '~' || /^~[/\\]/.test(folder) ? join(homeFolder, folder.slice(1)) : folder,
  );
  return [...new Set([...own, ...spoken])];
}

/** A variable of the environment; one that is set to nothing counts as not set. */
export function variable(surroundings: Surroundings, name: string): string | undefined {
  const value = surroundings.environment[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** The path as a person writes it: `~` for the home folder. */
export function spokenPath(surroundings: Surroundings, path: string): string {
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
