import type { NativeImage } from 'electron';
import { describe, expect, it } from 'vitest';
import type { TrayIcon } from '../../../../../core/views/tray-icon.ts';
import { icon } from './icons.ts';
import { createIconCache, representations } from '../../../../../main/electron/tray/icon-cache.ts';

const fine = icon('fine', 60);
const panel = (): null => null;

/** Stands for Electron's picture: remembers what was put into it. */
function pictures() {
  const added: { readonly scaleFactor?: number; readonly width?: number; readonly buffer?: Buffer }[] = [];
  let templates = 0;
  const image = (): NativeImage =>
    ({
      addRepresentation: (one: object) => added.push(one),
      setTemplateImage: () => (templates += 1),
    }) as unknown as NativeImage;
  return { added, templates: () => templates, maker: { createEmpty: image } };
}

describe('the sizes of the tray icon', () => {
  it.each([
    [1, 22],
    [1.25, 24],
    [1.5, 32],
    [2, 44],
    [3, 64],
  ])('are one image on Linux: at scale %d it has %i px', (scale, sizePixels) => {
    expect(representations('linux', scale)).toEqual([{ sizePixels, scaleFactor: 1 }]);
  });

  it('are one image per scale on Windows and macOS, each 16 px in size', () => {
    expect(representations('darwin', 1).map((one) => one.sizePixels / one.scaleFactor)).toEqual([16, 16]);
    expect(representations('win32', 1).every((one) => one.sizePixels / one.scaleFactor === 16)).toBe(true);
  });
});

describe('the icon cache', () => {
  it('draws an icon once, and again only for another scale', () => {
    const { added, maker } = pictures();
    let scale = 1;
    const { imageFor } = createIconCache({ maker, platform: 'linux', scaleFactor: () => scale, panel });
    const first = imageFor(fine);
    expect(imageFor({ ...fine })).toBe(first);
    expect(imageFor({ ...fine, attention: true })).not.toBe(first);
    expect(added).toHaveLength(2);
    scale = 2;
    expect(imageFor(fine)).not.toBe(first);
    expect(added.at(-1)).toMatchObject({ width: 44, scaleFactor: 1 });
  });

  it('makes a template image for macOS only', () => {
    const mac = pictures();
    createIconCache({ maker: mac.maker, platform: 'darwin', scaleFactor: () => 2, panel }).imageFor(fine);
    const linux = pictures();
    createIconCache({ maker: linux.maker, platform: 'linux', scaleFactor: () => 2, panel }).imageFor(fine);
    expect([mac.templates(), linux.templates()]).toEqual([1, 0]);
  });
});

describe('the ink of the icon', () => {
  it('follows the panel, and is outlined on a panel that nobody knows', () => {
    const shown = (platform: NodeJS.Platform, known: 'dark' | 'light' | null, tone: TrayIcon['tone'] = 'automatic') => {
      const { added, maker } = pictures();
      const cache = createIconCache({ maker, platform, scaleFactor: () => 1, panel: () => known });
      cache.imageFor({ ...fine, tone });
      return added.at(-1)?.buffer?.toString('base64');
    };
    const [dark, light, unknown] = (['dark', 'light', null] as const).map((known) => shown('linux', known));
    expect(new Set([dark, light, unknown]).size).toBe(3);
    expect(shown('linux', 'dark', 'for-light')).toBe(light);
    expect(shown('linux', 'light', 'for-dark')).toBe(dark);
  });

  it('keeps a bounded number of images', () => {
    const { added, maker } = pictures();
    const { imageFor } = createIconCache({ maker, platform: 'linux', scaleFactor: () => 1, panel });
    const first = imageFor({ ...icon('fine', 0), style: 'number' });
    for (let left = 1; left <= 100; left += 1) imageFor({ ...icon('fine', left), style: 'number' });
    expect(added).toHaveLength(101);
    expect(imageFor({ ...icon('fine', 100), style: 'number' })).toBeDefined();
    expect(added).toHaveLength(101);
    expect(imageFor({ ...icon('fine', 0), style: 'number' })).not.toBe(first);
  });
});
