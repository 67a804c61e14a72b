import { readFile } from 'node:fs/promises';
import path from 'node:path';

export type Rgb = readonly [red: number, green: number, blue: number];
export type Theme = 'light' | 'dark';
export type Colours = Readonly<Record<Theme, ReadonlyMap<string, Rgb>>>;

/** The colours of the first block of the token file, as linear light 0..1. */
export async function readTokenColours(): Promise<Colours> {
  const file = path.resolve(import.meta.dirname, '../../renderer/styles/tokens.css');
  const text = await readFile(file, 'utf8');
  const block = text.slice(0, text.indexOf('}'));
  const light = new Map<string, Rgb>();
  const dark = new Map<string, Rgb>();
  for (const [, name = '', lightHex = '', darkHex = ''] of block.matchAll(
    /--([\w-]+): light-dark\(#([\da-f]{6}), #([\da-f]{6})\)/g,
  )) {
    light.set(name, linear(lightHex));
    dark.set(name, linear(darkHex));
  }
  return { light, dark };
}

function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(0), channel(2), channel(4)];
}

/** WCAG 2 contrast, 1..21. */
export function contrast(one: Rgb, other: Rgb): number {
  const light = luminance(one) + 0.05;
  const dark = luminance(other) + 0.05;
  return Math.max(light, dark) / Math.min(light, dark);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

type Matrix = readonly [Rgb, Rgb, Rgb];

/** How a colour looks with a full deficiency (Machado, Oliveira, Fernandes 2009), in linear light. */
export const sights: Readonly<Record<'usual' | 'protan' | 'deutan' | 'tritan', Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE76 distance of two colours as an eye sees them; 2.3 is just noticeable. */
export function distance(one: Rgb, other: Rgb, sight: Matrix): number {
  const [first, second] = [lab(seen(one, sight)), lab(seen(other, sight))];
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

function seen(colour: Rgb, sight: Matrix): Rgb {
  const row = ([red, green, blue]: Rgb): number =>
    Math.min(1, Math.max(0, red * colour[0] + green * colour[1] + blue * colour[2]));
  return [row(sight[0]), row(sight[1]), row(sight[2])];
}

function lab([red, green, blue]: Rgb): Rgb {
  const curve = (value: number): number =>
    value > 216 / 24_389 ? Math.cbrt(value) : ((24_389 / 27) * value + 16) / 116;
  const x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
