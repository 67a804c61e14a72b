import { constants, existsSync } from 'node:fs';
import { copyFile, cp, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';

/** An Electron that can be started and packaged on this computer. All paths are absolute. */
export interface ElectronRuntime {
  /** `official` is the pinned version. A `stand-in` is another version, for tests and local runs only. */
  readonly kind: 'official' | 'stand-in';
  readonly version: string;
  /** A distribution without an app in it, from which electron-builder makes packages. */
  readonly distFolder: string;
  /** The program that starts the app folder in its first argument. */
  readonly executable: string;
  /** A sentence to show before this Electron is used. Null: there is none. */
  readonly notice: string | null;
}

const executableNames = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as const;
const bootstrapFolder = path.join(import.meta.dirname, 'bootstrap');

/** Returns the absolute path of the executable in a distribution for this platform. */
export function executableIn(distFolder: string): string {
  const { platform } = process;
  const name = platform === 'darwin' || platform === 'win32' ? executableNames[platform] : 'electron';
  return path.join(distFolder, name);
}

/** Returns whether the distribution contains an app of its own. A package made from it would start that app. */
export function holdsAnApp(distFolder: string): boolean {
  return existsSync(path.join(distFolder, 'resources', 'app'));
}

/** Returns whether `electron FOLDER` starts that folder with this distribution. */
export function startsFolders(distFolder: string): boolean {
  return (
    process.platform === 'darwin' ||
    holdsAnApp(distFolder) ||
    existsSync(path.join(distFolder, 'resources', 'default_app.asar'))
  );
}

/** Fills an empty folder with the distribution, without any app in it. */
export async function deriveWithoutApp(distFolder: string, emptyFolder: string): Promise<void> {
  await mirrorFolder(distFolder, emptyFolder, isAppOfItsOwn);
}

/** Fills an empty folder with the distribution and the small app that starts other folders. */
export async function deriveForDevelopment(distFolder: string, emptyFolder: string): Promise<void> {
  await deriveWithoutApp(distFolder, emptyFolder);
  const appFolder = path.join(emptyFolder, 'resources', 'app');
  await mkdir(appFolder, { recursive: true });
  await cp(bootstrapFolder, appFolder, { recursive: true });
}

/** Returns whether a path in a distribution belongs to the app that it was packaged with. */
export function isAppOfItsOwn(relativePath: string): boolean {
  return /^resources[/\\]app(?:[.-][^/\\]*|[/\\].*)?$/.test(relativePath);
}

/**
 * Fills the existing folder `target` with hard links to the files of `source`, which take no space, or with copies if the
 * two are on different file systems. `leaveOut` gets each path relative to `source`. Symbolic links do not work, because
 * Electron looks for its resources beside the target of a link.
 */
async function mirrorFolder(
  source: string,
  target: string,
  leaveOut: (relativePath: string) => boolean,
): Promise<void> {
  const mirror = async (relativeFolder: string): Promise<void> => {
    for (const entry of await readdir(path.join(source, relativeFolder), { withFileTypes: true })) {
      const relativePath = path.join(relativeFolder, entry.name);
      if (leaveOut(relativePath)) continue;
      const from = path.join(source, relativePath);
      const to = path.join(target, relativePath);
      if (entry.isDirectory()) {
        await mkdir(to);
        await mirror(relativePath);
      } else if (entry.isSymbolicLink()) {
        await symlink(await readlink(from), to);
      } else {
        await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
      }
    }
  };
  await mirror('');
}
