import { describe, expect, it } from 'vitest';
import type { TrayIcon } from '../../../../../core/views/tray.ts';
import { drawIcon } from '../../../../../main/electron/tray/icon-drawing.ts';
import { contrast, over, pixelAt, type Rgb } from './pixels.ts';

const sizes = [16, 20, 22, 24, 32, 44, 64] as const;
const tones = ['colour', 'template'] as const;
const panels: readonly (readonly [name: string, colour: Rgb])[] = [
  ['white', [255, 255, 255]],
  ['grey', [128, 128, 128]],
  ['black', [0, 0, 0]],
];

const icon = (level: TrayIcon['level'], leftPercent: number | null, attention = false): TrayIcon => ({
  level,
  leftPercent,
  attention,
});
const states: readonly TrayIcon[] = [
  icon('fine', 100),
  icon('fine', 60),
  icon('low', 20),
  icon('critical', 5),
  icon('used-up', 0),
  icon('unknown', null),
];

/** How many pixels look different, seen on a panel. */
function differing(one: Uint8Array, other: Uint8Array, panel: Rgb): number {
  let count = 0;
  for (let pixel = 0; pixel < one.length / 4; pixel += 1) {
    const [first, second] = [over(one, pixel, panel), over(other, pixel, panel)];
    if (first.some((channel, index) => Math.abs(channel - (second[index] ?? 0)) > 48)) count += 1;
  }
  return count;
}

describe.each(sizes)('the tray icon at %i px', (size) => {
  it('has exactly one RGBA value per pixel', () => {
    for (const tone of tones) expect(drawIcon(icon('fine', 50), size, tone)).toHaveLength(size * size * 4);
  });

  it.each(panels)('differs between any two states by more than a few pixels on a %s panel', (_name, panel) => {
    for (const [index, one] of states.entries()) {
      for (const other of states.slice(index + 1)) {
        const count = differing(drawIcon(one, size, 'colour'), drawIcon(other, size, 'colour'), panel);
        expect(count, `${one.level} and ${other.level}`).toBeGreaterThan(size);
      }
    }
  });

  it('differs between any two states in one colour too', () => {
    for (const [index, one] of states.entries()) {
      for (const other of states.slice(index + 1)) {
        const count = differing(drawIcon(one, size, 'template'), drawIcon(other, size, 'template'), [255, 255, 255]);
        expect(count, `${one.level} and ${other.level}`).toBeGreaterThan(size / 2);
      }
    }
  });

  it('uses only black in one colour, so that the system can tint it', () => {
    for (const state of states) {
      const rgba = drawIcon({ ...state, attention: true }, size, 'template');
      for (let at = 0; at < rgba.length; at += 4) expect([...rgba.slice(at, at + 3)]).toEqual([0, 0, 0]);
    }
  });

  it('is symmetrical, except for the stripes and the dot', () => {
    for (const state of states.filter(({ level }) => level !== 'critical')) {
      const rgba = drawIcon(state, size, 'colour');
      for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size / 2; column += 1) {
          expect(pixelAt(rgba, size, column, row), `${state.level} ${column},${row}`).toEqual(
            pixelAt(rgba, size, size - 1 - column, row),
          );
        }
      }
    }
  });

  it('keeps the four corners empty', () => {
    for (const state of states) {
      const rgba = drawIcon(state, size, 'colour');
      for (const [column, row] of [
        [0, 0],
        [size - 1, 0],
        [0, size - 1],
        [size - 1, size - 1],
      ] as const) {
        expect(pixelAt(rgba, size, column, row)[3]).toBe(0);
      }
    }
  });

  it('has a level that rises with what is left, is visible for any rest, and full only at 100', () => {
    const middle = size / 2;
    const filledRows = (leftPercent: number): number => {
      const rgba = drawIcon(icon('fine', leftPercent), size, 'colour');
      const column = Array.from({ length: size }, (_unused, row) => pixelAt(rgba, size, middle, row));
      return column.filter(([red, green, blue]) => red === 0 && green === 114 && blue === 178).length;
    };
    const heights = Array.from({ length: 21 }, (_unused, step) => filledRows(step * 5));
    expect(heights[0]).toBe(0);
    expect(heights[1]).toBeGreaterThan(0);
    expect(heights[19]).toBeLessThan(heights[20] ?? 0);
    expect(heights).toEqual([...heights].sort((one, other) => one - other));
  });

  it('puts the dot into the top right corner and leaves the bottom half as it was', () => {
    for (const state of states) {
      const without = drawIcon(state, size, 'colour');
      const withDot = drawIcon({ ...state, attention: true }, size, 'colour');
      expect(withDot.slice(withDot.length / 2)).toEqual(without.slice(without.length / 2));
      expect(differing(without, withDot, [128, 128, 128])).toBeGreaterThan(size / 2);
    }
  });

  it.each(panels)('has an edge with a contrast of 3 or more on a %s panel', (_name, panel) => {
    const middle = size / 2;
    for (const state of states) {
      const rgba = drawIcon(state, size, 'colour');
      const bottom = Array.from({ length: Math.ceil(size / 5) }, (_unused, up) =>
        over(rgba, (size - 1 - up) * size + middle + Math.floor(size / 6), panel),
      );
      const best = Math.max(...bottom.map((colour) => contrast(colour, panel)));
      expect(best, state.level).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('an icon without a figure', () => {
  it('is drawn as unknown, never as an empty tank', () => {
    for (const level of ['fine', 'low', 'critical'] as const) {
      expect(drawIcon(icon(level, null), 24, 'colour')).toEqual(drawIcon(icon('unknown', null), 24, 'colour'));
    }
    expect(drawIcon(icon('unknown', null), 24, 'colour')).not.toEqual(drawIcon(icon('fine', 0), 24, 'colour'));
  });

  it('shows nothing inside its dashed wall', () => {
    expect(pixelAt(drawIcon(icon('unknown', null), 32, 'colour'), 32, 16, 16)[3]).toBe(0);
  });
});

it('draws a size without tuned measures completely', () => {
  const rgba = drawIcon(icon('fine', 50), 28, 'colour');
  expect(rgba).toHaveLength(28 * 28 * 4);
  expect(rgba.some((value) => value > 0)).toBe(true);
});
