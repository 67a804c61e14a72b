import { app, BrowserWindow, type BrowserWindowConstructorOptions, type Rectangle, screen } from 'electron';

import { windowGround, windowPreferences } from './appearance.ts';
import { clampSize, isNativeWayland, placePanel } from './panel-placement.ts';
import { createReusableWindow, type Delay } from './reusable-window.ts';
import { keepTitle } from './settings-window.ts';

const wantedSize = { width: 380, height: 640 };
const leastSize = { width: 320, height: 240 };
const greatestWidth = 900;

/** Some desktops take the focus away for a moment after they show a window. */
const graceAfterShowMs = 400;
/** A click on the icon takes the focus from the panel first, so the click arrives after the panel is hidden. */
const sameClickMs = 300;

/** A popover at the tray icon, or an ordinary window if there is no icon. */
type Form = 'popover' | 'window';

export interface PanelWindow {
  /** Creates the hidden panel, because the user is about to open it. */
  readonly prepare: () => void;
  /** Shows the panel. Resolves when it is visible. */
  readonly open: () => Promise<void>;
  /** Like `open`, but the click that just hid the popover does not show it again. */
  readonly openFromTrayIcon: () => Promise<void>;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
  readonly current: () => BrowserWindow | null;
  readonly destroy: () => void;
  /** Keeps the panel open during the work, although its dialog has the focus. */
  readonly keepOpenDuring: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Creates the panel. The window itself is created when it is first opened. */
export function createPanelWindow(parts: {
  readonly preloadPath: string;
  readonly url: string;
  readonly title: () => string;
  readonly delay: Delay;
  readonly nowMs: () => number;
  /** Whether a tray icon is visible. Without one the panel is an ordinary window. */
  readonly hasTray: () => boolean;
  /** Whether a program can place its windows on this desktop. On native Wayland it cannot. */
  readonly canPlace: boolean;
  readonly iconBounds: () => Rectangle | null;
  readonly onCreated: (window: BrowserWindow) => void;
  readonly log: (message: string) => void;
}): PanelWindow {
  let form: Form = 'window';
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let hiddenByBlurAtMs = Number.NEGATIVE_INFINITY;
  let keepers = 0;

  const fittingForm = (): Form => (parts.hasTray() && parts.canPlace ? 'popover' : 'window');

  const create = (): BrowserWindow => {
    const { workArea } = displayOf(parts.iconBounds());
    const window = new BrowserWindow({
      ...clampSize(wantedSize, workArea),
      minWidth: leastSize.width,
      minHeight: leastSize.height,
      maxWidth: greatestWidth,
      show: false,
      title: parts.title(),
      backgroundColor: windowGround(),
      autoHideMenuBar: true,
      fullscreenable: false,
      maximizable: false,
      ...frameOf(form),
      webPreferences: windowPreferences(parts.preloadPath),
    });
    keepTitle(window);
    window.on('show', () => {
      shownAtMs = parts.nowMs();
    });
    window.on('blur', () => {
      if (form === 'popover' && keepers === 0) hideOnBlur(window);
    });
    parts.onCreated(window);
    return window;
  };

  const hideOnBlur = (window: BrowserWindow): void => {
    const shownForMs = parts.nowMs() - shownAtMs;
    if (shownForMs >= graceAfterShowMs) {
      hiddenByBlurAtMs = parts.nowMs();
      return kept.hide();
    }
    // If the focus is still elsewhere after this time, the user moved it.
    parts.delay(graceAfterShowMs - shownForMs, () => {
      if (!window.isDestroyed() && window.isVisible() && !window.isFocused()) kept.hide();
    });
  };

  const place = (window: BrowserWindow): void => {
    if (form !== 'popover' || window.isVisible()) return;
    const anchor = parts.iconBounds();
    const { bounds, workArea } = displayOf(anchor);
    const { width, height } = window.getBounds();
    const facts = { displayBounds: bounds, workArea, anchor, pointer: screen.getCursorScreenPoint() };
    window.setBounds(placePanel({ width, height }, facts));
  };

  const kept = createReusableWindow({ create, url: parts.url, delay: parts.delay, beforeShow: place, log: parts.log });
  // Closing only hides the window, which would prevent the app from quitting.
  app.on('before-quit', kept.destroy);

  const adaptForm = (): void => {
    if (form === fittingForm()) return;
    kept.destroy();
    form = fittingForm();
  };
  const open = (): Promise<void> => {
    adaptForm();
    return kept.open();
  };
  const prepare = (): void => {
    adaptForm();
    kept.prepare();
  };

  const keepOpenDuring = async <T>(work: () => Promise<T>): Promise<T> => {
    keepers += 1;
    try {
      return await work();
    } finally {
      keepers -= 1;
      if (kept.isVisible()) kept.current()?.focus();
    }
  };

  return Object.freeze({
    ...kept,
    prepare,
    open,
    keepOpenDuring,
    openFromTrayIcon: () => (parts.nowMs() - hiddenByBlurAtMs < sameClickMs ? Promise.resolve() : open()),
  });
}

function frameOf(form: Form): BrowserWindowConstructorOptions {
  return form === 'popover'
    ? { frame: false, skipTaskbar: true, minimizable: false, alwaysOnTop: true }
    : { frame: true, center: true };
}

function displayOf(icon: Rectangle | null): Electron.Display {
  return icon === null ? screen.getDisplayNearestPoint(screen.getCursorScreenPoint()) : screen.getDisplayMatching(icon);
}

/** Returns whether a program can place its windows on this desktop. On native Wayland it cannot. */
export function canPlaceWindows(): boolean {
  return !isNativeWayland({
    platform: process.platform,
    electronVersion: process.versions.electron ?? '',
    environment: process.env,
    ozonePlatform: app.commandLine.getSwitchValue('ozone-platform'),
    ozoneHint: app.commandLine.getSwitchValue('ozone-platform-hint'),
  });
}
