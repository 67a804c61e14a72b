import { Menu, nativeImage, screen, Tray } from 'electron';
import { createIconCache } from './icon-cache.ts';
import type { AppTrayDependencies } from './app-tray.ts';

type ElectronParts = Pick<AppTrayDependencies, 'platform' | 'createTray' | 'imageFor' | 'buildMenu'>;

/** The real tray, pictures and menus for `createAppTray`. Only after the app is ready. */
export function electronTrayParts(): ElectronParts {
  const { imageFor } = createIconCache({
    maker: nativeImage,
    platform: process.platform,
    scaleFactor: () => Math.max(...screen.getAllDisplays().map((display) => display.scaleFactor)),
  });
  return {
    platform: process.platform,
    createTray: (image) => new Tray(image),
    imageFor,
    buildMenu: (template) => Menu.buildFromTemplate(template),
  };
}

/** Calls back when the scale of a screen may have changed, so that the icon is drawn again. */
export function onScreensChanged(changed: () => void): void {
  screen.on('display-added', changed);
  screen.on('display-removed', changed);
  screen.on('display-metrics-changed', changed);
}
