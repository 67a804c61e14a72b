import { assertNever } from '../../../core/assert-never.ts';
import type { MeterLevel } from '../../../core/views/tray.ts';
import type { Colour } from './raster.ts';

export interface IconPalette {
  /** Around the tank, so that the dark outline also shows on a dark panel; null where the system tints the icon. */
  readonly halo: Colour | null;
  readonly outline: Colour;
  /** Behind the level, so that the level never mixes with the panel; null leaves the panel through. */
  readonly ground: Colour | null;
  readonly level: (level: MeterLevel) => Colour;
  readonly faintHalo: Colour | null;
  readonly faintOutline: Colour;
  readonly attention: Colour;
}

/** Tones that stay apart with the three common colour deficiencies; the shapes differ as well. */
export const colourPalette: IconPalette = {
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

/** Only black and opacity: macOS tints it for its menu bar. */
export const templatePalette: IconPalette = {
  halo: null,
  outline: ink,
  ground: null,
  level: () => ink,
  faintHalo: null,
  faintOutline: [0, 0, 0, 0.55],
  attention: ink,
};
