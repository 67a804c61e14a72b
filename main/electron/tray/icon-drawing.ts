import { assertNever } from '../../../core/assert-never.ts';
import type { IconState, IconStyle, TrayIcon } from '../../../core/views/tray-icon.ts';
import { drawBars } from './icon-bars.ts';
import { digitsEndAt, drawNumber } from './icon-number.ts';
import { drawRing } from './icon-ring.ts';
import { type Colour, createRaster, type Raster, type Shape } from './raster.ts';
import { disc, either } from './shapes.ts';

/**
 * The ink of an icon. `template`: black, which macOS tints. `light`: for dark panels. `dark`: for light panels.
 * `outlined`: dark on a light plate that ends one pixel
 * around it, for a panel that nobody knows.
 */
export type IconInk = 'template' | 'light' | 'dark' | 'outlined';

/** The colours of an icon. */
export interface IconColours {
  readonly ink: Colour;
  /** The part of a bar that is used. */
  readonly ground: Colour;
  /** The colour of a figure. Only low and critical have one of their own. */
  readonly of: (state: IconState) => Colour;
}

/** Where a style may draw, and how. */
export interface IconCanvas {
  readonly raster: Raster;
  readonly colours: IconColours;
  readonly sizePixels: number;
  /** The free pixels on each side, which a plate needs. */
  readonly edgePixels: number;
}

/**
 * Draws the tray icon as RGBA (rows from the top, not premultiplied), on whole pixels of this size. Each state has a
 * shape of its own, so that one colour is enough. A figure that is not known is never drawn as empty.
 */
export function drawIcon(icon: TrayIcon, sizePixels: number, ink: IconInk): Uint8Array {
  const raster = createRaster(sizePixels);
  const edgePixels = ink === 'outlined' ? Math.max(1, Math.round(sizePixels / 24)) : 0;
  const canvas: IconCanvas = { raster, colours: coloursOf(ink), sizePixels, edgePixels };
  const plate = drawStyle(icon, canvas);
  const dotPlate = icon.attention ? drawDot(canvas, icon.style) : plate;
  if (edgePixels > 0) raster.paintBehind(either(plate, dotPlate), lightEdge);
  return raster.toRgba();
}

/** Draws the figures. Returns what a light plate below them must cover. */
function drawStyle({ style, bars, figure, attention }: TrayIcon, canvas: IconCanvas): Shape {
  switch (style) {
    case 'bars':
      return drawBars(bars, attention, canvas);
    case 'number':
      return drawNumber(figure, attention, canvas);
    case 'ring':
      return drawRing(figure, canvas);
    default:
      return assertNever(style);
  }
}

/**
 * Draws the dot of an account that needs the user, cut out of what is below. The number has it at the bottom, so that
 * the digits stay readable. Returns what a light plate below it must cover.
 */
function drawDot({ raster, colours, sizePixels, edgePixels }: IconCanvas, style: IconStyle): Shape {
  const gap = Math.max(1, Math.round(sizePixels / 16));
  const isNumber = style === 'number';
  const free = sizePixels - digitsEndAt(sizePixels) - gap;
  const radius = isNumber ? Math.floor(free / 2) : Math.round(sizePixels / (style === 'ring' ? 4.2 : 5));
  const centreX = sizePixels - radius - (isNumber ? 0 : edgePixels);
  const centreY = isNumber ? centreX : edgePixels + radius;
  raster.erase(disc(centreX, centreY, radius + gap));
  raster.paint(disc(centreX, centreY, radius), colours.ink);
  return disc(centreX, centreY, radius + edgePixels);
}

const lightEdge: Colour = [255, 255, 255, 0.92];

function coloursOf(ink: IconInk): IconColours {
  switch (ink) {
    case 'template':
      return inOneColour([0, 0, 0, 1], 0.34);
    case 'light':
      return { ...inOneColour([245, 246, 248, 1], 0.34), of: tinted([245, 246, 248, 1], lightTints) };
    case 'dark':
    case 'outlined':
      return { ...inOneColour([24, 27, 33, 1], 0.3), of: tinted([24, 27, 33, 1], darkTints) };
    default:
      return assertNever(ink);
  }
}

function inOneColour(ink: Colour, groundOpacity: number): IconColours {
  const [red, green, blue] = ink;
  return { ink, ground: [red, green, blue, groundOpacity], of: () => ink };
}

type Tints = Readonly<Partial<Record<IconState, Colour>>>;

const lightTints: Tints = { low: [250, 186, 88, 1], critical: [255, 122, 145, 1] };
const darkTints: Tints = { low: [168, 95, 0, 1], critical: [200, 24, 66, 1] };

function tinted(ink: Colour, tints: Tints): IconColours['of'] {
  return (state) => tints[state] ?? ink;
}
