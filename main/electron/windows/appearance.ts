import type { WebPreferences } from 'electron';

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
