import { app, BrowserWindow, type BrowserWindowConstructorOptions, type Rectangle, screen, type Size } from 'electron';

import type { WindowSizes } from '../../node/storage/window-sizes.ts';

import { windowGround, windowPreferences } from './appearance.ts';
import { isNativeWayland, placePanel } from './panel-placement.ts';
import { leastSize, panelSize, resized } from './panel-size.ts';
import { createReusableWindow, type Delay } from './reusable-window.ts';
import { keepTitle } from './settings-window.ts';

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
  /** Hides the panel if the user has it before them, else shows it. */
  readonly toggle: () => Promise<void>;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
  readonly current: () => BrowserWindow | null;
  readonly destroy: () => void;
  /** Keeps the panel open during the work, although its dialog has the focus. */
  readonly keepOpenDuring: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whether the panel stays open when another window gets the focus. */
  readonly keepsOpen: () => boolean;
  readonly setKeepsOpen: (isOn: boolean) => void;
  /** Makes the panel as high as its content, in CSS px. */
  readonly fit: (contentPx: number) => void;
  /** Applies the text size and the protection against screen shares from the settings. */
  readonly applyLook: () => void;
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
  /** The text size in percent, and whether screen shares do not see the panel. */
  readonly look: () => { readonly textScale: number; readonly contentProtection: boolean };
  readonly sizes: WindowSizes;
  readonly onCreated: (window: BrowserWindow) => void;
  readonly log: (message: string) => void;
}): PanelWindow {
  let form: Form = 'window';
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let hiddenByBlurAtMs = Number.NEGATIVE_INFINITY;
  let keepers = 0;
  let keepsOpen = false;
  let contentPx: number | null = null;
  /** The size that the app gave the window. Another size is the user's. */
  let given: Size | null = null;

  const fittingForm = (): Form => (parts.hasTray() && parts.canPlace ? 'popover' : 'window');

  const sizeOn = (display: Electron.Display): Size =>
    panelSize({
      contentPx,
      scale: parts.look().textScale / 100,
      workArea: display.workArea,
      own: parts.sizes.get(displayName(display)),
    });

  const create = (): BrowserWindow => {
    const display = displayOf(parts.iconBounds());
    const own = parts.sizes.get(displayName(display));
    given = sizeOn(display);
    const window = new BrowserWindow({
      ...given,
      minWidth: leastSize.width,
      minHeight: leastSize.height,
      show: false,
      title: parts.title(),
      backgroundColor: windowGround(),
      autoHideMenuBar: true,
      fullscreenable: false,
      maximizable: false,
      ...frameOf(form),
      ...(form === 'window' && own?.place != null ? { ...own.place, center: false } : {}),
      webPreferences: windowPreferences(parts.preloadPath),
    });
    keepTitle(window);
    dressed(window);
    window.webContents.on('did-finish-load', () => dressed(window));
    window.on('resized', () => remember(window));
    window.on('moved', () => {
      if (form === 'window') remember(window);
    });
    window.on('show', () => {
      shownAtMs = parts.nowMs();
    });
    window.on('blur', () => {
      if (form === 'popover' && keepers === 0 && !keepsOpen) hideOnBlur(window);
    });
    parts.onCreated(window);
    return window;
  };

  const dressed = (window: BrowserWindow): void => {
    const { textScale, contentProtection } = parts.look();
    window.webContents.setZoomFactor(textScale / 100);
    window.setContentProtection(contentProtection);
  };

  /** Keeps the size and the place after the user changed them by hand. */
  const remember = (window: BrowserWindow): void => {
    const { x, y, width, height } = window.getBounds();
    const display = screen.getDisplayMatching({ x, y, width, height });
    const name = displayName(display);
    const before = parts.sizes.get(name);
    const isOwnWidth = given === null || Math.abs(width - given.width) > 2;
    const isOwnHeight = given === null || Math.abs(height - given.height) > 2;
    parts.sizes.set(name, {
      width: isOwnWidth ? width : (before?.width ?? null),
      height: isOwnHeight ? height : (before?.height ?? null),
      place: form === 'window' && parts.canPlace ? { x, y } : null,
    });
  };

  /** Gives the window the size that fits now. The edge at the icon stays. */
  const refit = (): void => {
    const window = kept.current();
    if (window === null || window.isDestroyed()) return;
    const before = window.getBounds();
    const display = screen.getDisplayMatching(before);
    const size = sizeOn(display);
    if (size.width === before.width && size.height === before.height) return;
    given = size;
    window.setBounds(resized(before, size, display.workArea));
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
    given = sizeOn(screen.getDisplayMatching(bounds));
    const facts = { displayBounds: bounds, workArea, anchor, pointer: screen.getCursorScreenPoint() };
    window.setBounds(placePanel(given, facts));
  };

  const kept = createReusableWindow({ create, url: parts.url, delay: parts.delay, beforeShow: place, log: parts.log });
  // Closing only hides the window, which would prevent the app from quitting.
  app.on('before-quit', kept.destroy);

  /** The next opening has the form that fits. A window that the user looks at stays as it is. */
  const adaptForm = (): void => {
    if (form === fittingForm() || kept.isVisible()) return;
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

  const openFromTrayIcon = (): Promise<void> =>
    parts.nowMs() - hiddenByBlurAtMs < sameClickMs ? Promise.resolve() : open();

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
    keepsOpen: () => keepsOpen,
    setKeepsOpen: (isOn: boolean) => {
      keepsOpen = isOn;
    },
    fit: (newestPx: number) => {
      contentPx = newestPx;
      refit();
    },
    applyLook: () => {
      const window = kept.current();
      if (window !== null && !window.isDestroyed()) dressed(window);
      refit();
    },
    openFromTrayIcon,
    toggle: () => {
      // An ordinary window may be visible behind others.
      const isBefore = kept.isVisible() && (form === 'popover' || kept.current()?.isFocused() === true);
      if (!isBefore) return openFromTrayIcon();
      kept.hide();
      return Promise.resolve();
    },
  });
}

/** Returns a name of a display that stays the same after a restart. */
function displayName({ size, scaleFactor, internal }: Electron.Display): string {
  return `${size.width}x${size.height}@${scaleFactor}${internal ? ' internal' : ''}`;
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
