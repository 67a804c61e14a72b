import { nativeTheme, type WebPreferences } from 'electron';

import type { Settings } from '../../../core/settings/settings.ts';

/** The same for every window: the page is sealed in, and only the bridge leads out of it. */
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
    // A hidden window must rest; the engine in the main process needs no page.
    backgroundThrottling: true,
  };
}

/** `--ground` of renderer/styles/tokens.css, so that a window that is not painted yet does not flash. */
const lightGround = '#f2f2f5';
const darkGround = '#151518';

/** Makes windows, menus and the page's `prefers-color-scheme` follow the setting. */
export function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
}

/** The colour of a window before its page has painted. */
export function windowGround(): string {
  return nativeTheme.shouldUseDarkColors ? darkGround : lightGround;
}
