import { Menu, nativeImage, nativeTheme, screen, Tray } from 'electron';
import { createIconCache } from './icon-cache.ts';
import { panelTone } from './panel-tone.ts';
import type { AppTrayDependencies } from './app-tray.ts';

type ElectronParts = Pick<AppTrayDependencies, 'platform' | 'createTray' | 'imageFor' | 'buildMenu'>;

/** Returns Electron's tray, images and menus for `createAppTray`. Call it after the app is ready. */
export function electronTrayParts(): ElectronParts {
  const { imageFor } = createIconCache({
    maker: nativeImage,
    platform: process.platform,
    scaleFactor: () => Math.max(...screen.getAllDisplays().map((display) => display.scaleFactor)),
    panel: () =>
      panelTone(process.platform, process.env['XDG_CURRENT_DESKTOP'], {
        isDark: nativeTheme.themeSource === 'system' ? nativeTheme.shouldUseDarkColors : null,
        isTaskbarDark: taskbarIsDark(),
      }),
  });
  return {
    platform: process.platform,
    createTray: (image) => new Tray(image),
    imageFor,
    buildMenu: (template) => Menu.buildFromTemplate(template),
  };
}

/** Returns whether the taskbar of Windows is dark. Null: this Electron cannot say. */
function taskbarIsDark(): boolean | null {
  const isDark: unknown = Reflect.get(nativeTheme, 'shouldUseDarkColorsForSystemIntegratedUI');
  return typeof isDark === 'boolean' ? isDark : null;
}

/** Calls back after a change of the screens or of the theme, because the icon depends on both. */
export function onLooksChanged(changed: () => void): void {
  screen.on('display-added', changed);
  screen.on('display-removed', changed);
  screen.on('display-metrics-changed', changed);
  nativeTheme.on('updated', changed);
}
