import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { extract } from 'tar';

import { exitCodes, ExitError, say } from '../process/exit.ts';
import { fetchPackage, type PinnedPackage } from '../process/npm-package.ts';
import { projectRoot } from '../process/project.ts';
import type { BuildTarget } from './targets.ts';

/** What package-lock.json says about a package. */
export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
}

/** The database module for one target, and where it belongs below `node_modules`. */
interface NativeModule extends PinnedPackage {
  readonly name: string;
}

/**
 * Returns the native part of the database library for a target, pinned as package-lock.json pins it. Null: the library has
 * none for this system and processor. Electron needs glibc on Linux, so it is never the build for musl.
 */
export function nativeModuleOf(
  { platform, architecture }: BuildTarget,
  locked: Readonly<Record<string, LockedPackage>>,
): NativeModule | null {
  const suffix = { linux: '-gnu', darwin: '', win32: '-msvc' }[platform];
  const name = `@libsql/${platform}-${architecture}${suffix}`;
  const { version, integrity } = locked[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined) return null;
  return { name, spec: `${name}@${version}`, integrity };
}

/**
 * Puts the native part of the database library for each target into `node_modules`, because npm installs only that of this
 * computer. Throws `ExitError` (69) if there is none for a target or it cannot be fetched.
 */
export async function provideNativeModules(targets: readonly BuildTarget[]): Promise<void> {
  const lock = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  for (const target of targets) {
    const wanted = nativeModuleOf(target, lock.packages);
    if (wanted === null) {
      throw new ExitError(
        exitCodes.unavailable,
        `The database library has no build for ${target.platform} on ${target.architecture}, so that app could store nothing. Name another processor, such as --x64.`,
      );
    }
    const folder = path.join(projectRoot, 'node_modules', wanted.name);
    if (!existsSync(folder)) await install(wanted, folder);
  }
}

async function install(wanted: NativeModule, folder: string): Promise<void> {
  say(`Fetching ${wanted.spec} through npm, as the package for another processor needs it.`);
  await mkdir(path.dirname(folder), { recursive: true });
  const download = await mkdtemp(path.join(path.dirname(folder), '.fetch-'));
  try {
    const tarball = await fetchPackage(wanted, download);
    await extract({ file: tarball, cwd: download, preserveOwner: false });
    await rename(path.join(download, 'package'), folder);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ExitError(exitCodes.unavailable, `${wanted.spec} could not be fetched: ${detail}`);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}
