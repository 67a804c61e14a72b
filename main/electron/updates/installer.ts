import { app } from 'electron';
import type { AppUpdater } from 'electron-updater';

import type { Release } from '../../../core/updates/release.ts';
import type { InstallFailure, UpdateInstaller } from '../../../core/updates/update.ts';
import { errorCodeOf } from '../../node/http/exchange.ts';
import { nameOf } from '../../node/log/fault.ts';
import type { Network } from '../../node/http/network.ts';
import type { UpdateAddresses } from '../../node/updates/release-check.ts';

/** What the installer uses. */
export interface InstallerOptions {
  /** Null: this package is not updated by the app itself. */
  readonly kind: 'appimage' | 'nsis' | 'mac' | null;
  readonly version: string;
  readonly addresses: UpdateAddresses | null;
  readonly cacheFolder: string;
  readonly network: Network;
  readonly warn: (message: string) => void;
}

/** Creates the installer. electron-updater is loaded with the first download, because few starts need it. */
export function createInstaller(options: InstallerOptions): UpdateInstaller {
  const { kind, addresses, warn, ...others } = options;
  let ready: AppUpdater | null = null;

  const download = async (release: Release, progressed: (percent: number) => void): Promise<InstallFailure | null> => {
    if (kind === null || addresses === null) return 'install';
    ready = null;
    const controller = new AbortController();
    try {
      const { createPlatformUpdater } = await import('./platform-updater.ts');
      const files = addresses.filesOf(release);
      const updater = createPlatformUpdater({ ...others, kind, files, warn, signal: controller.signal });
      updater.on('download-progress', ({ percent }) => progressed(percent));
      const found = await updater.checkForUpdates();
      if (found === null || !found.isUpdateAvailable || found.updateInfo.version !== release.version) return 'feed';
      await updater.downloadUpdate();
      ready = updater;
      return null;
    } catch (cause) {
      warn(`The download ended with ${nameOf(cause)}`);
      return failureOf(cause);
    } finally {
      controller.abort();
    }
  };

  const install = async (): Promise<InstallFailure> => {
    const updater = ready;
    if (updater === null) return 'install';
    return new Promise((resolve) => {
      const failed = (): void => {
        // The other copy of the app, which the installation would have started, is not coming.
        app.requestSingleInstanceLock();
        resolve('install');
      };
      updater.once('error', failed);
      // The new version starts before this one has ended, and must not take itself for a second copy.
      app.releaseSingleInstanceLock();
      updater.quitAndInstall(true, true);
    });
  };

  return { download, install };
}

const diskCodes: readonly string[] = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR'];

/** Returns the kind of failure for an error of electron-updater. */
export function failureOf(cause: unknown): InstallFailure {
  const code = errorCodeOf(cause) ?? '';
  if (code === 'ERR_CHECKSUM_MISMATCH') return 'checksum';
  if (diskCodes.includes(code)) return 'disk';
  return code.startsWith('ERR_UPDATER_') ? 'feed' : 'download';
}
