export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour of a pixel as seen on a panel. */
export function over(rgba: Uint8Array, pixel: number, panel: Rgb): Rgb {
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.slice(pixel * 4, pixel * 4 + 4);
  const mix = (value: number, ground: number): number => Math.round((value * alpha + ground * (255 - alpha)) / 255);
  return [mix(red, panel[0]), mix(green, panel[1]), mix(blue, panel[2])];
}

/** The contrast ratio of WCAG 2, 1..21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((first, second) => second - first);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
