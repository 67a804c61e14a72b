import { assertNever } from '../../../core/assert-never.ts';
import type { IconFigure } from '../../../core/views/tray-icon.ts';
import type { IconCanvas } from './icon-drawing.ts';
import type { Shape } from './raster.ts';
import { both, box, disc, either, without } from './shapes.ts';

/**
 * Draws what is left as an arc that begins on top and runs with the clock. Returns what a light plate below it must
 * cover.
 */
export function drawRing({ state, leftPercent }: IconFigure, canvas: IconCanvas): Shape {
  const { raster, colours, sizePixels, edgePixels } = canvas;
  const centre = sizePixels / 2;
  const margin = Math.max(edgePixels, sizePixels > 16 ? Math.round(sizePixels / 24) : 0);
  const radius = centre - margin;
  const thick = Math.max(3, Math.round(sizePixels / 5.5));
  const thin = Math.max(1, Math.round(sizePixels / 16));
  const whole = disc(centre, centre, radius);
  const hole = radius - thick;
  const ring = without(whole, disc(centre, centre, hole));
  const arc = both(ring, sector(centre, leftPercent ?? 0));
  const colour = colours.of(state);
  switch (state) {
    case 'fine':
      paintOn(ring, arc);
      break;
    case 'low': {
      const middle = radius - thick / 2;
      paintOn(without(disc(centre, centre, middle + thin / 2), disc(centre, centre, middle - thin / 2)), arc);
      break;
    }
    case 'critical':
      paintOn(ring, either(arc, disc(centre, centre, hole * 0.64)));
      break;
    case 'used-up': {
      const edge = without(whole, disc(centre, centre, radius - 1.5 * thin));
      raster.paint(either(edge, cross(centre, radius * 0.5, thin * 1.2)), colour);
      break;
    }
    case 'blocked': {
      const half = Math.round(radius * 0.6);
      const bar = { left: centre - half, top: centre - thin, width: 2 * half, height: 2 * thin };
      raster.paint(without(whole, box(bar)), colour);
      break;
    }
    case 'unknown':
      raster.paint(both(ring, dashes(centre)), colour);
      break;
    default:
      return assertNever(state);
  }
  return disc(centre, centre, radius + edgePixels);

  function paintOn(track: Shape, shown: Shape): void {
    raster.paint(track, colours.ground);
    raster.erase(shown);
    raster.paint(shown, colour);
  }
}

/** Returns the part of a ring from the top on. Any rest is visible, and only 100 percent closes the ring. */
function sector(centre: number, leftPercent: number): Shape {
  const share = leftPercent >= 100 ? 1 : leftPercent <= 0 ? 0 : Math.min(0.95, Math.max(0.05, leftPercent / 100));
  return (x, y) => {
    const turn = Math.atan2(x - centre, centre - y) / (2 * Math.PI);
    return (turn < 0 ? turn + 1 : turn) < share;
  };
}

/** Returns eight pieces with gaps between them. */
function dashes(centre: number): Shape {
  return (x, y) => {
    const turn = Math.atan2(x - centre, centre - y) / (2 * Math.PI) + 1;
    return (turn * 8 + 0.25) % 1 < 0.5;
  };
}

/** Returns two lines that cross in the middle. */
function cross(centre: number, reach: number, halfWidth: number): Shape {
  return (x, y) => {
    const [along, across] = [x - centre + (y - centre), x - centre - (y - centre)];
    const isInside = Math.max(Math.abs(along), Math.abs(across)) <= reach * Math.SQRT2;
    return isInside && Math.min(Math.abs(along), Math.abs(across)) <= halfWidth;
  };
}
