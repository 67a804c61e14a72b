import type { BrowserWindow } from 'electron';

/** Runs `action` after `delayMs`. Returns the function that cancels it. */
export type Delay = (delayMs: number, action: () => void) => () => void;

/** Long enough to open the window again at once, short enough that an idle app keeps no page in memory. */
export const discardAfterHiddenMs = 30_000;

/** Long enough to read a menu and choose from it. */
export const discardUnusedMs = 15_000;

export interface ReusableWindow {
  /** Creates the hidden window, because the user is about to open it. It is destroyed after a while if nobody opens it. */
  readonly prepare: () => void;
  /** Shows the window, or the one that takes its place meanwhile. Creates it if needed. Resolves when it is visible. */
  readonly open: () => Promise<void>;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
  /** The existing window, shown or hidden. Null: there is none. */
  readonly current: () => BrowserWindow | null;
  readonly destroy: () => void;
}

/**
 * Creates a window that exists only while it is needed. It is created when it is first opened, and shown when its page is
 * painted. Closing hides it, and some time later it is destroyed.
 */
export function createReusableWindow(parts: {
  readonly create: () => BrowserWindow;
  /** The address of the page. It is loaded once per window. */
  readonly url: string;
  readonly delay: Delay;
  readonly beforeShow?: (window: BrowserWindow) => void;
  readonly log: (message: string) => void;
}): ReusableWindow {
  let window: BrowserWindow | null = null;
  let opening: Promise<void> | null = null;
  let cancelDestroy = (): void => undefined;

  const destroy = (): void => {
    cancelDestroy();
    const old = window;
    window = null;
    opening = null;
    if (old !== null && !old.isDestroyed()) old.destroy();
  };

  const hide = (): void => {
    if (window === null || window.isDestroyed() || !window.isVisible()) return;
    window.hide();
  };

  const start = (created: BrowserWindow): Promise<void> => {
    created.on('close', (event) => {
      event.preventDefault();
      hide();
    });
    created.on('hide', () => {
      cancelDestroy();
      cancelDestroy = parts.delay(discardAfterHiddenMs, destroy);
    });
    created.on('show', () => cancelDestroy());
    created.on('closed', () => {
      if (window === created) destroy();
    });
    // A crashed page shows nothing, so the next opening creates a new window.
    created.webContents.on('render-process-gone', (_event, { reason }) => {
      if (window !== created) return;
      parts.log(`The page of a window ended: ${reason}`);
      destroy();
    });
    return new Promise((resolve) => {
      created.once('ready-to-show', () => resolve());
      created.once('closed', () => resolve());
      created.loadURL(parts.url).catch((cause: unknown) => {
        parts.log(`A window could not load its page: ${String(cause)}`);
        destroy();
      });
    });
  };

  const ensure = (): BrowserWindow => {
    if (window === null || window.isDestroyed()) {
      window = parts.create();
      opening = start(window);
    }
    return window;
  };

  const prepare = (): void => {
    if (window?.isVisible() === true) return;
    cancelDestroy();
    cancelDestroy = parts.delay(discardUnusedMs, destroy);
    ensure();
  };

  const open = async (): Promise<void> => {
    cancelDestroy();
    let wanted = ensure();
    await opening;
    // While its page loaded, a window of another form may have taken its place.
    while (window !== null && wanted !== window) {
      wanted = window;
      await opening;
    }
    if (wanted.isDestroyed() || wanted !== window) return;
    parts.beforeShow?.(wanted);
    if (wanted.isMinimized()) wanted.restore();
    wanted.show();
    wanted.focus();
  };

  return Object.freeze({
    prepare,
    open,
    hide,
    isVisible: () => window !== null && !window.isDestroyed() && window.isVisible(),
    current: () => (window !== null && !window.isDestroyed() ? window : null),
    destroy,
  });
}
