import { deflateSync } from 'node:zlib';

/** Red, green, blue 0..255 and opacity 0..1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Returns whether a point lies inside a shape. Its coordinates are pixels from the top left corner. */
export type Shape = (x: number, y: number) => boolean;

/** A square picture to paint on. */
export interface Raster {
  readonly sizePixels: number;
  /** Paints the colour over the picture. */
  readonly paint: (shape: Shape, colour: Colour) => void;
  /** Makes the shape transparent again. */
  readonly erase: (shape: Shape) => void;
  /** Paints the colour behind everything that is painted so far. */
  readonly paintBehind: (shape: Shape, colour: Colour) => void;
  /** Returns the picture as RGBA: rows from the top, not premultiplied. */
  readonly toRgba: () => Uint8Array;
}

/** Samples per axis of a pixel. Edges on whole pixels stay sharp; only corners and slopes are smoothed. */
const samplesPerAxis = 4;

/** Creates an empty square picture. */
export function createRaster(sizePixels: number): Raster {
  const premultiplied = new Float64Array(sizePixels * sizePixels * 4);

  const blend = (shape: Shape, [red, green, blue, alpha]: Colour, keepsOpacity: boolean): void => {
    for (let row = 0; row < sizePixels; row += 1) {
      for (let column = 0; column < sizePixels; column += 1) {
        const covered = coverage(shape, column, row);
        if (covered === 0) continue;
        const at = (row * sizePixels + column) * 4;
        const opacity = covered * alpha;
        const kept = 1 - (keepsOpacity ? opacity : covered);
        const source = [red * opacity, green * opacity, blue * opacity, opacity];
        source.forEach((value, channel) => {
          premultiplied[at + channel] = value + (premultiplied[at + channel] ?? 0) * kept;
        });
      }
    }
  };

  const blendBehind = (shape: Shape, [red, green, blue, alpha]: Colour): void => {
    for (let row = 0; row < sizePixels; row += 1) {
      for (let column = 0; column < sizePixels; column += 1) {
        const at = (row * sizePixels + column) * 4;
        const opacity = coverage(shape, column, row) * alpha * (1 - (premultiplied[at + 3] ?? 0));
        [red * opacity, green * opacity, blue * opacity, opacity].forEach((value, channel) => {
          premultiplied[at + channel] = (premultiplied[at + channel] ?? 0) + value;
        });
      }
    }
  };

  return Object.freeze({
    sizePixels,
    paint: (shape: Shape, colour: Colour) => blend(shape, colour, true),
    erase: (shape: Shape) => blend(shape, [0, 0, 0, 0], false),
    paintBehind: blendBehind,
    toRgba: () => unpremultiply(premultiplied),
  });
}

/**
 * Returns how much of the pixel the shape covers, 0..1. If the outermost samples agree, the others are not taken,
 * because no shape is thinner than a pixel.
 */
function coverage(shape: Shape, column: number, row: number): number {
  const [near, far] = [0.5 / samplesPerAxis, 1 - 0.5 / samplesPerAxis];
  const first = shape(column + near, row + near);
  const agree =
    shape(column + far, row + near) === first &&
    shape(column + near, row + far) === first &&
    shape(column + far, row + far) === first;
  if (agree) return first ? 1 : 0;
  let hits = 0;
  for (let down = 0; down < samplesPerAxis; down += 1) {
    for (let across = 0; across < samplesPerAxis; across += 1) {
      const x = column + (across + 0.5) / samplesPerAxis;
      const y = row + (down + 0.5) / samplesPerAxis;
      if (shape(x, y)) hits += 1;
    }
  }
  return hits / (samplesPerAxis * samplesPerAxis);
}

function unpremultiply(premultiplied: Float64Array): Uint8Array {
  const rgba = new Uint8Array(premultiplied.length);
  for (let at = 0; at < premultiplied.length; at += 4) {
    const alpha = premultiplied[at + 3] ?? 0;
    if (alpha <= 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      rgba[at + channel] = Math.round((premultiplied[at + channel] ?? 0) / alpha);
    }
    rgba[at + 3] = Math.round(alpha * 255);
  }
  return rgba;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Encodes RGBA pixels (rows from the top, not premultiplied) as a PNG. Electron reads raw bitmaps in the platform's
 * byte order, and a PNG is the same on all platforms.
 */
export function encodePng(rgba: Uint8Array, widthPixels: number, heightPixels: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPixels, 0);
  header.writeUInt32BE(heightPixels, 4);
  header.set([8, 6, 0, 0, 0], 8);

  const rowBytes = widthPixels * 4;
  const rows = Buffer.alloc((rowBytes + 1) * heightPixels);
  for (let row = 0; row < heightPixels; row += 1) {
    rows.set(rgba.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  }
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(typed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}

/** Returns the CRC of a PNG chunk. The oldest supported runtime has no `zlib.crc32`. */
function crc32(bytes: Buffer): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
