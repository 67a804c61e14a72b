import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../../../main/electron/tray/raster.ts';

describe('encodePng', () => {
  const rgba = Uint8Array.from({ length: 3 * 2 * 4 }, (_unused, index) => (index * 11) % 256);
  const png = encodePng(rgba, 3, 2);

  it('writes chunks with valid checksums', () => {
    const names: string[] = [];
    for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
      const length = png.readUInt32BE(at);
      names.push(png.toString('latin1', at + 4, at + 8));
      expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    }
    expect(names).toEqual(['IHDR', 'IDAT', 'IEND']);
  });

  it('keeps size and pixels', () => {
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
    const length = png.readUInt32BE(33);
    const rows = inflateSync(png.subarray(41, 41 + length));
    expect(rows).toEqual(Buffer.concat([Buffer.from([0]), rgba.slice(0, 12), Buffer.from([0]), rgba.slice(12)]));
  });
});
