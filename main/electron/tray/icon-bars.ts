import { assertNever } from '../../../core/assert-never.ts';
import type { IconFigure, TrayIcon } from '../../../core/views/tray-icon.ts';
import type { IconCanvas } from './icon-drawing.ts';
import type { Shape } from './raster.ts';
import { both, box, type Box, either, inset, roundBox, without } from './shapes.ts';

/** Tuned for each size, in pixels: the free margin at the sides, two bars and the gap between them, one thicker bar. */
const tuned: Readonly<Record<number, readonly [margin: number, height: number, gap: number, single: number]>> = {
  16: [0, 6, 2, 10],
  20: [1, 7, 2, 12],
  22: [1, 8, 2, 12],
  24: [1, 9, 2, 14],
  32: [1, 12, 4, 18],
  44: [2, 17, 4, 24],
  64: [2, 25, 6, 36],
};

/**
 * Draws two bars, or one thicker bar for an account with one limit. Returns what a light plate below them must cover.
 *
 * @param attention True: a dot will be cut out at the end of the first bar.
 */
export function drawBars(bars: TrayIcon['bars'], attention: boolean, canvas: IconCanvas): Shape {
  const { sizePixels, edgePixels } = canvas;
  const [margin, height, gap, single] = tuned[sizePixels] ?? [
    Math.round(sizePixels / 24),
    Math.round(sizePixels / 2.7),
    2 * Math.round(sizePixels / 20),
    2 * Math.round(sizePixels / 3.5),
  ];
  const left = Math.max(margin, edgePixels);
  const width = sizePixels - 2 * left;
  const needed = bars.length === 1 ? single : 2 * height + gap;
  const over = Math.max(0, needed + 2 * edgePixels - sizePixels);
  const top = Math.floor((sizePixels - needed + over) / 2);
  const tall = bars.length === 1 ? single : height - Math.ceil(over / 2);
  const plates = bars.map((figure, index) => {
    const bar = { left, top: top + index * (tall + gap), width, height: tall };
    // The dot would leave a speck of the stroke at the end of a thin rest.
    drawBar(figure, bar, { ...canvas, hasEnd: !(attention && index === 0 && bars.length > 1) });
    return roundBox(inset(bar, -edgePixels), Math.round(sizePixels / 8) + edgePixels);
  });
  return either(...plates);
}

function drawBar(
  { state, leftPercent }: IconFigure,
  bar: Box,
  { raster, colours, sizePixels, hasEnd }: IconCanvas & { readonly hasEnd: boolean },
): void {
  const stroke = strokePixels(sizePixels);
  const radius = Math.min(Math.round(sizePixels / 8), bar.height / 3);
  const body = roundBox(bar, radius);
  const inner = inset(bar, stroke);
  const frame = without(body, roundBox(inner, Math.max(0, radius - stroke)));
  const colour = colours.of(state);
  switch (state) {
    case 'fine': {
      raster.paint(body, colours.ground);
      return paintOver(both(body, box(filled(bar, leftPercent))));
    }
    case 'low': {
      const thin = Math.max(2, 2 * Math.round(bar.height / 9));
      const track = { ...bar, top: bar.top + Math.floor((bar.height - thin) / 2), height: thin };
      const end = { ...bar, left: bar.left + bar.width - stroke, width: stroke };
      raster.paint(box(track), colours.ground);
      const rest = both(body, box(filled(bar, leftPercent)));
      return paintOver(hasEnd ? either(rest, box(end)) : rest);
    }
    case 'critical': {
      const gap = Math.max(1, Math.round(sizePixels / 22));
      raster.paint(body, colours.ground);
      const short = filled(inset(bar, stroke), leftPercent);
      raster.erase(box({ ...short, width: short.width + (short.width === 0 ? 0 : gap) }));
      return paintOver(either(frame, box({ ...short, width: Math.max(short.width, gap) })));
    }
    case 'used-up': {
      return paintOver(either(frame, box(centreLine(inner, sizePixels))));
    }
    case 'blocked':
      return paintOver(both(body, columns(bar, stroke)));
    case 'unknown':
      return paintOver(both(frame, dashes(bar, sizePixels)));
    default:
      return assertNever(state);
  }

  function paintOver(shape: Shape): void {
    raster.erase(shape);
    raster.paint(shape, colour);
  }
}

/** Returns the width of a line: one pixel in the small sizes. */
export function strokePixels(sizePixels: number): number {
  return Math.max(1, Math.round(sizePixels / 20));
}

/** Returns the left part of a bar. Any rest is at least one pixel wide, and only 100 percent fills the bar. */
export function filled(bar: Box, leftPercent: number | null): Box {
  const percent = leftPercent ?? 0;
  const exact = Math.round((bar.width * percent) / 100);
  const width = percent >= 100 ? bar.width : percent <= 0 ? 0 : Math.min(bar.width - 1, Math.max(1, exact));
  return { ...bar, width };
}

/** Returns the line through an empty bar. */
function centreLine(inner: Box, sizePixels: number): Box {
  const gap = Math.max(1, Math.round(sizePixels / 16));
  const height =
    inner.height % 2 === 0 ? 2 * Math.max(1, Math.round(sizePixels / 32)) : 2 * Math.round(sizePixels / 32) + 1;
  const top = inner.top + (inner.height - height) / 2;
  return { left: inner.left + gap + 1, top, width: inner.width - 2 * gap - 2, height };
}

/** Returns upright lines, as wide as their gaps, that end with a line on both sides. */
function columns({ left, width }: Box, stroke: number): Shape {
  const count = Math.max(3, 2 * Math.round(width / (4 * stroke)) + 1);
  return (x) => Math.floor(((x - left) * count) / width) % 2 === 0;
}

/** Returns the parts of a dashed outline, the same from both sides. */
function dashes({ left, top, width, height }: Box, sizePixels: number): Shape {
  const dash = Math.max(2, Math.round(sizePixels / 8));
  return (x, y) => {
    const isEnd = y >= top + height / 3 && y < top + height - height / 3;
    const fromMiddle = Math.abs(x - left - width / 2);
    const isSide = x < left + dash / 2 || x >= left + width - dash / 2;
    return isSide ? !isEnd : Math.floor(fromMiddle / dash + 0.5) % 2 === 0;
  };
}
