import { app, BrowserWindow } from 'electron';

/** Returns whether a window exists, shown or hidden. */
export function hasWindow(): boolean {
  return BrowserWindow.getAllWindows().length > 0;
}

/** Calls the listener after each window is destroyed. Returns the function that stops it. */
export function onWindowClosed(listener: () => void): () => void {
  const follow = (_event: unknown, window: BrowserWindow): void => void window.once('closed', listener);
  app.on('browser-window-created', follow);
  return () => app.off('browser-window-created', follow);
}
