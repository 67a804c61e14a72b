import { describe, expect, it } from 'vitest';
import type { IconFigure, IconState, IconStyle, TrayIcon } from '../../../../../core/views/tray-icon.ts';
import { drawIcon, type IconInk } from '../../../../../main/electron/tray/icon-drawing.ts';
import {
  iconSheet,
  iconSizes,
  iconStates,
  sheetIcon,
  type SheetState,
  sheetStyles,
} from '../../../../support/icon-sheet.ts';
import { contrast, over, type Rgb } from './pixels.ts';

const inks: readonly IconInk[] = ['template', 'light', 'dark', 'outlined'];
const names = Object.keys(iconStates) as readonly SheetState[];
const drawings = sheetStyles.flatMap((style) => iconSizes.map((size) => [style, size] as const));

/** A state and its opposite are seen in one colour: only the opacity of a pixel counts. */
function differingShare(one: Uint8Array, other: Uint8Array): number {
  const pixels = one.length / 4;
  let count = 0;
  for (let at = 3; at < one.length; at += 4) if (Math.abs((one[at] ?? 0) - (other[at] ?? 0)) > 48) count += 1;
  return count / pixels;
}

/** The states that a style tells apart. Only the bars show whether an account has one limit or two. */
function statesOf(style: IconStyle): readonly SheetState[] {
  return style === 'bars' ? names : names.filter((name) => name !== 'one limit');
}

function withFigure(style: IconStyle, figure: IconFigure): TrayIcon {
  return { style, tone: 'automatic', attention: false, figure, bars: [figure, figure] };
}

/** How many pixels the filled part takes, in the row or on the ring where nothing else is drawn. */
function filledPixels(style: IconStyle, state: IconState, leftPercent: number, size: number): number {
  const icon = drawIcon(withFigure(style, { state, leftPercent }), size, 'template');
  const isSolid = (at: number): boolean => icon[at * 4 + 3] === 255;
  if (style === 'ring') return Array.from({ length: size * size }, (_unused, at) => at).filter(isSolid).length;
  const row = style === 'bars' ? Math.round(size / 4) : lineRow(state, size);
  return Array.from({ length: size }, (_unused, column) => row * size + column).filter(isSolid).length;
}

/** The first row of the level line below a number: the lowest drawn rows are the line, above them is a gap. */
function lineRow(state: IconState, size: number): number {
  const icon = drawIcon(withFigure('number', { state, leftPercent: 60 }), size, 'template');
  const isDrawn = (row: number): boolean => icon.slice(row * size * 4, (row + 1) * size * 4).some((value) => value > 0);
  let row = size - 1;
  while (!isDrawn(row)) row -= 1;
  while (isDrawn(row - 1)) row -= 1;
  return row;
}

