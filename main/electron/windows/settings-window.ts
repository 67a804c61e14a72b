import { app, BrowserWindow, screen } from 'electron';
import { createReusableWindow, type Delay, type ReusableWindow } from './reusable-window.ts';
import { clampSize } from './panel-placement.ts';
import { windowGround, windowPreferences } from './appearance.ts';

const wantedSize = { width: 860, height: 640 };
const leastSize = { width: 420, height: 360 };

/** Creates the settings window: an ordinary window with a frame on every desktop. */
export function createSettingsWindow(parts: {
  readonly preloadPath: string;
  readonly url: string;
  readonly title: () => string;
  /** The size of texts in percent. */
  readonly textScale: () => number;
  readonly delay: Delay;
  readonly onCreated: (window: BrowserWindow) => void;
  readonly log: (message: string) => void;
}): ReusableWindow {
  const create = (): BrowserWindow => {
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    const window = new BrowserWindow({
      ...clampSize(wantedSize, workArea),
      minWidth: leastSize.width,
      minHeight: leastSize.height,
      show: false,
      center: true,
      title: parts.title(),
      backgroundColor: windowGround(),
      autoHideMenuBar: true,
      fullscreenable: false,
      webPreferences: windowPreferences(parts.preloadPath),
    });
    keepTitle(window);
    parts.onCreated(window);
    return window;
  };
  const kept = createReusableWindow({
    ...{ create, url: parts.url, delay: parts.delay, log: parts.log },
    beforeShow: ({ webContents }) => webContents.setZoomFactor(parts.textScale() / 100),
  });
  // Closing only hides the window, which would prevent the app from quitting.
  app.on('before-quit', kept.destroy);
  return kept;
}

/** Keeps the window's title in the user's language. Without this the page's title would replace it. */
export function keepTitle(window: BrowserWindow): void {
  window.on('page-title-updated', (event) => event.preventDefault());
}
