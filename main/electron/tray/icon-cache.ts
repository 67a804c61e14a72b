import type { NativeImage } from 'electron';
import type { IconTone, TrayIcon } from '../../../core/views/tray-icon.ts';
import { drawIcon, type IconInk } from './icon-drawing.ts';
import { encodePng } from './raster.ts';

/** Makes images. In the app this is Electron's `nativeImage`. */
export interface ImageMaker {
  readonly createEmpty: () => NativeImage;
}

/** The cache of the tray images. */
export interface IconCache {
  /** Returns the image for an icon. It is drawn once per icon and screen scale. */
  readonly imageFor: (icon: TrayIcon) => NativeImage;
}

interface Representation {
  readonly sizePixels: number;
  readonly scaleFactor: number;
}

/** The sizes with hand-tuned measures, in pixels. */
const grid = [16, 20, 22, 24, 32, 44, 64] as const;

/** The size that a StatusNotifier host shows at scale 1. The host scales the image that it gets. */
const linuxLogicalPixels = 22;

const windowsRepresentations: readonly Representation[] = [
  { sizePixels: 16, scaleFactor: 1 },
  { sizePixels: 20, scaleFactor: 1.25 },
  { sizePixels: 24, scaleFactor: 1.5 },
  { sizePixels: 32, scaleFactor: 2 },
  { sizePixels: 64, scaleFactor: 4 },
];

const macRepresentations: readonly Representation[] = [
  { sizePixels: 16, scaleFactor: 1 },
  { sizePixels: 32, scaleFactor: 2 },
];

/** Returns the image sizes for a platform. Linux gets one image, for the screen with the highest scale. */
export function representations(platform: NodeJS.Platform, scaleFactor: number): readonly Representation[] {
  if (platform === 'win32') return windowsRepresentations;
  if (platform === 'darwin') return macRepresentations;
  return [{ sizePixels: nearestOnGrid(linuxLogicalPixels * scaleFactor), scaleFactor: 1 }];
}

/** The most images that are kept. Numbers alone have more than a hundred. */
const mostImages = 64;

/** Creates the cache of the tray's images. `scaleFactor` and `panel` are called each time, because both may change. */
export function createIconCache(options: {
  readonly maker: ImageMaker;
  readonly platform: NodeJS.Platform;
  readonly scaleFactor: () => number;
  /** The panel that holds the icon. Null: unknown. */
  readonly panel: () => 'dark' | 'light' | null;
}): IconCache {
  const { maker, platform } = options;
  const kept = new Map<string, NativeImage>();

  const draw = (icon: TrayIcon, ink: IconInk, scaleFactor: number): NativeImage => {
    const image = maker.createEmpty();
    for (const { sizePixels, scaleFactor: forScale } of representations(platform, scaleFactor)) {
      image.addRepresentation({
        scaleFactor: forScale,
        width: sizePixels,
        height: sizePixels,
        buffer: encodePng(drawIcon(icon, sizePixels, ink), sizePixels, sizePixels),
      });
    }
    if (ink === 'template') image.setTemplateImage(true);
    return image;
  };

  return Object.freeze({
    imageFor: (icon: TrayIcon) => {
      const scaleFactor = platform === 'linux' ? options.scaleFactor() : 1;
      const ink = inkFor(icon.tone, platform, options.panel);
      const key = `${iconKey(icon)}@${scaleFactor}:${ink}`;
      const image = kept.get(key) ?? draw(icon, ink, scaleFactor);
      // The key moves to the end, so that the image that was not used for the longest time is dropped first.
      kept.delete(key);
      kept.set(key, image);
      const [oldest] = kept.keys();
      if (kept.size > mostImages && oldest !== undefined) kept.delete(oldest);
      return image;
    },
  });
}

function inkFor(tone: IconTone, platform: NodeJS.Platform, panel: () => 'dark' | 'light' | null): IconInk {
  if (tone === 'for-dark') return 'light';
  if (tone === 'for-light') return 'dark';
  if (platform === 'darwin') return 'template';
  const known = panel();
  return known === 'dark' ? 'light' : known === 'light' ? 'dark' : 'outlined';
}

/** Returns a key that is equal for icons that look the same. */
export function iconKey({ style, figure, bars, attention }: TrayIcon): string {
  const shown = style === 'bars' ? bars : [figure];
  const figures = shown.map(({ state, leftPercent }) => `${state} ${leftPercent ?? '–'}`);
  return [style, ...figures, attention ? 'dot' : ''].join('|');
}

function nearestOnGrid(pixels: number): number {
  return grid.reduce<number>(
    (best, size) => (Math.abs(size - pixels) < Math.abs(best - pixels) ? size : best),
    grid[0],
  );
}
