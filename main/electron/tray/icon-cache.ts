import type { NativeImage } from 'electron';
import type { TrayIcon } from '../../../core/views/tray.ts';
import { drawIcon } from './icon-drawing.ts';
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

/** Creates the cache of the tray's images. `scaleFactor` is called each time, because screens may change. */
export function createIconCache(options: {
  readonly maker: ImageMaker;
  readonly platform: NodeJS.Platform;
  readonly scaleFactor: () => number;
}): IconCache {
  const { maker, platform } = options;
  const tone = platform === 'darwin' ? 'template' : 'colour';
  const kept = new Map<string, NativeImage>();

  const draw = (icon: TrayIcon, scaleFactor: number): NativeImage => {
    const image = maker.createEmpty();
    for (const { sizePixels, scaleFactor: forScale } of representations(platform, scaleFactor)) {
      image.addRepresentation({
        scaleFactor: forScale,
        width: sizePixels,
        height: sizePixels,
        buffer: encodePng(drawIcon(icon, sizePixels, tone), sizePixels, sizePixels),
      });
    }
    if (tone === 'template') image.setTemplateImage(true);
    return image;
  };

  return Object.freeze({
    imageFor: (icon: TrayIcon) => {
      const scaleFactor = platform === 'linux' ? options.scaleFactor() : 1;
      const key = `${iconKey(icon)}@${scaleFactor}`;
      const image = kept.get(key) ?? draw(icon, scaleFactor);
      kept.set(key, image);
      return image;
    },
  });
}

/** Returns a key that is equal for icons that look the same. */
export function iconKey({ level, leftPercent, attention }: TrayIcon): string {
  return `${level}:${leftPercent ?? '–'}:${attention ? 'dot' : ''}`;
}

function nearestOnGrid(pixels: number): number {
  return grid.reduce<number>(
    (best, size) => (Math.abs(size - pixels) < Math.abs(best - pixels) ? size : best),
    grid[0],
  );
}