describe.each(drawings)('the tray icon as %s at %i px', (style, size) => {
  it('has exactly one RGBA value per pixel', () => {
    for (const ink of inks) expect(drawIcon(sheetIcon('fine', style), size, ink)).toHaveLength(size * size * 4);
  });

  it('differs between any two states in at least 12 % of the pixels, in one colour', () => {
    const states = statesOf(style);
    for (const [index, one] of states.entries()) {
      for (const other of states.slice(index + 1)) {
        const [first, second] = [one, other].map((name) => drawIcon(sheetIcon(name, style), size, 'template'));
        const share = differingShare(first ?? new Uint8Array(), second ?? new Uint8Array());
        expect(share, `${one} and ${other}`).toBeGreaterThanOrEqual(0.12);
      }
    }
  });

  it('has a filled part that falls with what is left', () => {
    for (const state of ['fine', 'low', 'critical'] as const) {
      const filled = Array.from({ length: 51 }, (_unused, step) => filledPixels(style, state, step * 2, size));
      expect(filled, state).toEqual(filled.toSorted((one, other) => one - other));
    }
  });

  it('shows any rest, and only 100 percent as full', () => {
    const filled = [0, 1, 99, 100].map((left) => filledPixels(style, 'fine', left, size));
    expect(filled[1]).toBeGreaterThan(filled[0] ?? 0);
    expect(filled[3]).toBeGreaterThan(filled[2] ?? 0);
  });

  it('uses only black in one colour, so that the system can tint it', () => {
    for (const name of names) {
      const rgba = drawIcon(sheetIcon(name, style), size, 'template');
      for (let at = 0; at < rgba.length; at += 4) expect([...rgba.slice(at, at + 3)]).toEqual([0, 0, 0]);
    }
  });

  it('has a colour only for low and critical', () => {
    for (const ink of ['light', 'dark'] as const) {
      for (const name of names) {
        const rgba = drawIcon(sheetIcon(name, style), size, ink);
        const coloured = Array.from({ length: size * size }, (_unused, at) => {
          const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.slice(at * 4, at * 4 + 4);
          return alpha > 60 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40;
        });
        expect(coloured.includes(true), `${name} in ${ink}`).toBe(name === 'low' || name === 'critical');
      }
    }
  });

  it.each([
    ['light', [27, 28, 32]],
    ['dark', [243, 243, 244]],
    ['outlined', [255, 255, 255]],
    ['outlined', [128, 128, 128]],
    ['outlined', [0, 0, 0]],
  ] satisfies readonly (readonly [IconInk, Rgb])[])('in %s has a contrast of 3 or more on %j', (ink, panel) => {
    for (const name of names) {
      const rgba = drawIcon(sheetIcon(name, style), size, ink);
      const seen = Array.from({ length: size * size }, (_unused, at) => contrast(over(rgba, at, panel), panel));
      const clear = seen.filter((ratio) => ratio >= 3).length;
      expect(clear, name).toBeGreaterThan(size / 2);
    }
  });

  it('draws a figure that is not known in the way of none that is known', () => {
    const unknown = drawIcon(sheetIcon('unknown', style), size, 'template');
    for (const state of ['fine', 'low', 'critical', 'used-up'] as const)
      expect(drawIcon(withFigure(style, { state, leftPercent: 0 }), size, 'template')).not.toEqual(unknown);
  });

  it('cuts the dot out of what is below it', () => {
    const full = drawIcon({ ...sheetIcon('full', style), attention: true }, size, 'template');
    const without = drawIcon(sheetIcon('full', style), size, 'template');
    const isInCorner = (at: number): boolean => {
      const [column, row] = [at % size, Math.floor(at / size)];
      return column >= size / 2 && (style === 'number' ? row >= size / 2 : row < size / 2);
    };
    const pixels = Array.from({ length: size * size }, (_unused, at) => at).filter(isInCorner);
    const opacity = (icon: Uint8Array, at: number): number => icon[at * 4 + 3] ?? 0;
    expect(pixels.some((at) => opacity(full, at) < 60 && opacity(without, at) > 200)).toBe(true);
    expect(pixels.filter((at) => opacity(full, at) === 255).length).toBeGreaterThan((size * size) / 25);
  });
});

it('keeps the digits readable beside the dot', () => {
  for (const size of iconSizes) {
    const digits = (attention: boolean): number => {
      const rgba = drawIcon({ ...sheetIcon('fine', 'number'), attention }, size, 'template');
      const height = Math.round(size * 0.5);
      return rgba.slice(0, height * size * 4).filter((value, at) => at % 4 === 3 && value === 255).length;
    };
    expect(digits(true), String(size)).toBeGreaterThanOrEqual(digits(false));
  }
});

it('has another picture for each number', () => {
  for (const size of iconSizes) {
    const pictures = Array.from({ length: 101 }, (_unused, leftPercent) =>
      Buffer.from(drawIcon(withFigure('number', { state: 'fine', leftPercent }), size, 'template')).toString('base64'),
    );
    expect(new Set(pictures).size).toBe(101);
  }
});

it('has a contact sheet with every state in every size, style and ink', () => {
  const sheet = iconSheet();
  expect(sheet.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(sheet.readUInt32BE(16)).toBeGreaterThan(names.length * iconSizes.reduce((sum, size) => sum + size, 0));
});

it('draws a size without tuned measures completely', () => {
  for (const style of sheetStyles) {
    const rgba = drawIcon(sheetIcon('fine', style), 28, 'dark');
    expect(rgba).toHaveLength(28 * 28 * 4);
    expect(rgba.some((value) => value > 0)).toBe(true);
  }
});
