import { app, BrowserWindow, type BrowserWindowConstructorOptions, type Rectangle, screen } from 'electron';

import { windowGround, windowPreferences } from './appearance.ts';
import { clampSize, isNativeWayland, placePanel } from './panel-placement.ts';
import { createReusableWindow, type Delay } from './reusable-window.ts';
import { keepTitle } from './settings-window.ts';

const wantedSize = { width: 380, height: 640 };
const leastSize = { width: 320, height: 240 };
const greatestWidth = 900;

/** Some desktops take the focus away once more while they put the window up. */
const graceAfterShowMs = 400;
/** The click on the icon that hid the panel arrives after the panel lost its focus. */
const sameClickMs = 300;

/** A popover at the tray icon, or an ordinary window where there is no icon to stand at. */
type Form = 'popover' | 'window';

export interface PanelWindow {
  /** Shows the panel; resolves when it is on the screen. */
  readonly open: () => Promise<void>;
  /** As `open`, but the click that has just hidden the popover leaves it hidden. */
  readonly openFromTrayIcon: () => Promise<void>;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
  readonly current: () => BrowserWindow | null;
  readonly destroy: () => void;
  /** While the work goes on, a lost focus does not hide the panel: a dialog of its own has it. */
  readonly heldOpen: <T>(work: () => Promise<T>) => Promise<T>;
}

export function createPanelWindow(parts: {
  readonly preloadPath: string;
  readonly url: string;
  readonly title: () => string;
  readonly delay: Delay;
  readonly nowMs: () => number;
  /** Whether a tray icon is on the screen; without one the panel is an ordinary window. */
  readonly hasTray: () => boolean;
  /** Whether the desktop lets a program place its windows: not on native Wayland. */
  readonly canPlace: boolean;
  readonly iconBounds: () => Rectangle | null;
  readonly onCreated: (window: BrowserWindow) => void;
  readonly log: (message: string) => void;
}): PanelWindow {
  let form: Form = 'window';
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let hiddenByBlurAtMs = Number.NEGATIVE_INFINITY;
  let holders = 0;

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
      if (form === 'popover' && holders === 0) hideOnBlur(window);
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
    // A focus that is still elsewhere when the grace is over was meant.
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
  // Closing only hides, which would keep the app from quitting.
  app.on('before-quit', kept.destroy);

  const open = (): Promise<void> => {
    if (form !== fittingForm()) {
      kept.destroy();
      form = fittingForm();
    }
    return kept.open();
  };

  const heldOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    holders += 1;
    try {
      return await work();
    } finally {
      holders -= 1;
      if (kept.isVisible()) kept.current()?.focus();
    }
  };

  return Object.freeze({
    ...kept,
    open,
    heldOpen,
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

/** Whether this desktop lets a program place its windows; a Wayland compositor does not. */
export function canPlaceWindows(): boolean {
  return !isNativeWayland({
    platform: process.platform,
    electronVersion: process.versions.electron ?? '',
    environment: process.env,
    ozonePlatform: app.commandLine.getSwitchValue('ozone-platform'),
    ozoneHint: app.commandLine.getSwitchValue('ozone-platform-hint'),
  });
}
