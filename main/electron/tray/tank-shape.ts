import type { Shape } from './raster.ts';

/** The measures of an icon size, in whole pixels. */
export interface TankMeasures {
  readonly sizePixels: number;
  readonly haloPixels: number;
  readonly strokePixels: number;
  /** The left edge of the tank with its halo. The tank is centred and has the full height. */
  readonly left: number;
  readonly right: number;
  readonly radiusPixels: number;
  /** Depth and half height of the notch in both walls, which shows that little is left. */
  readonly notchPixels: number;
  /** The height of the inside, which holds the level. */
  readonly wellPixels: number;
}

/** Hand-tuned for each size: halo, stroke, outer width. */
const tuned: Readonly<Record<number, readonly [halo: number, stroke: number, width: number]>> = {
  16: [1, 1, 12],
  20: [1, 2, 14],
  22: [1, 2, 16],
  24: [1, 2, 18],
  32: [1, 3, 22],
  44: [2, 4, 32],
  64: [2, 5, 44],
};

/** Returns the measures for a size. A size that is not tuned gets proportional measures. */
export function tankMeasures(sizePixels: number): TankMeasures {
  const [haloPixels, strokePixels, width] = tuned[sizePixels] ?? [
    Math.max(1, Math.round(sizePixels / 28)),
    Math.max(1, Math.round(sizePixels / 12)),
    sizePixels - 2 * Math.round(sizePixels / 7),
  ];
  const left = Math.floor((sizePixels - width) / 2);
  return {
    sizePixels,
    haloPixels,
    strokePixels,
    left,
    right: sizePixels - left,
    radiusPixels: Math.round(sizePixels / 5),
    notchPixels: Math.round(sizePixels / 9),
    wellPixels: sizePixels - 2 * (haloPixels + strokePixels),
  };
}

/** Returns the tank, smaller by `insetPixels` on all sides. With notches it has a narrow waist. */
export function tank(measures: TankMeasures, insetPixels: number, hasNotches: boolean): Shape {
  const { sizePixels, left, right, radiusPixels, notchPixels } = measures;
  const body = roundedBox(
    left + insetPixels,
    insetPixels,
    right - insetPixels,
    sizePixels - insetPixels,
    Math.max(0, radiusPixels - insetPixels),
  );
  if (!hasNotches) return body;
  const centre = sizePixels / 2;
  return (x, y) => {
    if (!body(x, y)) return false;
    const fromWall = Math.min(x - left, right - x);
    const fromWaist = Math.abs(y - centre);
    return fromWall + fromWaist >= notchPixels + insetPixels * Math.SQRT2;
  };
}

/** Returns everything below the level. Any rest shows at least one row, and only 100 percent fills the tank. */
export function belowLevel(measures: TankMeasures, leftPercent: number): Shape {
  const { sizePixels, haloPixels, strokePixels, wellPixels } = measures;
  const exact = Math.round((wellPixels * leftPercent) / 100);
  const rows = leftPercent >= 100 ? wellPixels : leftPercent <= 0 ? 0 : Math.min(wellPixels - 1, Math.max(1, exact));
  const surface = sizePixels - haloPixels - strokePixels - rows;
  return (_x, y) => y >= surface;
}

/** Returns diagonal stripes, as wide as their gaps. */
export function stripes(measures: TankMeasures): Shape {
  const period = Math.max(4, Math.round(measures.sizePixels / 4));
  return (x, y) => (((Math.floor(x) + Math.floor(y)) % period) + period) % period < period / 2;
}

/** Returns the parts of a dashed outline. Dashes are counted from the middle of each side, so that both halves match. */
export function dashes(measures: TankMeasures): Shape {
  const { sizePixels, radiusPixels } = measures;
  const centre = sizePixels / 2;
  const dash = Math.max(2, Math.round(sizePixels / 9));
  const sideEnds = centre - radiusPixels;
  return (x, y) => {
    const fromMiddleX = Math.abs(x - centre);
    const fromMiddleY = Math.abs(y - centre);
    const isGapInSide = fromMiddleY < sideEnds && Math.floor(fromMiddleY / dash + 0.5) % 2 === 1;
    const isGapInLid = fromMiddleX < dash / 2 && fromMiddleY > sideEnds;
    return !isGapInSide && !isGapInLid;
  };
}

/** Returns the horizontal bar over a used-up tank. */
export function bar(measures: TankMeasures, grownPixels: number): Shape {
  const { sizePixels, strokePixels } = measures;
  const halfHeight = Math.max(2, strokePixels) + grownPixels;
  const overhang = Math.max(1, Math.round(sizePixels / 16));
  const left = measures.left - overhang - grownPixels + measures.haloPixels;
  const centre = sizePixels / 2;
  return (x, y) => Math.abs(y - centre) < halfHeight && x >= left && x < sizePixels - left;
}

/** Returns the dot in the top right corner, which shows that an account needs attention. */
export function cornerDot(measures: TankMeasures, grownPixels: number): Shape {
  const radius = Math.max(2.5, Math.round(measures.sizePixels / 5.5));
  const ring = measures.haloPixels;
  const centreX = measures.sizePixels - radius - ring;
  const centreY = radius + ring;
  return (x, y) => Math.hypot(x - centreX, y - centreY) <= radius + grownPixels;
}

function roundedBox(left: number, top: number, right: number, bottom: number, radius: number): Shape {
  return (x, y) => {
    if (x < left || x >= right || y < top || y >= bottom) return false;
    const insideX = Math.max(left + radius - x, x - (right - radius), 0);
    const insideY = Math.max(top + radius - y, y - (bottom - radius), 0);
    return insideX * insideX + insideY * insideY <= radius * radius || insideX === 0 || insideY === 0;
  };
}
