import type { BrowserWindow } from 'electron';

/** The windows of the app that may speak over the bridge. */
export interface WindowRegistry {
  /** Knows the window until it is closed. */
  readonly add: (window: BrowserWindow) => void;
  readonly hasWebContents: (id: number) => boolean;
  readonly all: () => readonly BrowserWindow[];
}

export function createWindowRegistry(): WindowRegistry {
  const byWebContents = new Map<number, BrowserWindow>();
  return Object.freeze({
    add: (window: BrowserWindow) => {
      const { id } = window.webContents;
      byWebContents.set(id, window);
      window.once('closed', () => byWebContents.delete(id));
    },
    hasWebContents: (id: number) => byWebContents.has(id),
    all: () => [...byWebContents.values()],
  });
}
