import { assertNever } from '../../../core/assert-never.ts';
import type { MeterLevel, TrayIcon } from '../../../core/views/tray.ts';
import { type Colour, createRaster, type Raster, type Shape } from './raster.ts';
import { bar, belowLevel, cornerDot, dashes, stripes, tank, tankMeasures, type TankMeasures } from './tank-shape.ts';

type IconTone = 'colour' | 'template';

/**
 * Draws the tray icon as RGBA (rows from the top, not premultiplied), on whole pixels of this size. The icon is a tank,
 * and its level shows what is left. The states differ in shape, not only in colour: solid (fine), narrow waist (low),
 * stripes (critical), empty with a bar (used up), dashed outline (unknown). An icon without a figure is drawn as
 * unknown, never as empty.
 */
export function drawIcon(icon: TrayIcon, sizePixels: number, tone: IconTone): Uint8Array {
  const palette = tone === 'colour' ? colourPalette : templatePalette;
  const measures = tankMeasures(sizePixels);
  const raster = createRaster(sizePixels);
  const level = shownLevel(icon);
  if (level === 'unknown') drawHollow(raster, measures, palette);
  else drawTank(raster, measures, palette, level, icon.leftPercent ?? 0);
  if (icon.attention) drawDot(raster, measures, palette);
  return raster.toRgba();
}

function shownLevel({ level, leftPercent }: TrayIcon): MeterLevel {
  return leftPercent === null && level !== 'used-up' ? 'unknown' : level;
}

function drawTank(
  raster: Raster,
  measures: TankMeasures,
  palette: IconPalette,
  level: MeterLevel,
  leftPercent: number,
): void {
  const hasNotches = level === 'low';
  const { haloPixels, strokePixels } = measures;
  const well = tank(measures, haloPixels + strokePixels, hasNotches);
  const filled = level === 'used-up' ? nowhere : both(well, fill(measures, level, leftPercent));
  if (palette.halo !== null) raster.paint(tank(measures, 0, hasNotches), palette.halo);
  raster.paint(tank(measures, haloPixels, hasNotches), palette.outline);
  raster.paint(filled, palette.level(level));
  if (palette.ground === null) raster.erase(without(well, filled));
  else raster.paint(without(well, filled), palette.ground);
  if (level === 'used-up') drawBar(raster, measures, palette);
}

/** Stripes fill the whole tank, because five percent of it is less than two rows. */
function fill(measures: TankMeasures, level: MeterLevel, leftPercent: number): Shape {
  return level === 'critical' ? stripes(measures) : belowLevel(measures, leftPercent);
}

function drawBar(raster: Raster, measures: TankMeasures, palette: IconPalette): void {
  const ring = bar(measures, measures.haloPixels);
  if (palette.halo === null) raster.erase(ring);
  else raster.paint(ring, palette.halo);
  raster.paint(bar(measures, 0), palette.level('used-up'));
}

function drawHollow(raster: Raster, measures: TankMeasures, palette: IconPalette): void {
  const { haloPixels, strokePixels } = measures;
  const wall = without(tank(measures, haloPixels, false), tank(measures, haloPixels + strokePixels, false));
  const aroundWall = without(tank(measures, 0, false), tank(measures, 2 * haloPixels + strokePixels, false));
  if (palette.faintHalo !== null) raster.paint(aroundWall, palette.faintHalo);
  raster.paint(both(wall, dashes(measures)), palette.faintOutline);
}

function drawDot(raster: Raster, measures: TankMeasures, palette: IconPalette): void {
  const ring = cornerDot(measures, measures.haloPixels);
  raster.erase(ring);
  if (palette.halo !== null) raster.paint(ring, palette.halo);
  raster.paint(cornerDot(measures, 0), palette.attention);
}

const nowhere: Shape = () => false;

const both =
  (one: Shape, other: Shape): Shape =>
  (x, y) =>
    one(x, y) && other(x, y);

const without =
  (one: Shape, other: Shape): Shape =>
  (x, y) =>
    one(x, y) && !other(x, y);

interface IconPalette {
  /** The edge around the outline, which makes it visible on a dark panel. Null if the system tints the icon. */
  readonly halo: Colour | null;
  readonly outline: Colour;
  /** The background inside the tank, so that the level contrasts with any panel. Null: transparent. */
  readonly ground: Colour | null;
  readonly level: (level: MeterLevel) => Colour;
  readonly faintHalo: Colour | null;
  readonly faintOutline: Colour;
  readonly attention: Colour;
}

/** Colours that stay distinct with the three common colour vision deficiencies. */
const colourPalette: IconPalette = {
  halo: [255, 255, 255, 0.92],
  outline: [24, 28, 34, 1],
  ground: [250, 251, 252, 1],
  level: (level) => {
    switch (level) {
      case 'fine':
        return [0, 114, 178, 1];
      case 'low':
        return [224, 142, 0, 1];
      case 'critical':
      case 'used-up':
        return [200, 62, 0, 1];
      case 'unknown':
        return [110, 116, 126, 1];
      default:
        return assertNever(level);
    }
  },
  faintHalo: [255, 255, 255, 0.85],
  faintOutline: [72, 79, 90, 1],
  attention: [196, 0, 98, 1],
};

const ink: Colour = [0, 0, 0, 1];

/** Black with opacity, because macOS tints the icon for its menu bar. */
const templatePalette: IconPalette = {
  halo: null,
  outline: ink,
  ground: null,
  level: () => ink,
  faintHalo: null,
  faintOutline: [0, 0, 0, 0.55],
  attention: ink,
};
