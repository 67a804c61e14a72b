import type { IconFigure, IconState, IconStyle, TrayIcon } from '../../core/views/tray-icon.ts';
import { drawIcon, type IconInk } from '../../main/electron/tray/icon-drawing.ts';
import { encodePng } from '../../main/electron/tray/raster.ts';

/** The sizes that the icon is tuned for, in pixels. */
export const iconSizes = [16, 20, 22, 24, 32, 44, 64] as const;

/** The styles, in the order of the sheet. */
export const sheetStyles: readonly IconStyle[] = ['bars', 'number', 'ring'];

const figure = (state: IconState, leftPercent: number | null): IconFigure => ({ state, leftPercent });

/** The states of the icon, each with figures that are usual for it, in the order of the sheet. */
export const iconStates = {
  full: { bars: [figure('fine', 100), figure('fine', 100)], figure: figure('fine', 100), attention: false },
  fine: { bars: [figure('fine', 64), figure('fine', 52)], figure: figure('fine', 52), attention: false },
  'one limit': { bars: [figure('fine', 63)], figure: figure('fine', 63), attention: false },
  low: { bars: [figure('fine', 64), figure('low', 17)], figure: figure('low', 17), attention: false },
  critical: { bars: [figure('critical', 7), figure('fine', 52)], figure: figure('critical', 7), attention: false },
  'used up': { bars: [figure('used-up', 0), figure('fine', 52)], figure: figure('used-up', 0), attention: false },
  blocked: { bars: [figure('blocked', 64), figure('used-up', 0)], figure: figure('blocked', null), attention: false },
  unknown: {
    bars: [figure('unknown', null), figure('unknown', null)],
    figure: figure('unknown', null),
    attention: false,
  },
  'needs you': { bars: [figure('fine', 64), figure('fine', 52)], figure: figure('fine', 52), attention: true },
} as const satisfies Readonly<Record<string, Omit<TrayIcon, 'style' | 'tone'>>>;

/** The names of the states on the sheet. */
export type SheetState = keyof typeof iconStates;

/** Returns the icon of a state in a style. */
export function sheetIcon(state: SheetState, style: IconStyle): TrayIcon {
  return { ...iconStates[state], style, tone: 'automatic' };
}

type Rgb = readonly [red: number, green: number, blue: number];

const panels: readonly { readonly ground: Rgb; readonly ink: IconInk }[] = [
  { ground: [243, 243, 244], ink: 'dark' },
  { ground: [27, 28, 32], ink: 'light' },
  { ground: [224, 228, 240], ink: 'template' },
  { ground: [139, 141, 146], ink: 'outlined' },
  { ground: [27, 28, 32], ink: 'outlined' },
];

const gap = 8;
const cellWidth = iconSizes.reduce((sum, size) => sum + size + gap, 2 * gap);
const rowHeight = 64 + 2 * gap;

/**
 * Returns a picture with every state of the icon, as PNG. A band for each kind of panel (light, dark, one colour, and
 * the outline on grey and on dark), in it a row for each style, in it a cell for each state with all sizes.
 */
export function iconSheet(): Buffer {
  const names = Object.keys(iconStates) as readonly SheetState[];
  const width = names.length * cellWidth;
  const height = panels.length * sheetStyles.length * rowHeight;
  const sheet = new Uint8Array(width * height * 4).fill(255);
  for (const [band, { ground, ink }] of panels.entries()) {
    for (const [line, style] of sheetStyles.entries()) {
      const top = (band * sheetStyles.length + line) * rowHeight;
      fill(sheet, width, top, ground);
      for (const [column, name] of names.entries()) {
        let left = column * cellWidth + gap;
        for (const size of iconSizes) {
          const icon = drawIcon(sheetIcon(name, style), size, ink);
          place(sheet, width, icon, size, left, top + Math.floor((rowHeight - size) / 2));
          left += size + gap;
        }
      }
    }
  }
  return encodePng(sheet, width, height);
}

function fill(sheet: Uint8Array, width: number, top: number, [red, green, blue]: Rgb): void {
  for (let pixel = top * width; pixel < (top + rowHeight) * width; pixel += 1)
    sheet.set([red, green, blue, 255], pixel * 4);
}

function place(sheet: Uint8Array, width: number, icon: Uint8Array, size: number, left: number, top: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const from = (row * size + column) * 4;
      const to = ((top + row) * width + left + column) * 4;
      const alpha = (icon[from + 3] ?? 0) / 255;
      for (let channel = 0; channel < 3; channel += 1) {
        const under = sheet[to + channel] ?? 0;
        sheet[to + channel] = Math.round((icon[from + channel] ?? 0) * alpha + under * (1 - alpha));
      }
    }
  }
}
