import { posix, win32 } from 'node:path';
import { type DiscoveryEnvironment, environmentVariable } from '../credentials/folders.ts';

/** Returns a path below the folder in which desktop programs keep their settings. */
export function configPath(surroundings: DiscoveryEnvironment, ...steps: readonly string[]): string {
  const { homeFolder, platform } = surroundings;
  switch (platform) {
    case 'win32': {
      const roaming = environmentVariable(surroundings, 'APPDATA') ?? win32.join(homeFolder, 'AppData', 'Roaming');
      return win32.join(roaming, ...steps);
    }
    case 'darwin':
      return posix.join(homeFolder, 'Library', 'Application Support', ...steps);
    default:
      return posix.join(
        environmentVariable(surroundings, 'XDG_CONFIG_HOME') ?? posix.join(homeFolder, '.config'),
        ...steps,
      );
  }
}

/** Returns a path below the home folder. */
export function homePath({ homeFolder, platform }: DiscoveryEnvironment, ...steps: readonly string[]): string {
  return (platform === 'win32' ? win32 : posix).join(homeFolder, ...steps);
}
