import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Resvg } from '@resvg/resvg-js';

import { projectRoot } from '../process/project.ts';

/** Where electron-builder finds the icons of the app. */
export const iconFolder = path.join(projectRoot, 'dist', 'icons');

const source = (name: string): string => path.join(projectRoot, 'scripts', 'icons', name);

/** The sizes that Linux desktops look for. */
const pngSizes = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512] as const;
const icoSizes = [16, 24, 32, 48, 64, 128, 256] as const;
/** The type of each image in an icns file. Those with `ic11` to `ic14` are for two pixels per point. */
const icnsTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;
/** macOS draws the icon of an app with an empty border of this part of its width. */
const macBorder = 100 / 1024;

/** Returns an SVG as a PNG of so many pixels. */
export function pngOf(svg: string, size: number): Buffer {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } }).render().asPng();
}

/** Returns a Windows icon file that contains these PNG files, each for its own size (at most 256). */
export function icoOf(images: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Returns a macOS icon file that contains these PNG files, each with the type that stands for its size. */
export function icnsOf(images: readonly { readonly type: string; readonly png: Buffer }[]): Buffer {
  const parts = images.map(({ type, png }) => {
    const header = Buffer.from(`${type}\0\0\0\0`, 'latin1');
    header.writeUInt32BE(header.length + png.length, 4);
    return Buffer.concat([header, png]);
  });
  const header = Buffer.from('icns\0\0\0\0', 'latin1');
  header.writeUInt32BE(8 + parts.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([header, ...parts]);
}

/** Writes every icon of the app to a folder, which it empties: `NxN.png`, `icon.ico`, `icon.icns`, and the drawings themselves. */
export async function writeIcons(folder = iconFolder): Promise<void> {
  const master = await readFile(source('quota-tray.svg'), 'utf8');
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'linux'), { recursive: true });
  for (const size of pngSizes) {
    await writeFile(path.join(folder, 'linux', `${size}x${size}.png`), pngOf(master, size));
  }
  const forMac = withBorder(master);
  await writeFile(path.join(folder, 'icon.ico'), icoOf(icoSizes.map((size) => ({ size, png: pngOf(master, size) }))));
  await writeFile(
    path.join(folder, 'icon.icns'),
    icnsOf(icnsTypes.map(([type, size]) => ({ type, png: pngOf(forMac, size) }))),
  );
  for (const name of ['quota-tray.svg', 'quota-tray-symbolic.svg']) {
    await writeFile(path.join(folder, name), await readFile(source(name)));
  }
}

/** Returns the drawing with the border that icons have on macOS. */
function withBorder(svg: string): string {
  const border = Math.round((512 * macBorder) / (1 - 2 * macBorder));
  return svg.replace(
    'viewBox="0 0 512 512"',
    `viewBox="${-border} ${-border} ${512 + 2 * border} ${512 + 2 * border}"`,
  );
}
