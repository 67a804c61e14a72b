import type { Clock } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Surroundings } from '../node/credentials/places.ts';
import { hostHomeFolder, hostTemporaryFolder, hostTimeZone, localesOf } from '../node/host-environment.ts';
import { resolveHome } from '../node/storage/home.ts';
import { type HomePaths, homePaths } from '../node/storage/paths.ts';
import { readSettingsFile } from '../node/storage/read-settings-file.ts';
import { createReader } from '../node/locale-context.ts';

/**
 * The little that a status line needs of the app. It runs at every prompt, so it does without what makes
 * requests, opens the database or writes settings.
 */
export interface StatusLineParts {
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  readonly paths: HomePaths;
  readonly settings: Settings;
  readonly reader: LocaleContext;
}

export function statusLineParts(environment: Surroundings['environment']): StatusLineParts {
  const about = { environment, homeFolder: hostHomeFolder(), platform: process.platform };
  const paths = homePaths(resolveHome(about), { ...about, temporaryFolder: hostTemporaryFolder() });
  const settings = readSettingsFile(paths.settings);
  return {
    clock: { nowMs: Date.now, random: Math.random },
    surroundings: { ...about, moreFolders: () => ({ codex: settings.codexFolders, claude: settings.claudeFolders }) },
    paths,
    settings,
    reader: createReader(settings.language, localesOf(environment), hostTimeZone().name),
  };
}
