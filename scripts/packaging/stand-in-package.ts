import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

import type { ElectronRuntime } from '../electron/electron-runtime.ts';
import { projectRoot } from '../process/project.ts';

const unpackedFolder = path.join(projectRoot, 'release', 'linux-unpacked');

/**
 * Writes the settings for packaging a stand-in to `configFile` (JSON): those of the project,
 * with its Electron, and without the fuses, one of which an old Electron does not have.
 */
export async function writeStandInConfig(runtime: ElectronRuntime, configFile: string): Promise<void> {
  const settings = {
    extends: path.join(projectRoot, 'electron-builder.yml'),
    electronFuses: null,
    electronDist: runtime.distFolder,
    electronVersion: runtime.version,
  };
  await writeFile(configFile, JSON.stringify(settings));
}

/**
 * Flips those fuses of electron-builder.yml that old Electrons have, so that the packaged
 * app can be tested as it will behave, and leaves a note for whoever finds the folder.
 */
export async function finishStandInPackage(runtime: ElectronRuntime): Promise<void> {
  await flipFuses(path.join(unpackedFolder, 'quota-tray'), {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
  });
  await writeFile(
    path.join(unpackedFolder, 'DO-NOT-DISTRIBUTE.txt'),
    `Made with Electron ${runtime.version} in place of the current one, to be tried on this machine only. Do not give it to anybody.\n`,
  );
}
