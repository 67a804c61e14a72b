import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';

import { mirrorFolder } from './mirror-folder.ts';

const executableNames = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as const;
const bootstrapFolder = path.join(import.meta.dirname, 'bootstrap');

/** Absolute path of the executable in a distribution for this platform. */
export function executableIn(distFolder: string): string {
  const { platform } = process;
  const name = platform === 'darwin' || platform === 'win32' ? executableNames[platform] : 'electron';
  return path.join(distFolder, name);
}

/** Whether the distribution starts an app of its own wherever it is put: packages made from it would too. */
export function holdsAnApp(distFolder: string): boolean {
  return existsSync(path.join(distFolder, 'resources', 'app'));
}

/** Whether `electron FOLDER` starts that folder with this distribution. */
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

/** Whether a path inside a distribution belongs to the app that it was packaged with. */
export function isAppOfItsOwn(relativePath: string): boolean {
  return /^resources[/\\]app(?:[.-][^/\\]*|[/\\].*)?$/.test(relativePath);
}
