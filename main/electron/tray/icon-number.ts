import { assertNever } from '../../../core/assert-never.ts';
import type { IconFigure } from '../../../core/views/tray-icon.ts';
import { filled, strokePixels } from './icon-bars.ts';
import { numberShape } from './icon-digits.ts';
import type { IconCanvas } from './icon-drawing.ts';
import type { Shape } from './raster.ts';
import { both, box, type Box, either, inset, roundBox, without } from './shapes.ts';

type Measures = readonly [digits: 9 | 11 | 13, doubled: number, gap: number, line: number];

/** Tuned for each size, in pixels: the digits, how often they are doubled, the gap below them, the level line. */
const tuned: Readonly<Record<number, Measures>> = {
  16: [9, 0, 2, 3],
  20: [11, 0, 2, 3],
  22: [13, 0, 2, 4],
  24: [13, 0, 2, 5],
  32: [9, 1, 4, 6],
  44: [13, 1, 4, 8],
  64: [9, 2, 6, 12],
};

function measuresOf(sizePixels: number): Measures {
  return tuned[sizePixels] ?? [9, Math.floor(sizePixels / 32), 2, 3];
}

/** Returns where the digits end, in pixels from the top, if they are moved up to make room for the dot below. */
export function digitsEndAt(sizePixels: number): number {
  const [digits, doubled] = measuresOf(sizePixels);
  return digits * 2 ** doubled;
}

/**
 * Draws what is left as a number above a line that shows the same. Returns what a light plate below it must cover.
 */
export function drawNumber({ state, leftPercent }: IconFigure, hasDot: boolean, canvas: IconCanvas): Shape {
  const { raster, colours, sizePixels, edgePixels } = canvas;
  const [digits, doubled, gap, lineHeight] = measuresOf(sizePixels);
  const digitHeight = digits * 2 ** doubled;
  const top = hasDot ? 0 : Math.floor((sizePixels - digitHeight - gap - lineHeight) / 2);
  const left = Math.max(edgePixels, sizePixels > 16 ? strokePixels(sizePixels) : 0);
  const width = sizePixels - 2 * left;
  const lineTop = hasDot ? sizePixels - lineHeight : top + digitHeight + gap;
  const line = { left, top: lineTop, width, height: lineHeight };
  const place = { left, top, width, height: digitHeight };
  const stroke = strokePixels(sizePixels);
  const plate = roundBox({ ...place, top: top - 1, height: digitHeight + 2 }, Math.round(sizePixels / 6));
  const emptyLine = without(box(line), box(inset(line, stroke)));
  const number = (value: number): Shape => {
    const shape = numberShape(value, digits, doubled);
    return shape.at(Math.floor((sizePixels - shape.width) / 2), top);
  };
  const paint = (shape: Shape): void => raster.paint(shape, colours.of(state));

  switch (state) {
    case 'fine':
    case 'low':
    case 'critical': {
      const shape = number(leftPercent ?? 0);
      paint(state === 'critical' ? without(plate, shape) : shape);
      const thin = { ...line, top: line.top + line.height - stroke, height: stroke };
      const end = { ...line, left: line.left + line.width - stroke, width: stroke };
      raster.paint(box(state === 'fine' ? line : thin), colours.ground);
      const shown = either(box(filled(line, leftPercent)), ...(state === 'low' ? [box(end)] : []));
      raster.erase(shown);
      paint(shown);
      break;
    }
    case 'used-up':
      paint(either(number(0), emptyLine));
      break;
    case 'blocked':
      paint(either(without(plate, box(middleBar(place, sizePixels))), emptyLine));
      break;
    case 'unknown':
      paint(either(box(middleBar(place, sizePixels)), both(box(line), dotted(line))));
      break;
    default:
      return assertNever(state);
  }
  return roundBox({ left: 0, top: 0, width: sizePixels, height: sizePixels }, Math.round(sizePixels / 6));
}

/** Returns the bar in the middle, like that of a sign for no entry. */
function middleBar({ left, top, width, height }: Box, sizePixels: number): Box {
  const thick = Math.max(2, Math.round(sizePixels / 8)) + (height % 2 === 0 ? 0 : 1);
  const long = 2 * Math.round(width / 3.2);
  return { left: left + (width - long) / 2, top: top + (height - thick) / 2, width: long, height: thick };
}

/** Returns short pieces of a line, with gaps of the same width, that end with a piece on both sides. */
function dotted({ left, width, height }: Box): Shape {
  const count = 2 * Math.round(width / (2 * Math.max(2, height))) + 1;
  return (x) => Math.floor(((x - left) * count) / width) % 2 === 0;
}
