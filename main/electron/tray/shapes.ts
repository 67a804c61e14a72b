import type { Shape } from './raster.ts';

/** A rectangle on whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Returns a rectangle. */
export function box({ left, top, width, height }: Box): Shape {
  return (x, y) => x >= left && x < left + width && y >= top && y < top + height;
}

/** Returns a rectangle with round corners. */
export function roundBox(outer: Box, radius: number): Shape {
  const within = box(outer);
  const { left, top, width, height } = outer;
  const right = left + width - radius;
  const bottom = top + height - radius;
  return (x, y) => {
    if (!within(x, y)) return false;
    const fromX = Math.max(left + radius - x, x - right, 0);
    const fromY = Math.max(top + radius - y, y - bottom, 0);
    return fromX === 0 || fromY === 0 || fromX * fromX + fromY * fromY <= radius * radius;
  };
}

/** Returns the rectangle that is smaller by `pixels` on all sides. */
export function inset({ left, top, width, height }: Box, pixels: number): Box {
  return { left: left + pixels, top: top + pixels, width: width - 2 * pixels, height: height - 2 * pixels };
}

/** Returns a disc around a point. */
export function disc(centreX: number, centreY: number, radius: number): Shape {
  return (x, y) => (x - centreX) ** 2 + (y - centreY) ** 2 <= radius * radius;
}

/** Returns the points that lie in all shapes. */
export function both(...shapes: readonly Shape[]): Shape {
  return (x, y) => shapes.every((shape) => shape(x, y));
}

/** Returns the points of the first shape that are not in the second. */
export function without(one: Shape, other: Shape): Shape {
  return (x, y) => one(x, y) && !other(x, y);
}

/** Returns the points that lie in at least one shape. */
export function either(...shapes: readonly Shape[]): Shape {
  return (x, y) => shapes.some((shape) => shape(x, y));
}
