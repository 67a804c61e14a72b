import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { app } from 'electron';
import { AppImageUpdater, type AppUpdater, MacUpdater, NsisUpdater } from 'electron-updater';

import type { Network } from '../../node/http/network.ts';
import { UpdateRequests } from '../../node/http/update-requests.ts';

/** What an updater needs. */
export interface PlatformUpdaterOptions {
  readonly kind: 'appimage' | 'nsis' | 'mac';
  readonly version: string;
  /** The folder with the files of the release. */
  readonly files: string;
  /** Where the download is kept. */
  readonly cacheFolder: string;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** The file that electron-updater reads for the names of its folder and of the publisher. A checkout has none. */
function configFile(cacheFolder: string): string {
  if (app.isPackaged) return path.join(process.resourcesPath, 'app-update.yml');
  const file = path.join(cacheFolder, 'app-update.yml');
  mkdirSync(cacheFolder, { recursive: true, mode: 0o700 });
  writeFileSync(file, 'updaterCacheDirName: updates\n', { mode: 0o600 });
  return file;
}

/** Replaces an AppImage in its place, by one rename: whatever fails before leaves the old file as it was. */
class InPlaceAppImageUpdater extends AppImageUpdater {
  protected override doInstall({ isForceRunAfter }: { readonly isForceRunAfter: boolean }): boolean {
    const file = process.env['APPIMAGE'];
    const { installerPath } = this;
    if (file === undefined || !path.isAbsolute(file) || installerPath === null) {
      throw new Error('There is no AppImage to replace, or no download.');
    }
    const staged = `${file}.new`;
    try {
      copyFileSync(installerPath, staged);
      chmodSync(staged, 0o755);
      renameSync(staged, file);
    } catch (cause) {
      rmSync(staged, { force: true });
      throw cause;
    }
    rmSync(installerPath, { force: true });
    if (isForceRunAfter) {
      // The new file is in place, so a program that does not start now starts at the next sign-in.
      this.spawnLog(file, [], { ...process.env }).catch((cause: unknown) =>
        this._logger.warn(`It did not start: ${String(cause)}`),
      );
    }
    return true;
  }
}

/** Creates the updater of electron-updater for this package, with the app's network and folders. */
export function createPlatformUpdater(options: PlatformUpdaterOptions): AppUpdater {
  const { kind, version, files, cacheFolder, network, signal, warn } = options;
  const adapter = {
    ...{ version, name: 'updates', isPackaged: app.isPackaged, appUpdateConfigPath: configFile(cacheFolder) },
    ...{ userDataPath: cacheFolder, baseCachePath: cacheFolder },
    whenReady: async () => app.whenReady(),
    relaunch: () => app.relaunch(),
    quit: () => app.quit(),
    onQuit: (handler: (exitCode: number) => void) => void app.once('quit', (_event, exitCode) => handler(exitCode)),
  };
  const Updater = { appimage: InPlaceAppImageUpdater, nsis: NsisUpdater, mac: MacUpdater }[kind];
  const updater = new Updater(undefined, adapter);
  // With an adapter of its own, electron-updater has no requests, and this is its only way to get some.
  Object.assign(updater, { httpExecutor: new UpdateRequests(network, signal, version) });
  updater.logger = {
    info: () => undefined,
    warn: (text: unknown) => warn(String(text)),
    error: (text: unknown) => warn(String(text)),
  };
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.disableWebInstaller = true;
  // A full download is one request to one host, and its checksum covers all of it.
  updater.disableDifferentialDownload = true;
  updater.forceDevUpdateConfig = !app.isPackaged;
  updater.isUserWithinRollout = () => true;
  updater.setFeedURL({ provider: 'generic', url: files, useMultipleRangeRequest: false });
  return updater;
}
