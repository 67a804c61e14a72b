import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { icnsOf, icoOf, pngOf } from '../../../scripts/icons/app-icons.ts';
import { projectRoot } from '../../../scripts/process/project.ts';

const square = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="${colour}"/></svg>`;

/** The width and height in the header of a PNG. */
const sizeOf = (png: Buffer): readonly number[] => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe('the icons of the app', () => {
  it('are drawn in the size that is wanted', async () => {
    const master = await readFile(path.join(projectRoot, 'scripts', 'icons', 'quota-tray.svg'), 'utf8');
    for (const size of [16, 22, 256]) expect(sizeOf(pngOf(master, size))).toEqual([size, size]);
  });

  it('a Windows icon leads to each image, and 256 is written as 0', () => {
    const images = [16, 256].map((size) => ({ size, png: pngOf(square('#123456'), size) }));
    const ico = icoOf(images);
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 2]);
    for (const [index, { size, png }] of images.entries()) {
      const at = 6 + 16 * index;
      expect([ico.readUInt8(at), ico.readUInt8(at + 1)]).toEqual([size % 256, size % 256]);
      const [length, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)];
      expect(ico.subarray(offset, offset + length).equals(png)).toBe(true);
    }
  });

  it('a macOS icon names its own length and the type and length of each image', () => {
    const images = [
      { type: 'icp4', png: pngOf(square('#123456'), 16) },
      { type: 'ic07', png: pngOf(square('#654321'), 128) },
    ];
    const icns = icnsOf(images);
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    let offset = 8;
    for (const { type, png } of images) {
      const length = icns.readUInt32BE(offset + 4);
      expect(icns.toString('latin1', offset, offset + 4)).toBe(type);
      expect(icns.subarray(offset + 8, offset + length).equals(png)).toBe(true);
      offset += length;
    }
    expect(offset).toBe(icns.length);
  });
});
