import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DiscoveryEnvironment, environmentVariable } from '../credentials/folders.ts';

/** The name of the app's icon, which its packages install. */
export const iconName = 'quota-tray-app';

/** Where a package puts the icon, below a data folder. */
const installedFiles = ['scalable/apps/quota-tray-app.svg', '128x128/apps/quota-tray-app.png'] as const;

/**
 * Returns the icon of notifications on Linux: its name if the icon theme of this computer has it, so that the theme can
 * replace it. Otherwise no package installed the app, and it is the address of the drawing beside the app.
 *
 * @param file The drawing beside the app. A missing one gives the name.
 */
export function notificationIcon(
  surroundings: Pick<DiscoveryEnvironment, 'environment' | 'homeFolder' | 'platform'>,
  file: string,
): string {
  const own = environmentVariable(surroundings, 'XDG_DATA_HOME') ?? join(surroundings.homeFolder, '.local', 'share');
  const shared = environmentVariable(surroundings, 'XDG_DATA_DIRS') ?? '/usr/local/share:/usr/share';
  const isInstalled = [own, ...shared.split(':')].some((folder) =>
    installedFiles.some((name) => existsSync(join(folder, 'icons', 'hicolor', name))),
  );
  return isInstalled || !existsSync(file) ? iconName : pathToFileURL(file).href;
}
