import { nativeTheme, type WebPreferences } from 'electron';

import type { Settings } from '../../../core/settings/settings.ts';

/** Returns the web preferences of every window. The page is isolated, and only the preload script connects it to the app. */
export function windowPreferences(preloadPath: string): WebPreferences {
  return {
    preload: preloadPath,
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    // A hidden page needs no timers, because the engine runs in the main process.
    backgroundThrottling: true,
  };
}

/** The same values as `--ground` in renderer/styles/tokens.css, so that a new window does not flash. */
const lightGround = '#f3f4f6';
const darkGround = '#121316';

/** Applies the theme setting to windows, menus and the pages' `prefers-color-scheme`. */
export function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
}

/** Returns the colour of a window before its page is painted. */
export function windowGround(): string {
  return nativeTheme.shouldUseDarkColors ? darkGround : lightGround;
}
