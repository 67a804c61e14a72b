import { Menu, nativeImage, screen, Tray } from 'electron';
import { createIconCache } from './icon-cache.ts';
import type { AppTrayDependencies } from './app-tray.ts';

type ElectronParts = Pick<AppTrayDependencies, 'platform' | 'createTray' | 'imageFor' | 'buildMenu'>;

/** Returns Electron's tray, images and menus for `createAppTray`. Call it after the app is ready. */
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

/** Calls back after a change of the screens, because the icon depends on their scale. */
export function onScreensChanged(changed: () => void): void {
  screen.on('display-added', changed);
  screen.on('display-removed', changed);
  screen.on('display-metrics-changed', changed);
}
