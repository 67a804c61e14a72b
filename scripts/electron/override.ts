import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { ExitError, exitCodes } from '../process/exit.ts';
import { buildFolderOnce, cacheFolder } from './cache.ts';
import {
  deriveForDevelopment,
  deriveWithoutApp,
  type ElectronRuntime,
  executableIn,
  holdsAnApp,
  startsFolders,
} from './distribution.ts';
import { pinnedVersion } from './official.ts';

/**
 * The distribution that ELECTRON_OVERRIDE_DIST_PATH names. One of another version than the
 * pinned one counts as a stand-in, wherever it comes from. What it lacks or has too much
 * (see distribution.ts) is mended in a copy; the named folder itself is never changed.
 * Throws `ExitError` where the folder holds no Electron for this platform.
 */
export async function overriddenElectron(namedFolder: string): Promise<ElectronRuntime> {
  const folder = path.resolve(namedFolder);
  if (!existsSync(executableIn(folder))) {
    throw new ExitError(
      exitCodes.unavailable,
      `ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${path.basename(executableIn(folder))} in that folder; name an unpacked Electron distribution, or unset it.`,
    );
  }
  const version = versionOf(folder);
  const isPinned = version === pinnedVersion();
  const copies = path.join(cacheFolder(), 'electron-override', fingerprint(folder));
  const distFolder = holdsAnApp(folder) ? path.join(copies, 'dist') : folder;
  const developmentFolder = startsFolders(folder) ? folder : path.join(copies, 'development');
  if (distFolder !== folder) await buildFolderOnce(distFolder, (empty) => deriveWithoutApp(folder, empty));
  if (developmentFolder !== folder) {
    await buildFolderOnce(developmentFolder, (empty) => deriveForDevelopment(folder, empty));
  }
  return {
    kind: isPinned ? 'official' : 'stand-in',
    version,
    distFolder,
    executable: executableIn(developmentFolder),
    notice: isPinned
      ? null
      : `ELECTRON_OVERRIDE_DIST_PATH names Electron ${version}, not the pinned ${pinnedVersion()}: used for tests and local runs only.`,
  };
}

function versionOf(folder: string): string {
  const file = path.join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown';
}

/** Changes whenever another build is unpacked into the same folder, so that no copy outlives its source. */
function fingerprint(folder: string): string {
  const { mtimeMs, size } = statSync(executableIn(folder));
  return createHash('sha256').update(`${folder}\n${mtimeMs}\n${size}`).digest('hex').slice(0, 12);
}
