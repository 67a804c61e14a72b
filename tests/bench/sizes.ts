import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { resolveElectron } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import type { Figure } from './figures.ts';

const mebibyte = 1024 * 1024;
const dist = path.join(projectRoot, 'dist');

/** What is loaded before something can be seen, and what the package adds to Electron; in bytes of the built app. */
export async function measureSizes(): Promise<readonly Figure[]> {
  const { distFolder } = await resolveElectron();
  const electron = await bytesIn(distFolder);
  const added = await packageBytes(electron);
  return [
    size('script before the tray icon', await sizeOf('main/index.cjs'), 75_000),
    size('script after the tray icon, before the figures', await sizeOf('main', /^start-.*\.cjs$/), 2_200_000),
    size('preload script', await sizeOf('preload/index.cjs'), 8_000),
    size('script of the panel before its first content', await scriptsOf('panel'), 420_000),
    size('script of the settings before their first content', await scriptsOf('settings'), 420_000),
    size('script of the command line before it knows its command', await sizeOf('cli/cli.cjs'), 16_000),
    {
      ...{
        name: 'files of the panel before its first content',
        unit: '',
        baseline: null,
        ours: await filesOf('panel'),
      },
      ...{ budget: { kind: 'most', most: 3 }, isExact: true },
    },
    {
      ...{ name: 'package against the Electron in it', unit: 'MB', baseline: electron / mebibyte },
      ...{ ours: added / mebibyte, budget: { kind: 'ratio', most: 1.05 }, isExact: true },
    },
  ];
}

function size(name: string, bytes: number, most: number): Figure {
  return { name, unit: 'B', baseline: null, ours: bytes, budget: { kind: 'most', most }, isExact: true };
}

/** The size of a file of the build, or of the files of a folder whose names match. */
async function sizeOf(place: string, names?: RegExp): Promise<number> {
  const at = path.join(dist, place);
  if (names === undefined) return (await stat(at)).size;
  const found = (await readdir(at)).filter((name) => names.test(name));
  if (found.length === 0) throw new Error(`dist/${place} holds no file like ${names}`);
  return (await Promise.all(found.map(async (name) => (await stat(path.join(at, name))).size))).reduce((a, b) => a + b);
}

/** The files that a page names in its HTML, with its own file. */
async function filesNamedBy(page: string): Promise<readonly string[]> {
  const html = await readFile(path.join(dist, 'renderer', `${page}.html`), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file = '']) => file);
  return [`${page}.html`, ...named];
}

async function scriptsOf(page: string): Promise<number> {
  const scripts = (await filesNamedBy(page)).filter((file) => file.endsWith('.js'));
  const sizes = await Promise.all(scripts.map((file) => sizeOf(path.join('renderer', file))));
  return sizes.reduce((sum, each) => sum + each, 0);
}

async function filesOf(page: string): Promise<number> {
  return (await filesNamedBy(page)).length;
}

/** The bytes of the unpacked package, or, where none was built, of Electron and what `electron-builder.yml` adds to it. */
async function packageBytes(electron: number): Promise<number> {
  const unpacked = path.join(projectRoot, 'release', 'linux-unpacked');
  if (existsSync(unpacked)) return await bytesIn(unpacked);
  const modules = path.join(projectRoot, 'node_modules');
  const libsql = (await readdir(path.join(modules, '@libsql'))).filter((name) => !name.includes('musl'));
  const folders = [
    dist,
    ...['libsql', '@neon-rs/load', 'detect-libc'].map((name) => path.join(modules, name)),
    ...libsql.map((name) => path.join(modules, '@libsql', name)),
  ];
  const { distFolder } = await resolveElectron();
  const leftOut = await bytesIn(path.join(distFolder, 'locales'), (file) => !keptLocales.includes(file));
  const sizes = await Promise.all(folders.map((folder) => bytesIn(folder, isPackaged)));
  return electron - leftOut + sizes.reduce((sum, each) => sum + each, 0);
}

/** As `electronLanguages` in `electron-builder.yml`. */
const keptLocales = ['en-US.pak', 'zh-CN.pak'];

/** The files that `electron-builder.yml` leaves out of the package. */
function isPackaged(file: string): boolean {
  return !/\.(?:map|md|d\.ts|d\.cts|d\.mts|tsbuildinfo)$/.test(file);
}

async function bytesIn(folder: string, counts: (file: string) => boolean = () => true): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && counts(entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, each) => sum + each, 0);
}
